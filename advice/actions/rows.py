"""What the actions share: a row locked, a move checked against the table, a letter added."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from advice.models import Author, Conversation, Ending, Message, Status
from advice.permissions import expert_of
from expert_pool.models import Expert
from trust.refusals import Refusal
from trust.seal import mark_of, seal_text


def locked(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation.pk)


def expert_by(by: User) -> Expert:
    expert = expert_of(by)
    if expert is None:
        raise Refusal(_("Only an expert by experience can answer."))
    return expert


def require_claim(conversation: Conversation, by: User) -> None:
    if conversation.expert_id != expert_by(by).pk:
        raise Refusal(_("This conversation is no longer yours to answer."))
    if conversation.status != Status.WRITING:
        raise Refusal(_("This conversation is not waiting for an answer."))


def move(conversation: Conversation, to: Status) -> None:
    if not Status(conversation.status).can_become(to):
        raise Refusal(_("The conversation has moved on in the meantime. Open it again."))
    conversation.status = to


def end(conversation: Conversation, ending: Ending, *, at: datetime) -> None:
    """Closes it: nothing is owed any more. The caller saves."""
    move(conversation, Status.CLOSED)
    conversation.ending = ending
    conversation.closed_at = at
    conversation.due_at = None


def once_of(conversation: Conversation, *parts: object) -> bytes:
    """A keyed mark of one sending: without the conversation's key nobody tests a guess at it."""
    return mark_of(conversation, "advice.once", "\0".join(map(str, parts)).encode())


def add_message(  # noqa: PLR0913 -- keyword-only but for the letter itself
    conversation: Conversation,
    author: Author,
    text: str,
    *,
    at: datetime,
    position: int | None = None,
    once: bytes | None = None,
    expert: Expert | None = None,
) -> Message:
    message = Message(
        conversation=conversation,
        position=position or conversation.messages.count() + 1,
        author=author,
        expert=expert,
        sent_at=at,
        once=once,
    )
    message.text = seal_text(message, "text", text)
    message.save(force_insert=True)
    return message
