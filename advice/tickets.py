"""What a page carries to the next step in place of a cookie: sealed, and never the bare number."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from advice.forms import QuestionForm
from advice.models import Conversation, PublishedAnswer
from trust import clock, receipts
from trust.tokens import TokenRefused, open_token, seal_token

ASK = "advice.ask"
CONVERSATION = "advice.conversation"
ASK_AGE = timedelta(hours=24)
TICKET_AGE = timedelta(minutes=30)
#: An expired ticket still tells one sending from another, so that a late resend is not doubled.
NONCE_AGE = timedelta(days=30)
#: Nobody reads a preview and decides in less.
QUICKEST_PERSON = timedelta(seconds=3)


@dataclass(frozen=True)
class Slip:
    """The preview's token, opened: the number the question will have."""

    number: str
    issued: float

    @property
    def is_hasty(self) -> bool:
        """Whether it came back sooner than a person reads."""
        return clock.now().timestamp() - self.issued < QUICKEST_PERSON.total_seconds()


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
    """A token with the receipt number to be, for exactly what this valid form says.

    The same words from the same page, gone back to and previewed anew, get the same number.
    """
    seen = digest(form)
    mark = form.page_mark
    number = receipts.number_of(f"{mark}|{seen}") if mark else receipts.new_number()
    return seal_token(ASK, {"number": number, "digest": seen})


def open_slip(token: str, form: QuestionForm) -> Slip:
    """The token of a preview of exactly what this valid form says. Raises TokenRefused."""
    payload = open_token(ASK, token, max_age=ASK_AGE)
    if payload["digest"] != digest(form):
        raise TokenRefused
    return Slip(number=payload["number"], issued=payload["issued"])


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
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


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
