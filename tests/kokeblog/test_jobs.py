"""The reminder of an empty week: on Thursday morning, once, also after a stop."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_q.models import Schedule

from kokeblog import jobs
from trust import clock, schedule
from trust.models import OutgoingMail

THURSDAY = datetime(2026, 11, 26, 6, tzinfo=UTC)  # eight in Finland
NEXT_WEEK = datetime(2026, 12, 3, 7, tzinfo=UTC)


def run_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return jobs.remind_of_gap()


@pytest.fixture
def editors(make_user):
    from accounts.models import Role  # noqa: PLC0415

    return [make_user(name, Role.EDITOR) for name in ("toimittaja", "toinen")]


def test_editors_are_told_once_of_an_empty_next_week(stories, editors, coordinator):
    assert run_at(THURSDAY) == 2
    assert run_at(THURSDAY + timedelta(minutes=1)) == 0
    assert run_at(THURSDAY + timedelta(days=1)) == 0

    mails = OutgoingMail.objects.order_by("pk")
    assert [mail.to for mail in mails] == editors
    assert mails[0].subject == "Ensi viikolla ei ole vielä tarinaa"
    assert "/hallinta/julkaisukalenteri/" in mails[0].body
    assert run_at(THURSDAY + timedelta(weeks=1)) == 2


@pytest.mark.parametrize("days", [-3, -2, -1])
def test_nobody_is_told_before_thursday(stories, editors, days):
    assert run_at(THURSDAY + timedelta(days=days)) == 0


@pytest.mark.parametrize("days", [1, 2, 3])
def test_editors_are_told_later_in_the_week_when_nothing_ran_on_thursday(stories, editors, days):
    assert run_at(THURSDAY + timedelta(days=days)) == 2


def test_scheduled_story_fills_the_week(stories, editors, make_draft):
    with time_machine.travel(THURSDAY, tick=False):
        make_draft(go_live_at=NEXT_WEEK, approved=True)
    assert run_at(THURSDAY) == 0


def test_planned_story_does_not_fill_the_week_by_itself(stories, editors, make_draft):
    with time_machine.travel(THURSDAY, tick=False):
        make_draft(go_live_at=NEXT_WEEK)
    assert run_at(THURSDAY) == len(editors) + 1  # the second reader is an editor too


def test_mail_tells_no_title(stories, editors, make_draft):
    with time_machine.travel(THURSDAY, tick=False):
        make_draft("salaisuus", go_live_at=NEXT_WEEK)
    run_at(THURSDAY)

    for mail in OutgoingMail.objects.all():
        assert "alaisuus" not in mail.subject + mail.body


def test_site_without_a_list_of_stories_asks_for_none(site, editors):
    assert run_at(THURSDAY) == 0


def test_reminder_runs_at_eight_by_the_finnish_wall_over_both_changes(db):
    """As django-q2 itself counts the next run of the row that the worker writes."""
    for day in ("2026-03-26", "2026-10-22"):
        Schedule.objects.all().delete()
        with time_machine.travel(f"{day}T03:00Z", tick=False):
            schedule.ensure()
        row = Schedule.objects.get(func="kokeblog.jobs.remind_of_gap")
        runs = [row.next_run]
        for _day in range(7):
            runs.append(row.calculate_next_run(runs[-1]))
        assert {clock.local(run).strftime("%H:%M") for run in runs} == {"08:00"}, day
        assert len({run.hour for run in runs}) == 2, day
