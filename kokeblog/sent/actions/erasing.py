"""A sent story is erased: at once when its writer says so, by the purge when its time is over."""

from django.db import transaction

from accounts.models import User
from kokeblog.models import Cause, ErasedStory, SentStory
from kokeblog.sent.actions.taking_down import take_down
from trust import audit, clock


@transaction.atomic
def erase(story: SentStory, *, by: User | str | None) -> bool:
    """Erases a sent story for good, with every page of it; whether it was still there.

    `by` is None for the writer, audit.SYSTEM for the purge. The key goes first, the rows after it,
    and all in this one transaction. Whoever was answering waits for this row's lock and then finds
    no story (rows.Erased).
    """
    found = SentStory.objects.select_for_update(of=("self",)).filter(pk=story.pk).first()
    if found is None:
        return False
    found.destroy_key()
    # A form that is still open somewhere must not bring the number back (sending.send).
    ErasedStory.objects.create(receipt=bytes(found.receipt), erased_at=clock.now())
    audit.record("kokeblog.erase_sent", subject=found, by=by)
    take_down(found, cause=Cause.WRITER if by is None else Cause.OTHER, by=by)
    found.delete()
    return True
