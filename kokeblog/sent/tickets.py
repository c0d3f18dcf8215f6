"""What a page carries to the next step in place of a cookie: sealed, and never the bare number."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from kokeblog.models import SentStory
from kokeblog.sent.forms import StoryForm
from trust import slips
from trust.slips import Slip
from trust.tokens import TokenRefused, open_token, seal_token

SEND = "kokeblog.send"
STORY = "kokeblog.sent_story"
TICKET_AGE = timedelta(minutes=30)
#: An expired ticket still tells one sending from another, so that a late resend is not doubled.
NONCE_AGE = timedelta(days=30)


@dataclass(frozen=True)
class Ticket:
    """A story opened a while ago, and the revision that was read; no `story` when too long ago."""

    story: int | None
    revision: int | None
    nonce: str


def slip_for(form: StoryForm) -> str:
    """A token with the receipt number to be, for exactly what this valid form says."""
    return slips.make_slip(SEND, digest(form), mark=form.page_mark)


def open_slip(token: str, form: StoryForm) -> Slip:
    """The token of a preview of exactly what this valid form says. Raises TokenRefused."""
    return slips.open_slip(SEND, token, digest(form))


def digest(form: StoryForm) -> str:
    """What the person saw in the preview."""
    data = form.cleaned_data
    written = [data[name] for name in ("text", "title", "alias", "perspective", "wishes")]
    return slips.digest([*written, [topic.slug for topic in form.chosen_topics]])


def ticket_for(story: SentStory) -> str:
    """A token for thirty minutes of reading: an answer to this story as it is shown now."""
    payload = {"story": story.pk, "revision": story.shown_id, "nonce": secrets.token_hex(16)}
    return seal_token(STORY, payload)


def read_ticket(text: str) -> Ticket:
    """What a ticket says; of one that is too old or not ours, only what tells it from others."""
    try:
        said = open_token(STORY, text, max_age=TICKET_AGE)
        return Ticket(story=said["story"], revision=said["revision"], nonce=said["nonce"])
    except TokenRefused:
        return Ticket(story=None, revision=None, nonce=_nonce_of_old(text))


def _nonce_of_old(text: str) -> str:
    try:
        nonce: str = open_token(STORY, text, max_age=NONCE_AGE)["nonce"]
    except TokenRefused:
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()
    return nonce
