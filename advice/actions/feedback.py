"""What the asker says of a conversation afterwards, and on which day they last opened it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from advice.actions.rows import locked
from advice.models import Author, Conversation, Feedback, Status
from expert_pool.models import Expert
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import seal_text


def is_time_for_feedback(conversation: Conversation) -> bool:
    """Whether all has been said: it has ended, or its last message has been answered."""
    if conversation.status == Status.CLOSED:
        return True
    return conversation.status == Status.ANSWERED and conversation.is_last


@transaction.atomic
def give_feedback(
    conversation: Conversation, *, heard: int | None, helped: int | None, comment: str
) -> bool:
    """Stores what the asker says, once: whether this was it. A second one changes nothing.

    It is said to whoever answered last. Raises Refusal while the conversation goes on.
    """
    conversation = locked(conversation)
    if not is_time_for_feedback(conversation):
        raise Refusal(_("You can tell how it went when the conversation has ended."))
    if Feedback.objects.filter(conversation=conversation).exists():
        return False
    feedback = Feedback(
        conversation=conversation,
        expert=_last_writer(conversation),
        heard=heard,
        helped=helped,
        given_on=_today(),
    )
    if comment:
        feedback.comment = seal_text(feedback, "comment", comment)
    feedback.save(force_insert=True)
    audit.record("advice.feedback", subject=conversation, by=None)
    return True


def _last_writer(conversation: Conversation) -> Expert | None:
    last = conversation.messages.filter(author=Author.EXPERT).select_related("expert").last()
    return last.expert if last else None


def note_opening(conversation: Conversation) -> date | None:
    """Keeps today as the Finnish day of the last opening; returns the one before, None at first."""
    before, today = conversation.opened_on, _today()
    if before != today:
        Conversation.objects.filter(pk=conversation.pk).update(opened_on=today)
        conversation.opened_on = today
    return before


def _today() -> date:
    return clock.local(clock.now()).date()
