"""What the worker does for KokeBlogi: call one function."""

from kokeblog.sent import actions
from trust import outbox
from trust.jobs import content_free


class NotAllPurged(Exception):
    """Some sent stories could not be erased; the log has why."""


@content_free
def purge_sent() -> int:
    """Erases the sent stories whose time is over; how many."""
    done = actions.purge()
    if done.unfinished:
        outbox.wake("kokeblog.jobs.purge_sent")
    if done.failed:
        raise NotAllPurged
    return done.erased
