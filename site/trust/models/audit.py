"""The audit trail: who opened or did what, when, and with what outcome. Never any content."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trust import clock
from trust.keyring import keyring

REASON_LENGTH = 300


class Frozen(models.QuerySet):
    """Rows that can be added and read, never changed or taken away."""

    def refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are only ever added, one at a time.")

    update = delete = bulk_update = bulk_create = refuse


class Added(models.Model):
    """A record that is saved once, with a MAC under the key that was active then.

    `key_id` is that key's name, so that a record written under a wrong key ring whose keys have the
    same ids is not taken for an altered one.
    """

    key_id = models.CharField(_("key"), max_length=32)
    mac = models.BinaryField(_("seal"), max_length=32)

    objects = Frozen.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        self._seal()
        super().save(force_insert=True, using=kwargs.get("using"))

    @classmethod
    def add_all(cls, rows: Sequence[Self]) -> None:
        """Saves many new rows as `save` does one, in one query."""
        for row in rows:
            row._seal()  # noqa: SLF001 -- its own class
        cls._base_manager.bulk_create(rows)

    def delete(self, **_kwargs: Any) -> NoReturn:  # type: ignore[override]
        raise TypeError(f"{type(self).__name__} rows are never deleted.")

    def canonical(self) -> bytes:
        """Everything the MAC covers."""
        return json.dumps([self._meta.db_table, self.key_id, *self.contents()]).encode()

    def contents(self) -> list[str]:
        raise NotImplementedError

    def is_whole(self) -> bool | None:
        """Whether it says what it said when written; None when its key is not in the ring."""
        if self.key_id not in keyring().ids_by_name:
            return None
        return hmac.compare_digest(bytes(self.mac), self._expected_mac())

    def _seal(self) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are never changed.")
        self.key_id = keyring().active_name
        self.mac = self._expected_mac()

    def _expected_mac(self) -> bytes:
        key = keyring().subkey("audit", keyring().ids_by_name[self.key_id])
        return hmac.new(key, self.canonical(), hashlib.sha256).digest()


class AuditRow(Added):
    """One opening, act or refusal.

    `actor` is lost when the account is removed; `actor_label` ("user 12", "asker", "system")
    stays and says no name. The MAC covers everything but the id, which its AuditSeal covers.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        ALLOWED = "allowed", _("Allowed")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("at"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_label = models.CharField(_("who, without a name"), max_length=40)
    actor_roles = models.CharField(_("roles at that moment"), max_length=200, blank=True)
    act = models.CharField(_("act"), max_length=100)
    subject_kind = models.CharField(_("kind of subject"), max_length=100, blank=True)
    subject_id = models.CharField(_("subject"), max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = _("audit row")
        verbose_name_plural = _("audit rows")
        default_permissions = ()
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="trust_audit_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["done", "allowed", "refused"]),
                name="trust_audit_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"AuditRow {self.pk}"

    def contents(self) -> list[str]:
        return [
            self.at.astimezone(UTC).isoformat(),
            self.actor_label,
            self.actor_roles,
            self.act,
            self.subject_kind,
            self.subject_id,
            self.outcome,
            self.reason,
        ]

    def is_whole(self) -> bool | None:
        named = self.actor_id in {None, self._labelled_actor()}
        return super().is_whole() if named else False

    def _labelled_actor(self) -> int | None:
        number = self.actor_label.removeprefix("user ")
        return int(number) if number.isdecimal() else None


class AuditSeal(Added):
    """A closed range of audit rows under one MAC, chained to the seal before it.

    `rows` lists the ids ("4-9,11"), so that a missing one can be named. `digest` and `previous` are
    plain hashes of the rows and of the seal before: the newest seal vouches for the whole trail,
    also when older keys have left the ring.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"), default=clock.now)
    last_id = models.BigIntegerField(_("last row"))
    rows = models.TextField(_("rows"))
    digest = models.BinaryField(_("digest of the rows"), max_length=32)
    previous = models.BinaryField(_("seal before"), max_length=32)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        default_permissions = ()
        ordering = ["number"]

    def __str__(self) -> str:
        return f"AuditSeal {self.number}"

    def contents(self) -> list[str]:
        return [
            str(self.number),
            self.at.astimezone(UTC).isoformat(),
            str(self.last_id),
            self.rows,
            bytes(self.digest).hex(),
            bytes(self.previous).hex(),
        ]
