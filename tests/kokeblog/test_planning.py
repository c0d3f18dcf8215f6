"""Weeks by the Finnish calendar, and giving a draft its week."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from wagtail.models import PageLogEntry, Workflow

from kokeblog import actions
from kokeblog.models import Rhythm, StoryPage
from kokeblog.planning import Calendar, State, Week, comes_out_in
from tests.kokeblog.vouching import read_by_another
from trust.refusals import Refusal

NOW = "2026-11-25T12:00Z"  # Wednesday of week 48
WEEK_49 = datetime(2026, 12, 3, 7, tzinfo=UTC)  # Thursday at nine in Finland


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("2026-11-29T21:59:59", "2026-W48"),
        ("2026-11-29T22:00:00", "2026-W49"),
        ("2026-12-31T22:30:00", "2026-W53"),
        ("2027-01-03T22:00:00", "2027-W01"),
        ("2026-07-05T20:59:59", "2026-W27"),
        ("2026-07-05T21:00:00", "2026-W28"),
    ],
)
def test_week_begins_on_monday_at_midnight_in_finland(moment, name):
    assert str(Week.of(datetime.fromisoformat(moment).replace(tzinfo=UTC))) == name


def test_week_goes_on_over_the_end_of_a_year_with_53_weeks():
    week = Week.named("2026-W52")

    assert [str(week.plus(step)) for step in (0, 1, 2)] == ["2026-W52", "2026-W53", "2027-W01"]
    assert (week.monday, week.sunday) == (date(2026, 12, 21), date(2026, 12, 27))


@pytest.mark.parametrize("name", ["", "2026", "2026-W54", "2026-W00", "-W1", "a-Wb", "2027-W53"])
def test_week_that_is_not_is_no_week(name):
    with pytest.raises(ValueError):  # noqa: PT011 -- whichever part of it is wrong
        Week.named(name)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("2026-W12", "2026-03-19T07:00:00"),
        ("2026-W13", "2026-03-26T07:00:00"),
        ("2026-W14", "2026-04-02T06:00:00"),  # summer time began on Sunday
        ("2026-W43", "2026-10-22T06:00:00"),
        ("2026-W44", "2026-10-29T07:00:00"),  # and ended on Sunday
    ],
)
def test_hour_of_a_week_is_the_finnish_walls_in_summer_and_winter(name, at):
    expected = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert Rhythm(weekday=3, hour=9).moment(Week.named(name)) == expected


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def weeks(stories):
    """What each week with something in it has, and which weeks are open."""
    calendar = Calendar(stories, Rhythm.of(stories))
    told = {
        str(slot.week): [(one.story.slug, one.state) for one in slot.entries]
        for slot in calendar.slots
        if slot.entries
    }
    return told, [str(slot.week) for slot in calendar.slots if slot.is_open]


def test_calendar_knows_what_is_out_scheduled_planned_and_open(
    now, stories, make_story, make_draft
):
    make_story("ulkona", at=datetime(2026, 11, 19, 7, tzinfo=UTC))
    make_story("vanha", at=datetime(2026, 10, 1, 7, tzinfo=UTC))
    make_draft("ajastettu", go_live_at=WEEK_49, approved=True)
    make_draft("suunniteltu", go_live_at=datetime(2026, 12, 10, 7, tzinfo=UTC))
    make_draft("luonnos")

    told, gaps = weeks(stories)

    assert told == {
        "2026-W47": [("ulkona", State.OUT)],
        "2026-W49": [("ajastettu", State.SCHEDULED)],
        "2026-W50": [("suunniteltu", State.PLANNED)],
    }
    assert gaps == [
        "2026-W48", "2026-W51", "2026-W52", "2026-W53", "2027-W01", "2027-W02", "2027-W03",
        "2027-W04", "2027-W05", "2027-W06", "2027-W07",
    ]  # fmt: skip
    waiting = Calendar(stories, Rhythm.of(stories)).waiting
    assert [(one.story.slug, one.state) for one in waiting] == [("luonnos", State.DRAFT)]


def test_calendar_shows_four_weeks_back_and_twelve_ahead(now, stories):
    slots = Calendar(stories, Rhythm.of(stories)).slots

    assert [str(slots[place].week) for place in (0, 4, -1)] == ["2026-W44", "2026-W48", "2027-W07"]
    assert [slot.is_now for slot in slots].index(True) == 4


def test_draft_whose_week_went_by_may_be_given_another(now, stories, make_draft):
    make_draft("myohassa", go_live_at=datetime(2026, 11, 19, 7, tzinfo=UTC))
    make_draft("kauan", go_live_at=datetime(2026, 9, 1, 7, tzinfo=UTC))

    calendar = Calendar(stories, Rhythm.of(stories))

    assert {one.story.slug for one in calendar.to_choose} == {"myohassa", "kauan"}


def test_planning_makes_a_revision_and_neither_approves_nor_publishes(
    now, stories, make_draft, editor
):
    draft = make_draft()

    actions.plan(story=draft, week=Week.named("2026-W49"), by=editor)

    story = StoryPage.objects.get()
    assert (story.live, story.scheduled_revision) == (False, None)
    revision = story.get_latest_revision()
    assert (revision.user, revision.as_object().go_live_at) == (editor, WEEK_49)
    assert not comes_out_in(stories, Week.named("2026-W49"))
    entry = PageLogEntry.objects.get(action="kokeblog.plan")
    assert (entry.user, entry.page_id, entry.revision) == (editor, story.pk, revision)


def test_planning_keeps_what_the_draft_says(now, make_draft, editor):
    draft = make_draft()
    newer = draft.get_latest_revision_as_object()
    newer.introduction = "Uudempi teksti."
    newer.save_revision()

    actions.plan(story=draft, week=Week.named("2026-W49"), by=editor)

    story = StoryPage.objects.get()
    assert story.get_latest_revision_as_object().introduction == "Uudempi teksti."


def test_taking_the_week_away_leaves_a_draft(now, stories, make_draft, editor):
    draft = make_draft(go_live_at=WEEK_49)

    actions.unplan(story=draft, by=editor)

    calendar = Calendar(stories, Rhythm.of(stories))
    assert [one.state for one in calendar.waiting] == [State.DRAFT]
    assert PageLogEntry.objects.filter(action="kokeblog.unplan").count() == 1


def test_past_week_is_refused(now, make_draft, editor):
    with pytest.raises(Refusal):
        actions.plan(story=make_draft(), week=Week.named("2026-W47"), by=editor)
    assert StoryPage.objects.get().revisions.count() == 1


def test_story_that_is_out_is_refused(now, make_story, editor):
    with pytest.raises(Refusal):
        actions.plan(story=make_story(), week=Week.named("2026-W49"), by=editor)


def test_story_that_comes_out_by_itself_is_refused(now, make_draft, editor):
    scheduled = make_draft(go_live_at=WEEK_49, approved=True)

    with pytest.raises(Refusal):
        actions.unplan(story=scheduled, by=editor)
    with pytest.raises(Refusal):
        actions.plan(story=scheduled, week=Week.named("2026-W50"), by=editor)
    assert comes_out_in(scheduled.get_parent().specific, Week.named("2026-W49"))


def test_story_that_is_read_just_now_is_refused(now, make_draft, editor):
    draft = make_draft()
    Workflow.objects.get(name="Tarinan lukeminen").start(draft, editor)

    with pytest.raises(Refusal):
        actions.plan(story=draft, week=Week.named("2026-W49"), by=editor)


def test_calendar_tells_who_waits_for_a_reader_and_who_has_been_read(
    now, stories, make_draft, editor, reader
):
    """A week chosen after the reading changes no word of it."""
    read = make_draft("luettu")
    read_by_another(read, reader)
    actions.plan(story=read, week=Week.named("2026-W50"), by=editor)
    waiting = make_draft("lukijalla", go_live_at=WEEK_49)
    Workflow.objects.get(name="Tarinan lukeminen").start(waiting, editor)
    changed = make_draft("muutettu")
    read_by_another(changed, reader)
    changed.introduction = "Toisin."
    changed.save_revision()

    told, _gaps = weeks(stories)

    assert told == {
        "2026-W49": [("lukijalla", State.READING)],
        "2026-W50": [("luettu", State.READ)],
    }
    assert [one.state for one in Calendar(stories, Rhythm.of(stories)).waiting] == [State.DRAFT]


def test_locked_story_is_refused(now, make_draft, editor, administrator):
    draft = make_draft()
    StoryPage.objects.update(locked=True, locked_by=administrator)

    with pytest.raises(Refusal):
        actions.plan(story=draft, week=Week.named("2026-W49"), by=editor)
