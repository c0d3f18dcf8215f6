"""Service breaks: days on which nobody answers, and how they move what is promised.

A promise keeps its hour and counts only days on which the service answers. What was promised before
a break was set stays as it was.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advice.models import ServiceBreak
from trust import clock

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Promise:
    """Until when an answer is promised, and the first break that moves it, if one does."""

    due_at: datetime
    moved_by: ServiceBreak | None = None


def promise(moment: datetime, hours: int) -> Promise:
    """What is promised to somebody who writes at `moment`: an answer within so many hours.

    By the wall clock (clock.after_hours), and no day of a break counts.
    """
    start = clock.local(moment).date()
    made = Promise(clock.after_hours(moment, hours))
    skipped: set[date] = set()
    for pause in ServiceBreak.objects.not_over(start):
        if pause.first_day > clock.local(made.due_at).date():
            break
        skipped |= _days(max(start, pause.first_day), pause.last_day)
        later = clock.after_hours(moment, hours + 24 * len(skipped))
        made = Promise(later, made.moved_by or pause)
    return made


def _days(first: date, last: date) -> set[date]:
    return {first + nth * DAY for nth in range((last - first).days + 1)}
