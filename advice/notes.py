"""The notes beside the letters, opened for the one whom a permission has let in to the letters."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from advice.models import Conversation, Note
from expert_pool.models import Expert
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class OpenNote:
    """A note as it is shown; `text` is None when its seal is broken."""

    pk: int
    text: str | None
    level: str
    who_reads: str
    author: str
    is_mine: bool
    written_at: datetime


def opened(conversation: Conversation, user: User, opening: Opening) -> list[OpenNote]:
    """The team's notes and this person's own, the oldest first.

    A note that cannot be opened does not hide the others.
    """
    rows = conversation.notes.seen_by(user).select_related("author__expert")
    return [_open(note, conversation, user, opening) for note in rows]


def known_as(user: User | None) -> str:
    """An expert by the name that colleagues know; a coordinator by their own."""
    if user is None:
        return ""
    expert: Expert | None = getattr(user, "expert", None)
    return expert.alias if expert else user.shown_name


def _open(note: Note, conversation: Conversation, user: User, opening: Opening) -> OpenNote:
    # The same object for all: its key is at hand, and no query is made for it.
    note.conversation = conversation
    return OpenNote(
        pk=note.pk,
        text=_text(note, opening),
        level=note.level,
        who_reads=note.get_level_display(),
        author=known_as(note.author),
        is_mine=note.author_id == user.pk,
        written_at=note.written_at,
    )


def _text(note: Note, opening: Opening) -> str | None:
    try:
        return open_text(note, "text", opening)
    except SealBroken:
        return None
