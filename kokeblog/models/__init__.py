"""Experience stories: who writes them, the pages they are on, and what is sealed beside them."""

from kokeblog.models.letters import LetterIssue, LetterSettings, week_of
from kokeblog.models.reading import Line, Reading, StoryReading
from kokeblog.models.rhythm import Rhythm, Weekday
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
from kokeblog.models.subscription import Subscription, SubscriptionQuerySet, mark_of
from kokeblog.models.withdrawal import Cause, Withdrawal
from kokeblog.models.writers import Writer

__all__ = [
    "ENDED",
    "WITH_EDITORS",
    "Cause",
    "ErasedStory",
    "LetterIssue",
    "LetterSettings",
    "Line",
    "Reading",
    "Rhythm",
    "SentStatus",
    "SentStory",
    "Side",
    "StoryIndexPage",
    "StoryPage",
    "StoryQuerySet",
    "StoryReading",
    "StoryWord",
    "Subscription",
    "SubscriptionQuerySet",
    "Voice",
    "Weekday",
    "Withdrawal",
    "Writer",
    "mark_of",
    "week_of",
]
