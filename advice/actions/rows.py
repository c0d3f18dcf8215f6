"""What the actions share: a row locked, a move checked against the table, a letter added."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from advice.cards import Card, seal_cards
from advice.models import IN_HAND, Author, Conversation, Ending, Message, Status, Verdict
from expert_pool.models import Expert
from expert_pool.permissions import expert_of
from trust import clock
from trust.refusals import Refusal
from trust.seal import mark_of, seal_text


class Erased(Refusal):
    """The conversation has been erased, meanwhile or before: nothing can be done to it any more."""

    def __init__(self) -> None:
        super().__init__(_("This conversation has been erased."), status=410)


def locked(conversation: Conversation) -> Conversation:
    """The row as it is now, locked until the transaction ends. Raises Erased."""
    found = Conversation.objects.select_for_update().filter(pk=conversation.pk).first()
    if found is None:
        raise Erased
    return found


def expert_by(by: User) -> Expert:
    expert = expert_of(by)
    if expert is None:
        raise Refusal(_("Only an expert by experience can answer."))
    return expert


def require_own(conversation: Conversation, by: User) -> None:
    if conversation.expert_id != expert_by(by).pk:
        raise Refusal(_("This conversation is no longer yours to answer."))


def require_in_hand(conversation: Conversation, by: User) -> None:
    """That `by` has it and owes the answer, whether it is being written or at the gate."""
    require_own(conversation, by)
    if conversation.status not in IN_HAND:
        raise Refusal(_("This conversation is not waiting for an answer."))


def require_claim(conversation: Conversation, by: User) -> None:
    """That `by` has it and may write. A letter at the gate rests: nothing changes or sends it."""
    require_own(conversation, by)
    if conversation.status == Status.REVIEW:
        raise Refusal(
            _("Your letter is being read and stays as it is meanwhile. Take it back to change it.")
        )
    if conversation.status != Status.WRITING:
        raise Refusal(_("This conversation is not waiting for an answer."))


def move(conversation: Conversation, to: Status) -> None:
    """Checks the move against the table. The caller saves.

    A letter that nobody has decided on is overtaken by whatever takes it from the gate.
    """
    if not Status(conversation.status).can_become(to):
        raise Refusal(_("The conversation has moved on in the meantime. Open it again."))
    if conversation.status == Status.REVIEW:
        conversation.reviews.pending().update(verdict=Verdict.OVERTAKEN, decided_at=clock.now())
    conversation.status = to


def end(conversation: Conversation, ending: Ending, *, at: datetime) -> None:
    """Closes it: nothing is owed any more. The caller saves.

    An asker who waited in vain for an answer gets no mail: their address is destroyed. One whose
    answer has been sent gets it, and the hand-over destroys the address.
    """
    if ending != Ending.LIMIT and conversation.status != Status.ANSWERED:
        conversation.notify = b""
        Conversation.objects.filter(pk=conversation.pk).update(notify=b"")
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
    cards: Sequence[Card] = (),
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
    message.cards = seal_cards(message, cards)
    message.save(force_insert=True)
    return message
