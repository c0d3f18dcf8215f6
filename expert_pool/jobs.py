"""What the worker does for the expert bank."""

from expert_pool import actions
from trust.jobs import content_free


@content_free
def release_lapsed() -> int:
    """Releases the holds whose time is over; how many."""
    return actions.release_lapsed()
