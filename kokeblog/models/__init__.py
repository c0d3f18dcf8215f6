"""Experience stories: who writes them, and the pages on which they are found and read."""

from kokeblog.models.reading import Line, Reading, StoryReading
from kokeblog.models.rhythm import Rhythm, Weekday
from kokeblog.models.stories import Side, StoryIndexPage, StoryPage, StoryQuerySet
from kokeblog.models.withdrawal import Cause, Withdrawal
from kokeblog.models.writers import Writer

__all__ = [
    "Cause",
    "Line",
    "Reading",
    "Rhythm",
    "Side",
    "StoryIndexPage",
    "StoryPage",
    "StoryQuerySet",
    "StoryReading",
    "Weekday",
    "Withdrawal",
    "Writer",
]
