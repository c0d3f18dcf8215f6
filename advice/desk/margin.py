"""What the writer sees of the gate: why it is there, their wish for it, and the margin."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from advice import gate, notices
from advice.desk_forms import AnswerForm
from advice.letters import Letter
from advice.models import Conversation, MarginComment, Review, Verdict
from advice.notes import known_as
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class Remark:
    """A comment beside the paragraph it is about; 0 is the whole letter. None: a broken seal."""

    paragraph: int
    about: str | None
    text: str | None
    reader: str
    reader_id: int | None


@dataclass(frozen=True)
class Gate:
    """The gate before one letter: why it is there whatever the writer wishes, and its last visit.

    `unread`: nobody can be told just now that a letter waits.
    """

    why: list[str]
    wished: bool
    review: Review | None
    remarks: list[Remark]
    overtaken: bool
    unread: bool


def gate_of(
    request: HttpRequest, conversation: Conversation, letters: list[Letter], opening: Opening
) -> Gate:
    """The gate as the writer sees it, with `letters` so far."""
    review = _last_of_this_letter(conversation, letters)
    return Gate(
        why=rules_of(conversation),
        wished=_is_wished(request, review),
        review=review,
        remarks=remarks(review, opening) if review and review.verdict != Verdict.PENDING else [],
        overtaken=_is_overtaken(review, letters),
        unread=not notices.readers(conversation),
    )


def gate_before(conversation: Conversation, form: AnswerForm) -> Gate | None:
    """The gate that a letter read through goes to, with its reasons; None when it may be sent."""
    if conversation.expert is None:
        return None
    wished = form.cleaned_data["wished"]
    why = gate.why_read(conversation, conversation.expert, wished=wished)
    unread = bool(why) and not notices.readers(conversation)
    return Gate(why, wished, None, [], overtaken=False, unread=unread) if why else None


def back_to_writing(request: HttpRequest, conversation: Conversation) -> str:
    """The writing page's address, on which a wish that has been ticked stays ticked."""
    address = reverse("advice_desk:write", args=[conversation.pk])
    return f"{address}?wished=on" if "wished" in request.POST else address


def rules_of(conversation: Conversation) -> list[str]:
    """Why the letter is read whatever its writer wishes."""
    if conversation.expert is None:
        return []
    return gate.why_read(conversation, conversation.expert, wished=False)


def remarks(review: Review, opening: Opening) -> list[Remark]:
    """What has been said in the margin, in the letter's order."""
    said = review.comments.select_related("reader__expert")
    return [_remark(one, review, opening) for one in said]


def _remark(one: MarginComment, review: Review, opening: Opening) -> Remark:
    # The same object for all: its key is at hand, and no query is made for it.
    one.review = review
    about = _opened(one, "about", opening) if one.about else ""
    text, reader = _opened(one, "text", opening), known_as(one.reader)
    return Remark(one.paragraph, about, text, reader, one.reader_id)


def _opened(one: MarginComment, field: str, opening: Opening) -> str | None:
    try:
        return open_text(one, field, opening)
    except SealBroken:
        return None


def _last_of_this_letter(conversation: Conversation, letters: list[Letter]) -> Review | None:
    """The last visit of the letter being written, or of the one just sent; none of earlier ones."""
    mine = conversation.reviews.filter(writer=conversation.expert).order_by("pk")
    review = mine.select_related("conversation").last()
    if review is None:
        return None
    since = letters[review.answers :]
    if review.verdict == Verdict.LET_GO:
        return review if len(since) == 1 else None
    return None if any(letter.is_from_expert for letter in since) else review


def _is_wished(request: HttpRequest, review: Review | None) -> bool:
    """As just ticked; else as it was wished for this letter before."""
    if request.method == "POST":
        return "wished" in request.POST
    return "wished" in request.GET or bool(review and review.wished)


def _is_overtaken(review: Review | None, letters: list[Letter]) -> bool:
    """Whether the letter came back from the gate because the asker had written more."""
    if review is None or review.verdict != Verdict.OVERTAKEN:
        return False
    return len(letters) > review.answers
