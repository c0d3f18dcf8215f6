"""Every write of the written service. Nothing else saves.

Each is one transaction: the row whose truth is at stake is locked or changed by compare-and-set,
the move is checked against the table, the audit row is written and mail queued with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import notices
from advice.models import Author, Conversation, Draft, Message, Status
from advice.permissions import expert_of
from advice.snippets import AskForm
from expert_pool.models import Expert
from home.models import Topic
from trust import audit, clock, receipts
from trust.refusals import Refusal
from trust.seal import mark_of, seal_text


@dataclass(frozen=True)
class Question:
    """What a person sends: already cleaned and checked by the form."""

    form: AskForm | None
    text: str
    topics: Sequence[Topic]
    perspective: str
    wish: str
    language: str
    urgent: bool
    promise_hours: int
    message_limit: int
    suspicious: bool = False


def ask(question: Question, *, number: str) -> Conversation:
    """Stores a question under its receipt number and returns the conversation.

    Sent again with the same number (double click, reload, lost response) it stores nothing and
    returns the one that is there.
    """
    already = find(number)
    if already is not None:
        return already
    try:
        with transaction.atomic():
            return _store(question, number)
    except IntegrityError:
        # Two sendings at the same moment: the other one got in.
        already = find(number)
        if already is None:
            raise
        return already


def find(number: str) -> Conversation | None:
    """The conversation of sixteen digits, under any pepper still in the key ring."""
    return Conversation.objects.filter(receipt__in=receipts.fingerprints(number)).first()


def _store(question: Question, number: str) -> Conversation:
    now = clock.now()
    conversation = Conversation(
        receipt=receipts.fingerprint(number),
        form=question.form,
        perspective=question.perspective,
        language=question.language,
        urgent=question.urgent,
        status=Status.QUARANTINED if question.suspicious else Status.WAITING,
        promise_hours=question.promise_hours,
        message_limit=question.message_limit,
        asked_at=now,
        last_message_at=now,
        due_at=clock.after_hours(now, question.promise_hours),
    )
    conversation.make_key()
    if question.wish:
        conversation.wish = seal_text(conversation, "wish", question.wish)
    conversation.save(force_insert=True)
    conversation.topics.add(*question.topics)
    _add_message(conversation, Author.ASKER, question.text, position=1, at=now)
    audit.record("advice.ask", subject=conversation, by=None)
    notices.soon(conversation)
    return conversation


@transaction.atomic
def write_again(conversation: Conversation, *, text: str, nonce: str) -> Message:
    """Adds the asker's next letter and returns it; the same letter sent twice is stored once.

    Raises Refusal when the conversation has ended or the asker's messages are used up.
    """
    conversation = _locked(conversation)
    once = _once(conversation, "again", nonce, text)
    already = conversation.messages.filter(once=once).first()
    if already is not None:
        return already
    if conversation.messages_left == 0:
        raise Refusal(
            _("This conversation has come to its end. You are welcome to write a new question.")
        )
    now = clock.now()
    conversation.asker_messages += 1
    conversation.last_message_at = now
    if conversation.status == Status.ANSWERED:
        _owe_answer(conversation, now)
    message = _add_message(conversation, Author.ASKER, text, at=now, once=once)
    conversation.save(
        update_fields=[
            "asker_messages", "last_message_at", "status", "expert", "claimed_at", "due_at",
        ]
    )  # fmt: skip
    audit.record("advice.write_again", subject=conversation, by=None)
    notices.soon(conversation)
    return message


def _owe_answer(conversation: Conversation, now: datetime) -> None:
    """The same expert goes on; if they have left, the letter waits for anyone."""
    assert conversation.expert_id is not None  # noqa: S101 -- an answered one has its expert
    stays = Expert.objects.active().filter(pk=conversation.expert_id).exists()
    _move(conversation, Status.WRITING if stays else Status.WAITING)
    if not stays:
        conversation.expert = None
        conversation.claimed_at = None
    conversation.due_at = clock.after_hours(now, conversation.promise_hours)


@transaction.atomic
def claim(conversation: Conversation, *, begun: str = "", by: User) -> Conversation:
    """Takes an unclaimed question for `by`; of two at once exactly one gets it (else Refusal).

    What they had begun to write becomes their draft. The view has asked permissions.may_claim.
    """
    expert = _expert(by)
    taken = Conversation.objects.filter(pk=conversation.pk, status=Status.WAITING).update(
        status=Status.WRITING, expert=expert, claimed_at=clock.now()
    )
    conversation = _locked(conversation)
    if conversation.expert_id != expert.pk:
        raise Refusal(_("Another expert has just taken this question to answer."))
    if taken:
        audit.record("advice.claim", subject=conversation, by=by)
    if begun and (taken or not conversation.drafts.filter(expert=expert).exists()):
        _keep_draft(conversation, begun, by)
    return conversation


@transaction.atomic
def release(conversation: Conversation, *, by: User) -> Conversation:
    """Gives a taken question back to the queue. The draft stays, for its writer alone."""
    conversation = _locked(conversation)
    _require_claim(conversation, by)
    return _back_to_queue(conversation, by)


@transaction.atomic
def give_back_left_behind(conversation: Conversation) -> bool:
    """Puts a question back into the queue when its expert cannot answer it any more; whether so."""
    conversation = _locked(conversation)
    left = Conversation.objects.left_behind().filter(pk=conversation.pk).exists()
    if left:
        _back_to_queue(conversation, audit.SYSTEM)
    return left


def _back_to_queue(conversation: Conversation, by: User | str) -> Conversation:
    _move(conversation, Status.WAITING)
    conversation.expert = None
    conversation.claimed_at = None
    conversation.save(update_fields=["status", "expert", "claimed_at"])
    audit.record("advice.release", subject=conversation, by=by)
    notices.soon(conversation)
    return conversation


@transaction.atomic
def assign(conversation: Conversation, *, expert: Expert, by: User) -> Conversation:
    """Gives an unanswered question to an expert; they and the one who had it are told by mail."""
    conversation = _locked(conversation)
    had = conversation.expert
    if conversation.expert_id == expert.pk and conversation.status == Status.WRITING:
        return conversation
    if conversation.status == Status.WAITING:
        _move(conversation, Status.WRITING)
    elif conversation.status != Status.WRITING:
        raise Refusal(_("This conversation is not waiting for an answer."))
    conversation.expert = expert
    conversation.claimed_at = clock.now()
    conversation.save(update_fields=["status", "expert", "claimed_at"])
    audit.record("advice.assign", subject=conversation, by=by)
    notices.assigned(conversation, had=had)
    return conversation


@transaction.atomic
def let_in(conversation: Conversation, *, by: User) -> Conversation:
    """Lets a suspected question into the queue; its promise counts from when it was asked."""
    conversation = _locked(conversation)
    _move(conversation, Status.WAITING)
    conversation.save(update_fields=["status"])
    audit.record("advice.let_in", subject=conversation, by=by)
    notices.soon(conversation)
    return conversation


@transaction.atomic
def save_draft(conversation: Conversation, *, text: str, by: User) -> Draft:
    """Keeps what the expert has written so far, and returns it with the moment of saving."""
    return _keep_draft(_locked(conversation), text, by)


def _keep_draft(conversation: Conversation, text: str, by: User) -> Draft:
    _require_claim(conversation, by)
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
    conversation = _locked(conversation)
    once = _once(conversation, "answer", by.pk, answers, text)
    already = conversation.messages.filter(once=once).first()
    if already is not None:
        return already
    _require_claim(conversation, by)
    if conversation.messages.count() != answers:
        raise Refusal(asker_wrote_more())
    now = clock.now()
    message = _add_message(
        conversation, Author.EXPERT, text, at=now, once=once, expert=conversation.expert
    )
    _move(conversation, Status.CLOSED if conversation.is_last else Status.ANSWERED)
    conversation.due_at = None
    conversation.last_message_at = now
    conversation.save(update_fields=["status", "due_at", "last_message_at"])
    conversation.drafts.filter(expert=conversation.expert).delete()
    audit.record("advice.answer", subject=conversation, by=by)
    return message


def asker_wrote_more() -> str:
    """Why an answer is not sent to a letter its writer has not seen."""
    return _("The asker has written more while you were writing. Read the new letter first.")


def _locked(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation.pk)


def _expert(by: User) -> Expert:
    expert = expert_of(by)
    if expert is None:
        raise Refusal(_("Only an expert by experience can answer."))
    return expert


def _require_claim(conversation: Conversation, by: User) -> None:
    if conversation.expert_id != _expert(by).pk:
        raise Refusal(_("This conversation is no longer yours to answer."))
    if conversation.status != Status.WRITING:
        raise Refusal(_("This conversation is not waiting for an answer."))


def _move(conversation: Conversation, to: Status) -> None:
    if not Status(conversation.status).can_become(to):
        raise Refusal(_("The conversation has moved on in the meantime. Open it again."))
    conversation.status = to


def _once(conversation: Conversation, *parts: object) -> bytes:
    """A keyed mark of one sending: without the conversation's key nobody tests a guess at it."""
    return mark_of(conversation, "advice.once", "\0".join(map(str, parts)).encode())


def _add_message(  # noqa: PLR0913 -- keyword-only but for the letter itself
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
