"""Who gets the weekly letter: a sealed address, its language, and whether its owner said yes."""

import unicodedata
from datetime import datetime, timedelta
from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trust import clock, fingerprints, workflows
from trust.seal import KeyHolder, SealedField

#: Within this time the owner of an address says yes, or it is destroyed.
TIME_TO_CONFIRM = timedelta(hours=48)
PURPOSE = "kokeblog.address/v1"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def of(self, address: str) -> "SubscriptionQuerySet":
        """That of an address, in whatever letters it is written and whichever pepper marked it."""
        return self.filter(mark__in=fingerprints.fingerprints(PURPOSE, same(address)))

    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(status=Subscription.Status.CONFIRMED)

    def unconfirmed_since(self, moment: datetime) -> "SubscriptionQuerySet":
        """Asked for after `moment` and not confirmed yet."""
        return self.filter(status=Subscription.Status.ASKED, told_at__gt=moment)

    def lapsed(self) -> "SubscriptionQuerySet":
        """Asked for so long ago that nobody may confirm it any more."""
        latest = clock.now() - TIME_TO_CONFIRM
        return self.filter(status=Subscription.Status.ASKED, told_at__lte=latest)

    def receiving(self, language: str, moment: datetime) -> "SubscriptionQuerySet":
        """Those who had confirmed by `moment`, and get the letter of this language."""
        return self.confirmed().filter(language=language, confirmed_at__lte=moment)


class Subscription(KeyHolder):
    """One address that gets the weekly letter, or has been asked whether it wishes to.

    The address is sealed with the record's own key. `mark` finds it again: a fingerprint by a
    pepper that the database has not got.
    """

    class Status(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
        ASKED = "asked", _("asked for, not confirmed yet")
        CONFIRMED = "confirmed", _("gets the letter")

        moves = nonmember({"asked": {"confirmed"}, "confirmed": set()})  # type: ignore[misc]
        begins = nonmember(("asked",))  # type: ignore[misc]

    address = SealedField()
    mark = models.BinaryField(max_length=32, unique=True, editable=False)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    #: When a mail about subscribing was last queued to it.
    told_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    #: Letters in a row that its mail server did not take.
    refused = models.PositiveSmallIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription to the weekly letter")
        verbose_name_plural = _("subscriptions to the weekly letter")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(status="asked", confirmed_at=None)
                | Q(status="confirmed", confirmed_at__isnull=False),
                name="kokeblog_subscription_confirmed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["language", "status", "id"], name="kokeblog_sub_receiving"),
            models.Index(
                fields=["told_at"], condition=Q(status="asked"), name="kokeblog_sub_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"Kirjeen tilaus {self.pk}"

    def can_become(self, status: str) -> bool:
        return self.Status(self.status).can_become(status)


workflows.register("Subscription", Subscription.Status)


def same(address: str) -> str:
    """The address as it is compared: no mailbox in use tells large letters from small."""
    return unicodedata.normalize("NFKC", address).casefold()


def mark_of(address: str) -> bytes:
    return fingerprints.fingerprint(PURPOSE, same(address))
