"""The asker writes: a question under its receipt number, and a letter more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from advice import notices
from advice.actions.counting import count
from advice.actions.rows import Erased, add_message, locked, move, once_of
from advice.breaks import promise
from advice.models import Author, Conversation, Event, Message, Status, Tombstone
from advice.snippets import AskForm
from advice.tickets import ASK_AGE
from advice.wishes import Wish
from expert_pool.models import Expert
from home.models import Topic
from trust import audit, clock, receipts
from trust.refusals import Refusal
from trust.seal import seal_text


@dataclass(frozen=True)
class Question:
    """What a person sends: already cleaned and checked by the form."""

    form: AskForm | None
    text: str
    topics: Sequence[Topic]
    perspective: str
    wish: Wish
    language: str
    urgent: bool
    promise_hours: int
    message_limit: int
    suspicious: bool = False
    notify_email: str = ""
    said: bytes | None = None


def ask(question: Question, *, number: str) -> Conversation:
    """Stores a question under its receipt number and returns the conversation.

    Sent again with the same number (double click, reload, lost response) it stores nothing and
    returns the one that is there. Raises Erased when that one has been erased meanwhile.
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


def has_come(said: bytes) -> bool:
    """Whether the very same question has been stored while a preview of it could still be open."""
    since = clock.now() - ASK_AGE
    return Conversation.objects.filter(said=said, asked_at__gt=since).exists()


def _store(question: Question, number: str) -> Conversation:
    now = clock.now()
    conversation = Conversation(
        receipt=receipts.fingerprint(number),
        said=question.said,
        form=question.form,
        perspective=question.perspective,
        language=question.language,
        urgent=question.urgent,
        status=Status.QUARANTINED if question.suspicious else Status.WAITING,
        promise_hours=question.promise_hours,
        message_limit=question.message_limit,
        asked_at=now,
        last_message_at=now,
        due_at=promise(now, question.promise_hours).due_at,
    )
    conversation.make_key()
    if question.wish:
        conversation.wish = seal_text(conversation, "wish", question.wish.written())
    if question.notify_email:
        conversation.notify = seal_text(conversation, "notify", question.notify_email)
    conversation.save(force_insert=True)
    # Asked after the insert: whoever erased this number has committed, so its stone is seen here.
    if Tombstone.objects.filter(receipt__in=receipts.fingerprints(number)).exists():
        raise Erased
    conversation.topics.add(*question.topics)
    add_message(conversation, Author.ASKER, question.text, position=1, at=now)
    audit.record("advice.ask", subject=conversation, by=None)
    count(conversation, {Event.ASKED: 1, Event.LETTERS: 1}, at=now)
    notices.soon(conversation)
    return conversation


@transaction.atomic
def write_again(conversation: Conversation, *, text: str, nonce: str) -> Message:
    """Adds the asker's next letter and returns it; the same letter sent twice is stored once.

    Raises Refusal when the conversation has ended or the asker's messages are used up.
    """
    conversation = locked(conversation)
    once = once_of(conversation, "again", nonce, text)
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
    elif conversation.status == Status.REVIEW:
        # The letter at the gate answers less than has now been said: back to its writer.
        move(conversation, Status.WRITING)
    message = add_message(conversation, Author.ASKER, text, at=now, once=once)
    conversation.save(
        update_fields=[
            "asker_messages", "last_message_at", "status", "expert", "claimed_at", "due_at",
        ]
    )  # fmt: skip
    audit.record("advice.write_again", subject=conversation, by=None)
    count(conversation, {Event.LETTERS: 1}, at=now)
    notices.soon(conversation)
    return message


def _owe_answer(conversation: Conversation, now: datetime) -> None:
    """The same expert goes on; if they have left or stepped aside, the letter waits for anyone."""
    assert conversation.expert_id is not None  # noqa: S101 -- an answered one has its expert
    aside = conversation.stepped_aside.values("user")
    here = Expert.objects.active().exclude(user__in=aside)
    stays = here.filter(pk=conversation.expert_id).exists()
    move(conversation, Status.WRITING if stays else Status.WAITING)
    if not stays:
        conversation.expert = None
        conversation.claimed_at = None
    conversation.due_at = promise(now, conversation.promise_hours).due_at
