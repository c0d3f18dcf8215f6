"""What the worker does for the expert bank."""

from expert_pool import actions
from trust.jobs import content_free


@content_free
def release_lapsed() -> int:
    """Releases the holds whose time is over; how many."""
    return actions.release_lapsed()


@content_free
def end_consents_of_left() -> int:
    """Ends the consents of those who are not experts any more; how many."""
    return actions.end_consents_of_left()
