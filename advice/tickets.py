"""What a page carries to the next step in place of a cookie: sealed, and never the bare number."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from advice.forms import QuestionForm
from advice.models import Conversation, PublishedAnswer
from trust import receipts, slips
from trust.slips import Slip
from trust.tokens import TokenRefused, open_token, seal_token

ASK = "advice.ask"
CONVERSATION = "advice.conversation"
ASK_AGE = slips.AGE
TICKET_AGE = timedelta(minutes=30)
#: An expired ticket still tells one sending from another, so that a late resend is not doubled.
NONCE_AGE = timedelta(days=30)


@dataclass(frozen=True)
class Ticket:
    """A conversation opened a while ago; no `conversation` when that was too long ago.

    `seen` is the digest of the text that the page offered for publishing. `published` is a
    published answer whose conversation is no more.
    """

    conversation: int | None
    nonce: str
    seen: bytes = b""
    published: int | None = None


def slip_for(form: QuestionForm) -> str:
    """A token with the receipt number to be, for exactly what this valid form says."""
    return slips.make_slip(ASK, digest(form), mark=form.page_mark)


def open_slip(token: str, form: QuestionForm) -> Slip:
    """The token of a preview of exactly what this valid form says. Raises TokenRefused."""
    return slips.open_slip(ASK, token, digest(form))


def digest(form: QuestionForm) -> str:
    """What the person saw in the preview; whether it is urgent they choose only there."""
    seen = [
        form.snippet.pk if form.snippet else None,
        form.chosen_perspective,
        [topic.slug for topic in form.chosen_topics],
        form.chosen_wish.written(),
        form.cleaned_data["text"],
        form.cleaned_data["notify_email"],
    ]
    return slips.digest(seen)


def said(form: QuestionForm) -> bytes:
    """A keyed mark of all that this valid form says, by which the same is known when sent anew.

    Without the pepper nobody tests a guess at it; it is kept for as long as a preview holds.
    """
    return receipts.fingerprint(receipts.number_of(f"said|{digest(form)}"))


def ticket_for(conversation: Conversation, *, seen: str = "") -> str:
    """A token for thirty minutes of reading and one more letter; it knows which words were shown
    to be published (`seen`, hexadecimal)."""
    payload = {"conversation": conversation.pk, "nonce": secrets.token_hex(16), "seen": seen}
    return seal_token(CONVERSATION, payload)


def ticket_for_published(published: PublishedAnswer) -> str:
    """A token to take back what outlived its conversation."""
    payload = {"conversation": None, "nonce": secrets.token_hex(16), "published": published.pk}
    return seal_token(CONVERSATION, payload)


def read_ticket(text: str) -> Ticket:
    """What a ticket says; of one that is too old or not ours, only what tells it from others."""
    try:
        payload = open_token(CONVERSATION, text, max_age=TICKET_AGE)
        return Ticket(
            conversation=payload["conversation"],
            nonce=payload["nonce"],
            seen=bytes.fromhex(payload.get("seen", "")),
            published=payload.get("published"),
        )
    except TokenRefused:
        return Ticket(conversation=None, nonce=_nonce_of_old(text))


def _nonce_of_old(text: str) -> str:
    try:
        nonce: str = open_token(CONVERSATION, text, max_age=NONCE_AGE)["nonce"]
    except TokenRefused:
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return nonce
