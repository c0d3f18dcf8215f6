"""The expert writes: a draft kept, an answer sent."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import nudge
from advice.actions.counting import count
from advice.actions.rows import add_message, end, locked, move, once_of, require_claim
from advice.models import Author, Conversation, Draft, Ending, Event, Message, Status
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import seal_text


@transaction.atomic
def save_draft(conversation: Conversation, *, text: str, by: User) -> Draft:
    """Keeps what the expert has written so far, and returns it with the moment of saving."""
    return keep_draft(locked(conversation), text, by)


def keep_draft(conversation: Conversation, text: str, by: User) -> Draft:
    require_claim(conversation, by)
    expert = conversation.expert
    draft = conversation.drafts.filter(expert=expert).first()
    draft = draft or Draft(conversation=conversation, expert=expert)
    draft.text = seal_text(draft, "text", text)
    draft.saved_at = clock.now()
    draft.save()
    return draft


@transaction.atomic
def send_answer(conversation: Conversation, *, text: str, answers: int, by: User) -> Message:
    """Sends the answer to the message at position `answers`; sent twice it is stored once.

    Raises Refusal when the claim is no longer `by`'s, or when the asker has written more since:
    the draft stays, and the expert reads the new letter first.
    """
    conversation = locked(conversation)
    once = once_of(conversation, "answer", by.pk, answers, text)
    already = conversation.messages.filter(once=once).first()
    if already is not None:
        return already
    require_claim(conversation, by)
    if conversation.messages.count() != answers:
        raise Refusal(asker_wrote_more())
    now = clock.now()
    message = add_message(
        conversation, Author.EXPERT, text, at=now, once=once, expert=conversation.expert
    )
    events = {Event.ANSWERED: 1, Event.LETTERS: 1, Event.IN_TIME: int(not conversation.is_late)}
    if conversation.is_last:
        events[Event.CLOSED_LIMIT] = 1
        end(conversation, Ending.LIMIT, at=now)
    else:
        move(conversation, Status.ANSWERED)
        conversation.due_at = None
    conversation.last_message_at = now
    conversation.save(update_fields=["status", "due_at", "last_message_at", "ending", "closed_at"])
    conversation.drafts.filter(expert=conversation.expert).delete()
    nudge.answer_came(conversation)
    count(conversation, events, at=now)
    audit.record("advice.answer", subject=conversation, by=by)
    return message


def asker_wrote_more() -> str:
    """Why an answer is not sent to a letter its writer has not seen."""
    return _("The asker has written more while you were writing. Read the new letter first.")
