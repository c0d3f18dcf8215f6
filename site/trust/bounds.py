"""When a purge waits for a person: too much at once, or a clock that jumped (source: 3-trust)."""

from datetime import datetime, timedelta

from trust import clock
from trust.models import Heartbeat

MOST_AT_ONCE = 200
SHARE_AT_ONCE = 10
#: A tenth of a small site is one record, and two that end on one day are no accident: up to a
#: hundred records this many may go at once.
FEW = 10
#: The clock has jumped when the last run was longer ago than this, or lies in the future. A weekend
#: without a worker is no jump.
CLOCK_AHEAD = timedelta(days=3)
CLOCK_BEHIND = timedelta(hours=1)


def most_at_once(number: int) -> int:
    """How many of so many records a purge may take without being asked."""
    return min(MOST_AT_ONCE, max(FEW, number // SHARE_AT_ONCE))


def last_run(name: str) -> datetime | None:
    """When the purge of this heartbeat last ran and believed the clock."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def clock_jumped(name: str) -> bool:
    """Whether the time since the last run cannot be believed. The first run believes the clock."""
    last = last_run(name)
    if last is None:
        return False
    return not last - CLOCK_BEHIND <= clock.now() <= last + CLOCK_AHEAD
