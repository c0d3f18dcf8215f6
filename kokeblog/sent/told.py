"""Opening what was sent and what has been said, for the one whom a permission lets in."""

from dataclasses import dataclass
from datetime import datetime

from kokeblog.models import SentStory, StoryWord
from trust.audit import Opening
from trust.seal import SealBroken, Sealed, open_text


@dataclass(frozen=True)
class Told:
    """What was sent; None where a seal is broken, "" where nothing was written."""

    title: str | None
    alias: str | None
    text: str | None
    wishes: str | None


@dataclass(frozen=True)
class Said:
    """A word between writer and editor; `text` is None when its seal is broken."""

    voice: str
    said_at: datetime
    text: str | None


def told(story: SentStory, opening: Opening) -> Told:
    names = ("title", "alias", "text", "wishes")
    return Told(**{name: _open(story, name, opening) for name in names})


def words(story: SentStory, opening: Opening) -> list[Said]:
    """Every word, the oldest first."""
    return [_said(word, story, opening) for word in story.words.all()]


def _said(word: StoryWord, story: SentStory, opening: Opening) -> Said:
    # The same object for all: its key is at hand, and no query is made for it.
    word.story = story
    return Said(voice=word.voice, said_at=word.said_at, text=_open(word, "text", opening))


def _open(record: Sealed, field: str, opening: Opening) -> str | None:
    if getattr(record, field) == b"":
        return ""
    try:
        return open_text(record, field, opening)
    except SealBroken:
        return None
