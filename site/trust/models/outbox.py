"""Mail waiting to be handed over, and what became of it."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trust import clock

MAX_ATTEMPTS = 5


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        """Neither handed over nor given up."""
        return self.filter(sent_at=None, dead_at=None, dropped_at=None)

    def due(self, moment: datetime) -> "OutgoingMailQuerySet":
        """Waiting, its time has come, and nobody is handing it over just now; oldest first."""
        free = Q(leased_until=None) | Q(leased_until__lte=moment)
        return self.waiting().filter(free, due_at__lte=moment).order_by("due_at", "pk")

    def dead_since(self, moment: datetime) -> "OutgoingMailQuerySet":
        return self.filter(dead_at__gte=moment)


class OutgoingMail(models.Model):
    """One e-mail. The text says that something waits, never what.

    It goes `to` a member of staff. Of a kind in `trust.outbox.sealed` it goes to an address that is
    in no column: it lies sealed in the record that `about` names.

    `slot` is set while a coalesced mail waits: the unique column lets one wait per person and
    kind. `attempts` is counted before each hand-over, so that a killed worker is counted too.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("to"),
    )
    about = models.PositiveBigIntegerField(_("about"), null=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    key = models.CharField(_("key"), max_length=120, unique=True, null=True)
    slot = models.CharField(_("slot"), max_length=100, unique=True, null=True)
    created_at = models.DateTimeField(_("queued"), default=clock.now)
    due_at = models.DateTimeField(_("due"), default=clock.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    failed_at = models.DateTimeField(_("last failed"), null=True)
    last_error = models.CharField(_("last error"), max_length=100, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    dead_at = models.DateTimeField(_("given up"), null=True)
    dropped_at = models.DateTimeField(_("not wanted any more"), null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at=None, dead_at=None, dropped_at=None),
                name="trust_mail_waiting",
            ),
            models.Index(fields=["to", "kind", "sent_at"], name="trust_mail_last_sent"),
            models.Index(fields=["sent_at"], name="trust_mail_sent"),
            models.Index(fields=["dead_at"], name="trust_mail_dead"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(sent_at=None, dead_at=None)
                    | Q(sent_at=None, dropped_at=None)
                    | Q(dead_at=None, dropped_at=None)
                ),
                name="trust_mail_one_end",
            ),
            models.CheckConstraint(
                condition=Q(slot=None) | Q(sent_at=None, dead_at=None, dropped_at=None),
                name="trust_mail_slot_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MAX_ATTEMPTS), name="trust_mail_attempts"
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=False) | Q(about__isnull=False), name="trust_mail_addressed"
            ),
        ]

    def __str__(self) -> str:
        return f"OutgoingMail {self.pk}"

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a mail sent twice can be known as one."""
        return f"<{self.uuid.hex}@{urlsplit(settings.SITE_URL).hostname}>"
