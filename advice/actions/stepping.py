"""Stepping aside: an expert or a coordinator may know the asker, and never sees them again."""

from django.db import transaction

from accounts.models import User
from advice import notices
from advice.actions.claiming import back_to_queue
from advice.actions.rows import locked
from advice.models import IN_HAND, Conversation, Note, SteppedAside
from trust import audit, clock


@transaction.atomic
def step_aside(conversation: Conversation, *, by: User) -> SteppedAside:
    """Puts the conversation out of `by`'s sight for good; nothing is asked, twice is once.

    What they owed goes back to the queue. Answered already, it stays as it is: the asker's next
    letter waits for anyone. Their draft and their own notes are destroyed.
    """
    conversation = locked(conversation)
    stepped, is_new = SteppedAside.objects.get_or_create(
        conversation=conversation, user=by, defaults={"at": clock.now()}
    )
    if not is_new:
        return stepped
    conversation.drafts.filter(expert__user=by).delete()
    conversation.notes.filter(author=by, level=Note.Level.SELF).delete()
    conversation.grants.filter(to=by).delete()
    expert = conversation.expert
    if expert is not None and expert.user_id == by.pk and conversation.status in IN_HAND:
        back_to_queue(conversation, by)
    audit.record("advice.step_aside", subject=conversation, by=by)
    notices.stepped_aside(by)
    return stepped
