"""A conversation is erased: at once when its asker says so, by the purge when its time is over."""

from django.db import transaction

from accounts.models import User
from advice import notices
from advice.actions.agreeing import withdraw
from advice.actions.counting import count
from advice.models import Conversation, Event, Feedback, Status, Tombstone
from trust import audit, clock


@transaction.atomic
def erase(conversation: Conversation, *, by: User | str | None) -> bool:
    """Erases a conversation for good; whether it was still there. Done twice it does nothing more.

    `by` is None for the asker, audit.SYSTEM for the purge.

    The key goes first, the rows after it, and both in this one transaction: a crash on the way
    leaves everything as it was, and never letters that nobody can open nor letters without an
    owner. So what the page then says is true: it is erased, or it is still there. Whoever was
    writing waits for this row's lock and then finds no conversation (rows.Erased); whoever had
    the lock first is done by the time we come, and what they wrote goes with the rest.
    """
    found = Conversation.objects.select_for_update().filter(pk=conversation.pk).first()
    if found is None:
        return False
    now = clock.now()
    found.destroy_key()
    # A form that is still open somewhere must not bring the number back (asking.ask).
    Tombstone.objects.create(receipt=bytes(found.receipt), erased_at=now)
    audit.record("advice.erase", subject=found, by=by)
    if by is None:
        count(found, {Event.ERASED: 1}, at=now)
    if by != audit.SYSTEM and found.status != Status.CLOSED:
        notices.ended(found, by=by)
    _keep_grades(found)
    if not isinstance(by, str):
        # Whoever wants the letters gone wants what was published of them gone too; the purge only
        # keeps our promise about the letters (ADR 0014).
        withdraw(bytes(found.receipt), by=by)
    found.delete()
    return True


def _keep_grades(conversation: Conversation) -> None:
    """What was said in numbers stays; the words go, and whose they were."""
    Feedback.objects.filter(conversation=conversation).update(conversation=None, comment=b"")
