"""Hours that suit an expert: wall time in Finland, winter and summer; empty means "ask"."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError

from expert_pool import actions
from expert_pool.models import Availability, Span, TimeAnswer, answer_for, instances
from trust import clock
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
NOW = datetime(2026, 1, 7, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def early_in_the_year():
    with time_machine.travel(NOW, tick=False):
        yield


def rule(weekday: int, since: str, until: str, **days) -> Availability:
    """A rule that is in no database: what it gives is counted from itself alone."""
    return Availability(
        weekday=weekday, since=time.fromisoformat(since), until=time.fromisoformat(until), **days
    )


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def wall(shown: str) -> datetime:
    """What a clock on the wall shows: no zone."""
    return datetime.fromisoformat(shown)


def finnish(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=clock.HELSINKI)


# What a rule gives


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (date(2026, 3, 22), 15),
        (date(2026, 3, 29), 14),
        (date(2026, 10, 18), 14),
        (date(2026, 10, 25), 15),
        (date(2027, 3, 21), 15),
        (date(2027, 3, 28), 14),
        (date(2027, 10, 24), 14),
        (date(2027, 10, 31), 15),
    ],
)
def test_weekly_hour_is_the_same_on_the_wall_all_year(day, hour):
    """Source: booking-and-bank.md, B1."""
    begins = utc(day.year, day.month, day.day, hour)
    assert rule(SUNDAY, "17:00", "19:00").on(day) == (begins, begins + timedelta(hours=2))


@pytest.mark.parametrize(
    ("shown", "moments"),
    [
        (wall("2026-03-29 02:59"), [utc(2026, 3, 29, 0, 59)]),
        (wall("2026-03-29 03:00"), []),
        (wall("2026-03-29 03:30"), []),
        (wall("2026-03-29 04:00"), [utc(2026, 3, 29, 1)]),
        (wall("2026-10-25 02:59"), [utc(2026, 10, 24, 23, 59)]),
        (wall("2026-10-25 03:00"), [utc(2026, 10, 25, 0), utc(2026, 10, 25, 1)]),
        (wall("2026-10-25 03:30"), [utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)]),
        (wall("2026-10-25 04:00"), [utc(2026, 10, 25, 2)]),
    ],
)
def test_clock_shows_a_time_never_once_or_twice(shown, moments):
    """Source: booking-and-bank.md, B2."""
    assert clock.readings(shown) == moments


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize(("since", "until"), [("03:30", "06:00"), ("01:00", "03:30")])
def test_rule_gives_nothing_where_its_hour_is_skipped_or_comes_twice(day, since, until):
    skipping = rule(SUNDAY, since, until)
    assert skipping.on(day) is None
    assert skipping.on(day + timedelta(weeks=1)) is not None


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 5), (date(2026, 10, 25), 7)])
def test_rule_over_the_changing_hour_is_as_long_as_the_night(day, hours):
    span = rule(SUNDAY, "00:00", "06:00").on(day)
    assert span.ends_at - span.starts_at == timedelta(hours=hours)


def test_midnight_ends_the_day():
    assert rule(MONDAY, "22:00", "00:00").on(date(2026, 1, 12)) == Span(
        utc(2026, 1, 12, 20), utc(2026, 1, 12, 22)
    )


@pytest.mark.parametrize(
    ("days", "given"),
    [
        ({}, [5, 12, 19, 26]),
        ({"first_day": date(2026, 1, 12)}, [12, 19, 26]),
        ({"last_day": date(2026, 1, 19)}, [5, 12, 19]),
        ({"first_day": date(2026, 1, 13), "last_day": date(2026, 1, 25)}, [19]),
    ],
)
def test_rule_gives_its_weekday_within_its_days(days, given):
    spans = instances([rule(MONDAY, "12:00", "13:00", **days)], date(2026, 1, 1), date(2026, 1, 31))
    assert [span.starts_at for span in spans] == [utc(2026, 1, day, 10) for day in given]


def test_instances_come_in_order_of_time():
    rules = [rule(THURSDAY, "15:00", "16:00"), rule(THURSDAY, "09:00", "10:00")]
    rules.append(rule(MONDAY, "20:00", "21:00"))
    spans = instances(rules, date(2026, 1, 5), date(2026, 1, 8))
    assert [span.starts_at for span in spans] == [
        utc(2026, 1, 5, 18),
        utc(2026, 1, 8, 7),
        utc(2026, 1, 8, 13),
    ]


# A person's word on a time


def test_chosen_wall_time_is_one_moment():
    assert actions.moment_of(wall("2026-07-01 17:00")) == utc(2026, 7, 1, 14)


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        (
            wall("2026-03-29 03:30"),
            (
                "Kelloja siirretään eteenpäin, eikä tätä kellonaikaa tule lainkaan."
                " Valitse toinen aika."
            ),
        ),
        (
            wall("2026-10-25 03:30"),
            (
                "Kelloja siirretään taaksepäin, ja tämä kellonaika tulee kahdesti."
                " Valitse toinen aika."
            ),
        ),
    ],
)
def test_chosen_wall_time_that_is_not_one_moment_is_refused(shown, sentence):
    with pytest.raises(Refusal) as refusal:
        actions.moment_of(shown)
    assert (str(refusal.value.sentence), refusal.value.status) == (sentence, 422)


# What is known of a time


def tell(expert, weekday: int, since: str, until: str) -> None:
    Availability.objects.create(
        expert=expert,
        weekday=weekday,
        since=time.fromisoformat(since),
        until=time.fromisoformat(until),
    )


def test_empty_availability_means_ask(aino, eero):
    tell(eero.expert, MONDAY, "00:00", "00:00")
    assert answer_for(aino.expert, finnish(1, 12, 12), finnish(1, 12, 13)) == TimeAnswer.ASK


def test_no_answer_is_free():
    assert set(TimeAnswer.values) == {"taken", "suits", "ask"}


@pytest.mark.parametrize(
    ("begins", "ends", "answer"),
    [
        (finnish(1, 12, 12), finnish(1, 12, 16), TimeAnswer.SUITS),
        (finnish(1, 12, 13, 30), finnish(1, 12, 14, 30), TimeAnswer.SUITS),
        (finnish(1, 12, 11, 59), finnish(1, 12, 13), TimeAnswer.ASK),
        (finnish(1, 12, 15), finnish(1, 12, 16, 1), TimeAnswer.ASK),
        (finnish(1, 12, 15), finnish(1, 12, 19), TimeAnswer.ASK),
        (finnish(1, 13, 12), finnish(1, 13, 13), TimeAnswer.ASK),
    ],
)
def test_time_suits_when_the_whole_of_it_was_told(aino, begins, ends, answer):
    for since, until in (("12:00", "14:00"), ("14:00", "16:00"), ("18:00", "20:00")):
        tell(aino.expert, MONDAY, since, until)
    assert answer_for(aino.expert, begins, ends) == answer


def test_hours_told_inside_others_take_nothing_away(aino):
    for since, until in (("12:00", "16:00"), ("13:00", "14:00")):
        tell(aino.expert, MONDAY, since, until)
    assert answer_for(aino.expert, finnish(1, 12, 12), finnish(1, 12, 16)) == TimeAnswer.SUITS


def test_time_over_midnight_suits_when_both_days_were_told(aino):
    tell(aino.expert, SATURDAY, "20:00", "00:00")
    night = (finnish(1, 10, 23), finnish(1, 11, 1))
    assert answer_for(aino.expert, *night) == TimeAnswer.ASK
    tell(aino.expert, SUNDAY, "00:00", "02:00")
    assert answer_for(aino.expert, *night) == TimeAnswer.SUITS


@pytest.mark.parametrize("told", [True, False])
def test_taken_time_is_taken_with_its_buffers_and_told_hours_or_not(aino, told):
    if told:
        tell(aino.expert, MONDAY, "08:00", "20:00")
    otherwise = TimeAnswer.SUITS if told else TimeAnswer.ASK
    taken = actions.take(
        aino.expert, finnish(1, 12, 12), finnish(1, 12, 13), source="booking.meeting:1", after=15
    )
    after = (finnish(1, 12, 13, 15), finnish(1, 12, 14))
    assert answer_for(aino.expert, finnish(1, 12, 13), finnish(1, 12, 14)) == TimeAnswer.TAKEN
    assert answer_for(aino.expert, *after, before=1) == TimeAnswer.TAKEN
    assert answer_for(aino.expert, *after) == otherwise
    before = (finnish(1, 12, 11), finnish(1, 12, 12))
    assert answer_for(aino.expert, *before, after=1) == TimeAnswer.TAKEN
    assert answer_for(aino.expert, *before) == otherwise
    actions.release(taken)
    assert answer_for(aino.expert, finnish(1, 12, 12), finnish(1, 12, 13)) == otherwise


def test_lapsed_hold_is_not_taken(aino):
    times = (finnish(1, 12, 12), finnish(1, 12, 13))
    until = NOW + timedelta(hours=1)
    actions.take(aino.expert, *times, source="booking.meeting:1", held_until=until)
    assert answer_for(aino.expert, *times) == TimeAnswer.TAKEN
    with time_machine.travel(until, tick=False):
        assert answer_for(aino.expert, *times) == TimeAnswer.ASK


@pytest.mark.parametrize(("day", "answer"), [(12, TimeAnswer.ASK), (13, TimeAnswer.SUITS)])
def test_expert_who_is_away_is_asked(aino, day, answer):
    tell(aino.expert, day - 12, "08:00", "20:00")
    aino.expert.absences.create(first_day=date(2026, 1, 10), last_day=date(2026, 1, 12))
    assert answer_for(aino.expert, finnish(1, day, 12), finnish(1, day, 13)) == answer


@pytest.mark.parametrize(("hour", "answer"), [(8, TimeAnswer.ASK), (9, TimeAnswer.SUITS)])
def test_expert_who_rests_until_then_is_asked(aino, hour, answer):
    tell(aino.expert, MONDAY, "08:00", "20:00")
    aino.expert.rests_until = finnish(1, 12, 9)
    begins = finnish(1, 12, hour)
    assert answer_for(aino.expert, begins, begins + timedelta(hours=1)) == answer


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"weekday": 7}, "weekday"),
        ({"until": time(12)}, "hours_in_order"),
        ({"until": time(11)}, "hours_in_order"),
        ({"first_day": date(2026, 1, 2), "last_day": date(2026, 1, 1)}, "days_in_order"),
    ],
)
def test_database_refuses_hours_that_make_no_sense(aino, fields, constraint):
    given = {"weekday": 0, "since": time(12), "until": time(13)} | fields
    with pytest.raises(IntegrityError, match=f"expert_pool_availability_{constraint}"):
        Availability.objects.create(expert=aino.expert, **given)
