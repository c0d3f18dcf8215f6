"""Experience stories: who writes them, and the pages on which they are found and read."""

from kokeblog.models.reading import Line, Reading, StoryReading
from kokeblog.models.sent_story import (
    ENDED,
    WITH_EDITORS,
    ErasedStory,
    SentStatus,
    SentStory,
    StoryWord,
    Voice,
)
from kokeblog.models.stories import Side, StoryIndexPage, StoryPage, StoryQuerySet
from kokeblog.models.withdrawal import Cause, Withdrawal
from kokeblog.models.writers import Writer

__all__ = [
    "ENDED",
    "WITH_EDITORS",
    "Cause",
    "ErasedStory",
    "Line",
    "Reading",
    "SentStatus",
    "SentStory",
    "Side",
    "StoryIndexPage",
    "StoryPage",
    "StoryQuerySet",
    "StoryReading",
    "StoryWord",
    "Voice",
    "Withdrawal",
    "Writer",
]
