"""Regular jobs in django-q2's table: exactly the registered ones, and none loses its turn."""

from datetime import timedelta

import pytest
import time_machine
from django_q.models import Schedule

from trust import clock, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_jobs(monkeypatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})


def rows() -> list[tuple]:
    return list(
        Schedule.objects.order_by("func").values_list("func", "schedule_type", "minutes", "repeats")
    )


def test_registered_jobs_are_written():
    schedule.every(15, "advice.jobs.remind")
    schedule.daily("03:10", "advice.jobs.purge")
    schedule.ensure()
    assert rows() == [
        ("advice.jobs.purge", "D", None, -1),
        ("advice.jobs.remind", "I", 15, -1),
    ]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-21T00:30:00Z", "2026-11-21T01:10:00+00:00"),
        ("2026-11-21T02:00:00Z", "2026-11-22T01:10:00+00:00"),
        ("2026-06-21T02:00:00Z", "2026-06-22T00:10:00+00:00"),
        # Summer time ends in the night between, and 03.10 comes twice: the first.
        ("2026-10-24T12:00:00Z", "2026-10-25T00:10:00+00:00"),
    ],
)
def test_daily_job_runs_by_the_finnish_clock(now, first):
    schedule.daily("03:10", "advice.jobs.purge")
    with time_machine.travel(now, tick=False):
        schedule.ensure()
    hour = Schedule.objects.get().next_run
    assert hour.isoformat() == first
    assert clock.local(hour).strftime("%H:%M") == "03:10"


def test_second_start_changes_nothing_and_keeps_a_missed_run():
    schedule.every(15, "advice.jobs.remind")
    schedule.daily("03:10", "advice.jobs.purge")
    schedule.ensure()
    before = list(Schedule.objects.order_by("pk").values())
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        schedule.ensure()
    assert list(Schedule.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "change", [lambda: schedule.every(5, "a.b"), lambda: schedule.daily("04:00", "a.b")]
)
def test_changed_times_take_effect(change):
    schedule.daily("03:10", "a.b")
    schedule.ensure()
    old = Schedule.objects.get().next_run
    change()
    schedule.ensure()
    assert Schedule.objects.get().next_run != old


def test_job_no_longer_registered_goes_and_foreign_ones_stay():
    Schedule.objects.create(name="somebody's", func="a.b")
    schedule.every(15, "advice.jobs.remind")
    schedule.ensure()
    schedule._jobs.clear()
    schedule.ensure()
    assert [row.name for row in Schedule.objects.all()] == ["somebody's"]
