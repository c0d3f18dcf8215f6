"""The clock: UTC in store, Finnish time in words and promises."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from trust import clock


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_now_is_aware_and_utc():
    with time_machine.travel("2026-11-21T22:52:13Z", tick=False):
        assert clock.now() == datetime(2026, 11, 21, 22, 52, 13, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "wall"),
    [
        ("2026-01-15T12:00:00+00:00", "2026-01-15 14:00 EET"),
        ("2026-07-15T12:00:00+00:00", "2026-07-15 15:00 EEST"),
    ],
)
def test_local_is_the_finnish_wall_clock(moment, wall):
    assert clock.local(at(moment)).strftime("%Y-%m-%d %H:%M %Z") == wall


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # An ordinary week: 72 hours are 72 hours.
        ("2026-11-17T08:30:00+00:00", 72, "2026-11-20T08:30:00+00:00"),
        # Summer time begins on 29 March 2026: 71 hours pass, the wall shows the same.
        ("2026-03-27T12:00:00+00:00", 72, "2026-03-30T11:00:00+00:00"),
        # Summer time ends on 25 October 2026: 73 hours pass.
        ("2026-10-23T12:00:00+00:00", 72, "2026-10-26T13:00:00+00:00"),
        # 03.30 does not exist on 29 March: it is read as 04.30.
        ("2026-03-28T01:30:00+00:00", 24, "2026-03-29T01:30:00+00:00"),
        # 03.30 comes twice on 25 October: the later one.
        ("2026-10-24T00:30:00+00:00", 24, "2026-10-25T01:30:00+00:00"),
    ],
)
def test_after_hours_keeps_the_wall_clock(start, hours, end):
    assert clock.after_hours(at(start), hours) == at(end)


def test_after_hours_takes_any_zone_and_gives_utc():
    start = clock.local(at("2026-03-27T12:00:00+00:00"))
    end = clock.after_hours(start, 72)
    assert end == at("2026-03-30T11:00:00+00:00")
    assert end.tzinfo is UTC


def test_nothing_else_reads_the_clock():
    """Frozen time in tests, one place to change: `now` is asked from trust.clock alone."""
    root = Path(__file__).resolve().parents[2]
    reads = re.compile(r"datetime\.now\(|timezone\.now|utcnow\(|date\.today\(|auto_now")
    apps = ["site", "home", "kokeblog", "advice", "booking", "expert_pool"]
    found = [
        path.relative_to(root).as_posix()
        for app in apps
        for path in (root / app).rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8")) and "migrations" not in path.parts
    ]
    assert found == ["site/trust/clock.py"]
