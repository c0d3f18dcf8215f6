"""What the worker does for KokeBlogi: call one function."""

from kokeblog import actions
from trust import outbox
from trust.jobs import content_free

LETTERS = "kokeblog.jobs.send_letters"


@content_free
def send_letters() -> None:
    """Queues the week's letters when their time has come."""
    if not actions.send_letters():
        outbox.wake(LETTERS)


@content_free
def forget_unconfirmed() -> int:
    """Destroys addresses whose owners did not say yes in time; how many."""
    return actions.forget_unconfirmed()
