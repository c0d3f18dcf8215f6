"""The demo's KokeBlogi: a story a week up to now, one to come, all of them safe to read."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from home.demo.writing import read_texts
from kokeblog.demo import TEXTS, thursday_of, weekly
from kokeblog.models import Side, StoryPage
from trust import clock

WEEK = timedelta(weeks=1)
TOPICS = {
    "paihteet", "mielenterveys", "rahapelaaminen", "laheisen-tilanne", "toipuminen",
    "avun-hakeminen", "elamantilanne",
}  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "thursday"),
    [
        ("2026-11-25T12:00", "2026-11-26T07:00"),
        ("2026-11-29T21:59", "2026-11-26T07:00"),
        ("2026-11-29T22:00", "2026-12-03T07:00"),
        ("2026-07-03T00:00", "2026-07-02T06:00"),
    ],
)
def test_thursday_of_the_week_is_at_nine_in_finland(moment, thursday):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert thursday_of(at) == datetime.fromisoformat(thursday).replace(tzinfo=UTC)


@pytest.mark.parametrize("path", sorted(TEXTS.glob("??/*.txt")), ids=lambda path: path.stem)
def test_text_is_a_whole_story(path: Path):
    text = read_texts(path.parent.name, TEXTS)[path.stem]
    assert {"title", "slug", "ingress", "writer", "topics", "perspective"} <= text.head.keys()
    assert len(text.head["ingress"]) <= 400
    assert text.head["perspective"] in Side.values
    assert set(text.head["topics"].split(", ")) <= TOPICS
    assert text.body[-1][0] == "helped"
    words = len(re.findall(r"\w+", path.read_text(encoding="utf-8").partition("\n\n")[2]))
    assert 500 <= words <= 900


def week_of(moment: datetime) -> tuple[int, int]:
    return clock.local(moment).isocalendar()[:2]


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-26", "2026-11-29"])
def test_there_is_a_story_for_each_week_up_to_the_next(day):
    now = datetime.fromisoformat(f"{day}T05:00").replace(tzinfo=UTC)
    moments = weekly(now, 5, one_waits=True)
    assert [week_of(at) for at in moments] == [week_of(now + (1 - nth) * WEEK) for nth in range(5)]
    assert [at <= now for at in moments] == [False, True, True, True, True]
    assert weekly(now, 2, one_waits=False) == moments[1:3]


def test_stories_come_out_weekly_and_next_weeks_waits(demo):
    finnish = StoryPage.objects.in_language("fi")
    out = list(finnish.published().values_list("first_published_at", flat=True))
    assert len(out) == len(list((TEXTS / "fi").glob("*.txt"))) - 1
    assert [week_of(moment) for moment in out] == [
        week_of(out[0] - nth * WEEK) for nth in range(12)
    ]
    waiting = finnish.filter(live=False).exclude(go_live_at=None).get()
    assert week_of(waiting.go_live_at) == week_of(out[0] + WEEK)
    assert all(story.topics.exists() for story in finnish)


def test_scheduled_story_comes_out_by_the_worker_also_after_a_stop(demo):
    waiting = StoryPage.objects.in_language("fi").filter(live=False).exclude(go_live_at=None).get()
    call_command("publish_scheduled", verbosity=0)
    assert not StoryPage.objects.get(pk=waiting.pk).live
    with time_machine.travel(waiting.go_live_at + 3 * WEEK):
        from home import jobs  # noqa: PLC0415

        jobs.publish_scheduled()
    story = StoryPage.objects.get(pk=waiting.pk)
    assert (story.live, story.expired) == (True, False)
