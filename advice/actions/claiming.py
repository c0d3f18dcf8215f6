"""Who answers: a question taken, given back, given to another, let into the queue."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import load, notices
from advice.actions.answering import keep_draft
from advice.actions.counting import count_let_in
from advice.actions.noting import leave_word
from advice.actions.rows import Erased, expert_by, locked, move, require_in_hand
from advice.models import IN_HAND, Conversation, Status
from expert_pool.models import Expert
from trust import audit, clock
from trust.refusals import Refusal


@transaction.atomic
def claim(conversation: Conversation, *, begun: str = "", by: User) -> Conversation:
    """Takes an unclaimed question for `by`; of two at once exactly one gets it (else Refusal).

    Refused also to one who carries enough, is away or rests, or has stepped aside from it; then
    the question stays free. What they had begun to write becomes their draft. The view has asked
    permissions.may_claim.
    """
    expert = expert_by(by)
    taken = Conversation.objects.filter(pk=conversation.pk, status=Status.WAITING).update(
        status=Status.WRITING, expert=expert, claimed_at=clock.now()
    )
    conversation = locked(conversation)
    if conversation.expert_id != expert.pk:
        raise Refusal(_("Another expert has just taken this question to answer."))
    _require_not_aside(conversation, by)
    if taken:
        load.require_room(expert, conversation)
        audit.record("advice.claim", subject=conversation, by=by)
    if begun and (taken or not conversation.drafts.filter(expert=expert).exists()):
        keep_draft(conversation, begun, by)
    return conversation


@transaction.atomic
def release(conversation: Conversation, *, word: str = "", by: User) -> Conversation:
    """Gives a taken question back to the queue, also while its answer is at the gate.

    The draft stays, for its writer alone; a `word` to whoever goes on is kept as a note.
    """
    conversation = locked(conversation)
    require_in_hand(conversation, by)
    leave_word(conversation, word, by)
    return back_to_queue(conversation, by)


@transaction.atomic
def give_back_left_behind(conversation: Conversation) -> bool:
    """Puts a question back into the queue when its expert cannot answer it any more; whether so."""
    try:
        conversation = locked(conversation)
    except Erased:
        return False
    left = Conversation.objects.left_behind().filter(pk=conversation.pk).exists()
    if left:
        back_to_queue(conversation, audit.SYSTEM)
    return left


def back_to_queue(conversation: Conversation, by: User | str) -> Conversation:
    """Nobody has it any more, and whoever may take it is told. The row is the caller's, locked."""
    move(conversation, Status.WAITING)
    conversation.expert = None
    conversation.claimed_at = None
    conversation.save(update_fields=["status", "expert", "claimed_at"])
    audit.record("advice.release", subject=conversation, by=by)
    notices.soon(conversation)
    return conversation


@transaction.atomic
def assign(conversation: Conversation, *, expert: Expert, word: str = "", by: User) -> Conversation:
    """Gives an unanswered question to an expert; they and the one who had it are told by mail.

    A `word` to them is kept as a note, also when they have it already.
    """
    conversation = locked(conversation)
    _require_not_aside(conversation, expert.user)
    had = conversation.expert
    if conversation.expert_id == expert.pk and conversation.status in IN_HAND:
        leave_word(conversation, word, by)
        return conversation
    if conversation.status in (Status.WAITING, Status.REVIEW):
        move(conversation, Status.WRITING)
    elif conversation.status != Status.WRITING:
        raise Refusal(_("This conversation is not waiting for an answer."))
    conversation.expert = expert
    conversation.claimed_at = clock.now()
    conversation.save(update_fields=["status", "expert", "claimed_at"])
    leave_word(conversation, word, by)
    audit.record("advice.assign", subject=conversation, by=by)
    notices.assigned(conversation, had=had)
    return conversation


def _require_not_aside(conversation: Conversation, user: User) -> None:
    """Says no more of it to whoever chooses than that it must be somebody else."""
    if conversation.stepped_aside.filter(user=user).exists():
        raise Refusal(_("This expert cannot take it. Choose somebody else."))


@transaction.atomic
def let_in(conversation: Conversation, *, by: User) -> Conversation:
    """Lets a suspected question into the queue; its promise counts from when it was asked."""
    conversation = locked(conversation)
    move(conversation, Status.WAITING)
    conversation.save(update_fields=["status"])
    audit.record("advice.let_in", subject=conversation, by=by)
    count_let_in(conversation)
    notices.soon(conversation)
    return conversation
