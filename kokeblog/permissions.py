"""Who may read what of KokeBlogi that is sealed."""

from kokeblog.models import Subscription
from trust.audit import SYSTEM, Permit


def may_use_address(subscription: Subscription) -> Permit:
    """The outbox alone, for the hand-over of a mail; no person ever sees a subscriber's address."""
    return Permit(allowed=True, act="kokeblog.use_address", subject=subscription, actor=SYSTEM)
