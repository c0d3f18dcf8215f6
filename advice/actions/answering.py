"""The expert writes: a draft kept, an answer sent."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import gate, nudge
from advice.actions.counting import count, count_writer
from advice.actions.rows import add_message, end, locked, move, once_of, require_claim
from advice.cards import Card, seal_cards
from advice.models import Author, Conversation, Draft, Ending, Event, Message, Status
from expert_pool.actions import suggest_hours
from expert_pool.models import WorkKind
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import seal_text

#: Of the time between two savings at the most this much is counted as writing.
LONGEST_GAP = timedelta(minutes=5)


@transaction.atomic
def save_draft(
    conversation: Conversation, *, text: str, cards: Sequence[Card] | None = None, by: User
) -> Draft:
    """Keeps what the expert has written so far, and returns it with the moment of saving.

    Without `cards` those that the draft has stay as they are.
    """
    return keep_draft(locked(conversation), text, by, cards=cards)


def keep_draft(
    conversation: Conversation, text: str, by: User, *, cards: Sequence[Card] | None = None
) -> Draft:
    """As save_draft, of a row that the caller has locked."""
    require_claim(conversation, by)
    expert = conversation.expert
    draft = conversation.drafts.filter(expert=expert).first()
    draft = draft or Draft(conversation=conversation, expert=expert)
    draft.seconds = spent_on(conversation, draft)
    draft.text = seal_text(draft, "text", text)
    if cards is not None:
        draft.cards = seal_cards(draft, cards)
    draft.saved_at = clock.now()
    draft.save()
    return draft


def spent_on(conversation: Conversation, draft: Draft) -> int:
    """Seconds spent on the letter by now: what its savings have counted, and since the last one.

    Nothing is measured in the browser: only the moments at which the letter reached the server are
    known. The page's script saves at least every 20 seconds while one writes. A longer pause may
    be thought or a cup of coffee, so at the most LONGEST_GAP of it is counted; so is of what passes
    before the first saving, when the letter is read.
    """
    began = draft.saved_at if draft.pk else conversation.last_message_at
    if conversation.claimed_at is not None:
        began = max(began, conversation.claimed_at)
    gap = min(max(clock.now() - began, timedelta()), LONGEST_GAP)
    return draft.seconds + round(gap.total_seconds())


@transaction.atomic
def send_answer(  # noqa: PLR0913 -- keyword-only but for the conversation
    conversation: Conversation,
    *,
    text: str,
    answers: int,
    cards: Sequence[Card] = (),
    wished: bool = False,
    by: User,
) -> Message:
    """Sends the answer to the message at position `answers`, with its `cards` as they read now.

    Sent twice it is stored once: the first is what the asker has, whatever cards the second had.

    Raises Refusal when the claim is no longer `by`'s, when a second person is to read the letter
    first (gate.why_read; `wished` by its writer), or when the asker has written more since: the
    draft stays, and the expert reads the new letter first.
    """
    conversation = locked(conversation)
    already = conversation.messages.filter(once=_once(conversation, by.pk, answers, text)).first()
    if already is not None:
        return already
    require_claim(conversation, by)
    _require_no_gate(conversation, wished=wished)
    require_seen(conversation, answers)
    draft = conversation.drafts.filter(expert=conversation.expert).first()
    seconds = spent_on(conversation, draft or Draft())
    message = deliver(conversation, text, answers=answers, cards=cards, seconds=seconds)
    audit.record("advice.answer", subject=conversation, by=by)
    return message


def deliver(
    conversation: Conversation, text: str, *, answers: int, cards: Sequence[Card], seconds: int
) -> Message:
    """Puts the answer into the conversation, signed by the one who has it; the only way in.

    What it took is suggested for their hours, which say nothing of which letter it was.

    The caller has locked the row and asked everything there is to ask.
    """
    writer = conversation.expert
    assert writer is not None  # noqa: S101 -- nobody answers what nobody has taken
    now = clock.now()
    once = _once(conversation, writer.user_id, answers, text)
    message = add_message(
        conversation, Author.EXPERT, text, at=now, once=once, expert=writer, cards=cards
    )
    in_time = not conversation.is_late
    events = {Event.ANSWERED: 1, Event.LETTERS: 1, Event.IN_TIME: int(in_time)}
    if conversation.is_last:
        end(conversation, Ending.LIMIT, at=now)
        events[Event.CLOSED_LIMIT] = 1
    else:
        move(conversation, Status.ANSWERED)
        conversation.due_at = None
    conversation.last_message_at = now
    conversation.save(update_fields=["status", "due_at", "last_message_at", "ending", "closed_at"])
    conversation.drafts.filter(expert=writer).delete()
    suggest_hours(writer, kind=WorkKind.LETTER, seconds=seconds)
    nudge.answer_came(conversation)
    count(conversation, events, at=now)
    count_writer(writer, in_time=in_time, at=now)
    return message


def _once(conversation: Conversation, writer: int, answers: int, text: str) -> bytes:
    return once_of(conversation, "answer", writer, answers, text)


def _require_no_gate(conversation: Conversation, *, wished: bool) -> None:
    assert conversation.expert is not None  # noqa: S101 -- asked after the claim
    reasons = gate.why_read(conversation, conversation.expert, wished=wished)
    if reasons:
        asked = _("Ask for it to be read.")
        raise Refusal(" ".join([*reasons, asked]), status=403)


def require_seen(conversation: Conversation, answers: int) -> None:
    """That the letter at position `answers` is the last: nobody answers what they have not seen."""
    if conversation.messages.count() != answers:
        raise Refusal(asker_wrote_more())


def asker_wrote_more() -> str:
    """Why an answer is not sent to a letter its writer has not seen."""
    return _("The asker has written more while you were writing. Read the new letter first.")
