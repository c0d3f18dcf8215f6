"""The links of the weekly letter: each carries a sealed token, never an address."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kokeblog.models import Subscription
from kokeblog.models.subscription import TIME_TO_CONFIRM
from trust.tokens import TokenRefused, open_token, seal_token

CONFIRM = "kokeblog.confirm"
LEAVE = "kokeblog.leave"
#: Somebody may open a letter long after it came, and must get off the list all the same.
LEAVE_AGE = timedelta(days=2 * 365)
AGES = {CONFIRM: TIME_TO_CONFIRM, LEAVE: LEAVE_AGE}


def confirm_link(subscription: Subscription) -> str:
    """In the language being spoken."""
    return absolute(reverse("kokeblog:letter_confirm", args=[_seal(CONFIRM, subscription)]))


def leave_link(subscription: Subscription) -> str:
    """In the language being spoken."""
    return absolute(reverse("kokeblog:letter_leave", args=[_seal(LEAVE, subscription)]))


def subscription_id(purpose: str, token: str) -> UUID:
    """Which subscription a link is about, also of one that is gone. Raises TokenRefused."""
    payload = open_token(purpose, token, max_age=AGES[purpose])
    try:
        return UUID(payload["subscription"])
    except (KeyError, ValueError):
        raise TokenRefused from None


def absolute(path: str) -> str:
    """The whole address of a public path, for mails."""
    site: str = settings.SITE_URL
    return site.rstrip("/") + path


def _seal(purpose: str, subscription: Subscription) -> str:
    return seal_token(purpose, {"subscription": subscription.seal_id.hex})
