"""What is left of a story that was taken back: that something stood at an address."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trust import clock


class Cause(models.TextChoices):
    """Why a story is taken back; told to nobody outside."""

    WRITER = "writer", _("The writer asks for it")
    RECOGNISED = "recognised", _("Somebody can be recognised in it")
    HARM = "harm", _("It may do harm")
    OTHER = "other", _("Another reason")


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def at(self, listing: Any, slug: str) -> "WithdrawalQuerySet":
        return self.filter(address=address_of(listing, slug))


class Withdrawal(models.Model):
    """No word of the story is here: its address, which often has its title, is a digest too."""

    address = models.CharField(max_length=64, unique=True)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Withdrawal {self.pk}"


def address_of(listing: Any, slug: str) -> str:
    """Names the address of a story on this list of stories."""
    return hashlib.sha256(f"{listing.pk}/{slug}".encode()).hexdigest()
