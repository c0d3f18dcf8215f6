"""Experience stories: who writes them, and the pages on which they are found and read."""

from kokeblog.models.letters import LetterIssue, LetterSettings, week_of
from kokeblog.models.reading import Line, Reading, StoryReading
from kokeblog.models.rhythm import Rhythm, Weekday
from kokeblog.models.stories import Side, StoryIndexPage, StoryPage, StoryQuerySet
from kokeblog.models.subscription import Subscription, SubscriptionQuerySet, mark_of
from kokeblog.models.writers import Writer

__all__ = [
    "LetterIssue",
    "LetterSettings",
    "Line",
    "Reading",
    "Rhythm",
    "Side",
    "StoryIndexPage",
    "StoryPage",
    "StoryQuerySet",
    "StoryReading",
    "Subscription",
    "SubscriptionQuerySet",
    "Weekday",
    "Writer",
    "mark_of",
    "week_of",
]
