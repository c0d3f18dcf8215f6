"""The second pair of eyes: a letter is asked to be read, commented on, returned or let go.

While it is at the gate the draft rests: nothing changes it (rows.require_claim), so what the reader
lets go is what they have read. Whatever else moves the conversation on takes the letter from the
gate (rows.move).
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import gate, notices
from advice.actions.answering import deliver, keep_draft, require_seen
from advice.actions.rows import locked, move, require_claim, require_own
from advice.cards import Card, Cards, open_cards
from advice.models import Conversation, Draft, MarginComment, Message, Review, Status, Verdict
from advice.permissions import may_read_gated
from trust import audit, clock
from trust.refusals import Refusal
from trust.seal import open_text, seal_text


@transaction.atomic
def ask_reading(  # noqa: PLR0913 -- keyword-only but for the conversation
    conversation: Conversation,
    *,
    text: str,
    answers: int,
    cards: Sequence[Card] = (),
    wished: bool,
    by: User,
) -> Review:
    """Keeps the letter as a draft and puts it at the gate; readers are told by mail.

    Its `cards` stay as they read now: what the reader lets go is what they have read.

    Raises Refusal when the claim is no longer `by`'s, when the asker has written more than
    `answers` letters, or when nothing asks for a second reader any more.
    """
    conversation = locked(conversation)
    require_claim(conversation, by)
    require_seen(conversation, answers)
    writer = conversation.expert
    assert writer is not None  # noqa: S101 -- require_claim has seen it
    if not gate.why_read(conversation, writer, wished=wished):
        raise Refusal(_("This letter needs no second reader any more. You can send it yourself."))
    keep_draft(conversation, text, by, cards=cards)
    move(conversation, Status.REVIEW)
    conversation.save(update_fields=["status"])
    review = Review.objects.create(
        conversation=conversation,
        writer=writer,
        answers=answers,
        wished=wished,
        asked_at=clock.now(),
    )
    audit.record("advice.ask_reading", subject=conversation, by=by)
    notices.soon(conversation)
    return review


@transaction.atomic
def take_back(conversation: Conversation, *, by: User) -> Conversation:
    """The writer takes the letter back from the gate to go on writing; done twice it is done."""
    conversation = locked(conversation)
    require_own(conversation, by)
    if conversation.status == Status.WRITING:
        return conversation
    if conversation.status != Status.REVIEW:
        raise Refusal(_("The letter has been sent already: its reader let it go."))
    move(conversation, Status.WRITING)
    conversation.save(update_fields=["status"])
    audit.record("advice.take_back", subject=conversation, by=by)
    return conversation


def comment(review: Review, *, comments: Mapping[int, str], by: User) -> Review:
    """Keeps what `by` says of the paragraphs (0: of the whole letter) instead of what they said.

    An empty comment takes the one before away. Raises audit.Refused when the letter is not theirs
    to read, Refusal when another was quicker.
    """
    _draft, letter, _cards = _letter(review, by)
    with transaction.atomic():
        review = _pending(review)
        _put_down(review, comments, letter, by)
    return review


def return_letter(review: Review, *, comments: Mapping[int, str], by: User) -> Review:
    """Gives the letter back to its writer with comments; they are told by mail.

    Raises as `comment`, and Refusal (422) when nobody has said anything of the letter.
    """
    _draft, letter, _cards = _letter(review, by)
    with transaction.atomic():
        review = _pending(review)
        conversation = review.conversation
        _put_down(review, comments, letter, by)
        if not review.comments.exists():
            raise Refusal(
                _("Write at least one comment, so that the writer knows what to think about."),
                status=422,
            )
        _decide(review, Verdict.RETURNED, by)
        move(conversation, Status.WRITING)
        conversation.save(update_fields=["status"])
        audit.record("advice.return_letter", subject=conversation, by=by)
        notices.letter_returned(review.writer.user)
    return review


def let_go(review: Review, *, comments: Mapping[int, str], by: User) -> Message:
    """Sends the letter as it was read, signed by its writer, who is told by mail.

    Raises as `comment`, and Refusal when the asker has written more, or when its cards do not
    open (422): nobody lets go what they have not seen.
    """
    draft, letter, cards = _letter(review, by)
    if cards.is_broken:
        raise Refusal(_("The services in this letter cannot be opened. Return it."), status=422)
    with transaction.atomic():
        review = _pending(review)
        conversation = review.conversation
        require_seen(conversation, review.answers)
        _put_down(review, comments, letter, by)
        _decide(review, Verdict.LET_GO, by)
        message = deliver(
            conversation,
            letter,
            answers=review.answers,
            cards=cards.services,
            seconds=draft.seconds,
        )
        audit.record("advice.let_go", subject=conversation, by=by)
        notices.letter_let_go(review.writer.user)
    return message


def _letter(review: Review, by: User) -> tuple[Draft, str, Cards]:
    """The draft at the gate, its text and cards, opened before the transaction begins."""
    conversation = review.conversation
    way_in = audit.opening(may_read_gated(by, conversation))
    draft = conversation.drafts.filter(expert=review.writer_id).first()
    if draft is None:
        raise Refusal(_gone())
    return draft, open_text(draft, "text", way_in), open_cards(draft, way_in)


def _pending(review: Review) -> Review:
    """The review while it waits, with its conversation locked: of two who decide one is first."""
    conversation = locked(review.conversation)
    found = conversation.reviews.pending().select_related("writer__user").filter(pk=review.pk)
    pending = found.first()
    if pending is None or conversation.status != Status.REVIEW:
        raise Refusal(_gone())
    pending.conversation = conversation
    return pending


def _gone() -> str:
    return _(
        "This letter does not wait to be read any more. Its writer or another reader was first."
    )


def _decide(review: Review, verdict: Verdict, by: User) -> None:
    review.verdict = verdict
    review.reader = by
    review.decided_at = clock.now()
    review.save(update_fields=["verdict", "reader", "decided_at"])


def _put_down(review: Review, comments: Mapping[int, str], letter: str, by: User) -> None:
    said_before = {one.paragraph: one for one in review.comments.filter(reader=by)}
    about = dict(enumerate(gate.paragraphs(letter), start=1))
    for paragraph, text in comments.items():
        one = said_before.get(paragraph)
        if not text:
            if one is not None:
                one.delete()
            continue
        one = one or MarginComment(reader=by, paragraph=paragraph)
        # The same object for all: its key is at hand, and no query is made for it.
        one.review = review
        if paragraph in about:
            one.about = seal_text(one, "about", about[paragraph])
        one.text = seal_text(one, "text", text)
        one.written_at = clock.now()
        one.save()
