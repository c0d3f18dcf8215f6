"""The weeks of a list of stories: what came out, what will, what is only planned, where a gap is.

Weeks are ISO weeks by the Finnish calendar. A story *comes out by itself* in a week when a revision
of it is approved for then; one that is only *planned* waits for its second reader.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from kokeblog.models import Reading, Rhythm, StoryIndexPage, StoryPage, StoryQuerySet
from kokeblog.publishing import fingerprint
from trust import clock

BEFORE, AFTER = 4, 12


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week; written "2026-W48"."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> "Week":
        year, number, _day = clock.local(moment).isocalendar()
        return cls(year, number)

    @classmethod
    def named(cls, name: str) -> "Week":
        """ValueError when there is no such week."""
        year, separator, number = name.partition("-W")
        if not separator:
            raise ValueError(name)
        week = cls(int(year), int(number))
        return cls.of(week.start)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def start(self) -> datetime:
        """Its first moment in Finland, in UTC."""
        return datetime.combine(self.monday, time(), clock.HELSINKI).astimezone(UTC)

    def plus(self, weeks: int) -> "Week":
        year, number, _day = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


class State(models.TextChoices):
    """Where a story is on its way out."""

    OUT = "out", _("came out")
    SCHEDULED = "scheduled", _("comes out by itself")
    READ = "read", _("read by another, not scheduled yet")
    READING = "reading", _("waits for a second reader")
    PLANNED = "planned", _("planned, not yet with its second reader")
    DRAFT = "draft", _("draft")


@dataclass(frozen=True)
class Entry:
    """A story in the calendar; `at` is when it came out or should, None without a week."""

    story: StoryPage
    state: State
    at: datetime | None

    @property
    def title(self) -> str:
        return self.story.title if self.state == State.OUT else self.story.draft_title

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def may_be_planned(self) -> bool:
        """As the action itself decides (kokeblog.actions.planning), but for locks."""
        return self.state in {State.READ, State.PLANNED, State.DRAFT}


@dataclass
class Slot:
    """A week of the calendar with its stories."""

    week: Week
    at: datetime
    now: datetime
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_now(self) -> bool:
        return self.week == Week.of(self.now)

    @property
    def is_past(self) -> bool:
        return self.week < Week.of(self.now)

    @property
    def is_gap(self) -> bool:
        """No story is even planned."""
        return not self.entries

    @property
    def is_open(self) -> bool:
        """Whether a story may be planned for it: its hour is still to come and it has none."""
        return self.is_gap and self.at > self.now


class Calendar:
    """The weeks around now on one list of stories, in a fixed number of queries."""

    def __init__(self, listing: StoryIndexPage, rhythm: Rhythm) -> None:
        self.listing = listing
        self.rhythm = rhythm
        self.now = clock.now()
        self.first = Week.of(self.now).plus(-BEFORE)

    @cached_property
    def entries(self) -> list[Entry]:
        stories = list(self._stories)
        standing = Standing(approved_moments(), in_reading(), read_by_another(stories))
        return [entry_of(story, standing) for story in stories]

    @property
    def _stories(self) -> StoryQuerySet:
        stories: StoryQuerySet = StoryPage.objects.child_of(self.listing)
        return stories.in_calendar_since(self.first.start).with_plan()

    @cached_property
    def slots(self) -> list[Slot]:
        weeks = [self.first.plus(step) for step in range(BEFORE + 1 + AFTER)]
        slots = {week: Slot(week, self.rhythm.moment(week), self.now) for week in weeks}
        for entry in sorted(self._with_a_week, key=lambda one: one.at or self.now):
            slot = slots.get(Week.of(entry.at or self.now))
            if slot is not None:
                slot.entries.append(entry)
        return list(slots.values())

    @property
    def _with_a_week(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.at]

    @cached_property
    def waiting(self) -> list[Entry]:
        """Drafts without a week, or whose week has gone by without them; the newest first."""
        gone = self.first.start
        found = [one for one in self.entries if one.at is None or one.at < gone]
        return sorted(found, key=lambda one: one.story.latest_revision_created_at, reverse=True)

    @property
    def to_choose(self) -> list[Entry]:
        """What may be put into an empty week."""
        late = [one for one in self._with_a_week if one.may_be_planned and self._is_late(one)]
        return [*self.waiting, *(one for one in late if one not in self.waiting)]

    def _is_late(self, entry: Entry) -> bool:
        return entry.at is not None and entry.at <= self.now


@dataclass(frozen=True)
class Standing:
    """What is known of all stories together: when they come out, who is read, who has been."""

    approved: dict[int, datetime]
    in_reading: set[int]
    read: set[int]


def entry_of(story: StoryPage, standing: Standing) -> Entry:
    if story.live:
        return Entry(story, State.OUT, story.first_published_at)
    if story.pk in standing.approved:
        return Entry(story, State.SCHEDULED, standing.approved[story.pk])
    planned = parse_datetime(story.planned) if story.planned else None
    if story.pk in standing.in_reading:
        return Entry(story, State.READING, planned)
    if story.pk in standing.read:
        return Entry(story, State.READ, planned)
    return Entry(story, State.PLANNED if planned else State.DRAFT, planned)


def approved_moments() -> dict[int, datetime]:
    """When each page that comes out by itself does so, by its key."""
    rows = Revision.page_revisions.exclude(approved_go_live_at=None)
    found = rows.values_list("object_id", "approved_go_live_at")
    return {int(pk): moment for pk, moment in found}


def in_reading() -> set[int]:
    """The keys of the pages that somebody has been asked to read."""
    in_progress = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    states = in_progress.filter(base_content_type__model="page")
    return {int(pk) for pk in states.values_list("object_id", flat=True)}


def read_by_another(stories: list[StoryPage]) -> set[int]:
    """The keys of the drafts whose newest words somebody else has read; in two queries."""
    newest = {story.latest_revision_id: story.pk for story in stories if not story.live}
    revisions = Revision.objects.filter(pk__in=newest).values_list("pk", "content")
    words = {newest[pk]: fingerprint(content) for pk, content in revisions}
    readings = Reading.objects.filter(story__in=words).values_list("story", "words")
    return {pk for pk, read in readings if words[pk] == read}


def comes_out_in(listing: StoryIndexPage, week: Week) -> bool:
    """Whether a story comes out, or has come, in this week without anybody doing more for it."""
    start, end = week.start, week.plus(1).start
    stories = StoryPage.objects.child_of(listing)
    if stories.live().filter(first_published_at__gte=start, first_published_at__lt=end).exists():
        return True
    due = {pk for pk, at in approved_moments().items() if start <= at < end}
    return bool(stories.filter(pk__in=due, live=False).exists())
