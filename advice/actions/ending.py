"""A conversation comes to its end: by its asker, by silence, by the coordinator."""

from django.db import transaction

from accounts.models import User
from advice import notices
from advice.actions.counting import count
from advice.actions.rows import end, locked
from advice.models import Conversation, Ending, Event, Status, Verdict
from trust import audit, clock


@transaction.atomic
def close(conversation: Conversation, *, ending: Ending, by: User | str | None) -> Conversation:
    """Ends a conversation and returns it; of one that has ended already, the first ending stays.

    `by` is None for the asker, audit.SYSTEM for the daily work. A letter at the gate is overtaken,
    the asker's address destroyed (rows.end says when), and the expert told that nothing is asked of
    them any more.
    """
    conversation = locked(conversation)
    if conversation.status == Status.CLOSED:
        return conversation
    now, counted = clock.now(), conversation.status != Status.QUARANTINED
    end(conversation, ending, at=now)
    if ending == Ending.ASKER:
        # Whoever ends it has the page before them: no mail need tell them to open it.
        conversation.notify = b""
    conversation.save(update_fields=["status", "ending", "closed_at", "due_at", "notify"])
    conversation.reviews.filter(verdict=Verdict.PENDING).update(
        verdict=Verdict.OVERTAKEN, decided_at=now
    )
    audit.record("advice.close", subject=conversation, by=by, reason=str(ending.value))
    if counted:
        count(conversation, {Event.of_ending(ending): 1}, at=now)
    if by != audit.SYSTEM:
        notices.ended(conversation, by=by)
    return conversation
