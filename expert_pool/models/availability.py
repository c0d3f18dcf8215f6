"""When an expert may be asked for a time: wall time in Finland, and the moments it comes to."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from expert_pool.models.expert import Expert
from expert_pool.models.occupancy import MINUTE
from trust import clock

MIDNIGHT = time(0)
DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a moment up to another, both in UTC."""

    starts_at: datetime
    ends_at: datetime


class Availability(models.Model):
    """Hours of a weekday that suit the expert, by the Finnish clock, summer and winter the same.

    `until` at midnight is the midnight that ends the day. A day left empty is open to that side.
    """

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="availabilities")
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=WEEKDAYS)
    since = models.TimeField(_("from"))
    until = models.TimeField(_("until"))
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering = ["weekday", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="expert_pool_availability_weekday"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")) | Q(until=MIDNIGHT),
                name="expert_pool_availability_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="expert_pool_availability_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Sopiva aika {self.pk}"

    def holds_on(self, day: date) -> bool:
        began = self.first_day is None or self.first_day <= day
        goes_on = self.last_day is None or day <= self.last_day
        return self.weekday == day.weekday() and began and goes_on

    def on(self, day: date) -> Span | None:
        """What the rule gives on a Finnish day.

        None where it gives nothing, and where the clock skips its beginning or its end or shows
        it twice: nobody knows then which moment was meant, so the expert is asked.
        """
        if not self.holds_on(day):
            return None
        last = day + DAY if self.until == MIDNIGHT else day
        begins = clock.readings(datetime.combine(day, self.since))
        ends = clock.readings(datetime.combine(last, self.until))
        if len(begins) != 1 or len(ends) != 1:
            return None
        return Span(begins[0], ends[0])


def instances(rules: Iterable[Availability], first_day: date, last_day: date) -> list[Span]:
    """What the rules give on Finnish days, the first and the last included, in order of time."""
    rules = list(rules)
    return sorted(
        span
        for day in _days(first_day, last_day)
        for rule in rules
        if (span := rule.on(day)) is not None
    )


class TimeAnswer(models.TextChoices):
    """What is known of a time. There is no "free": only the expert knows that."""

    TAKEN = "taken", _("taken")
    SUITS = "suits", _("suits the expert")
    ASK = "ask", _("ask the expert")


def answer_for(
    expert: Expert, starts_at: datetime, ends_at: datetime, *, before: int = 0, after: int = 0
) -> TimeAnswer:
    """What is known of a time, with buffers in minutes; a guess for showing, `take` decides.

    Suits: the whole of it, buffers apart, is within what the expert has told, and they are not
    away or resting. Whoever has told nothing is asked.
    """
    blocked_from, blocked_until = starts_at - before * MINUTE, ends_at + after * MINUTE
    if expert.occupancies.standing().overlapping(blocked_from, blocked_until).exists():
        return TimeAnswer.TAKEN
    first_day, last_day = (clock.local(moment).date() for moment in (starts_at, ends_at))
    away = expert.absences.filter(first_day__lte=last_day, last_day__gte=first_day)
    resting = expert.rests_until is not None and starts_at < expert.rests_until
    told = instances(expert.availabilities.all(), first_day, last_day)
    if resting or not _cover(told, starts_at, ends_at) or away.exists():
        return TimeAnswer.ASK
    return TimeAnswer.SUITS


def _cover(spans: list[Span], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether the spans, in order of time, reach together from one moment to the other."""
    reached = starts_at
    for span in spans:
        if span.starts_at > reached:
            break
        reached = max(reached, span.ends_at)
    return bool(spans) and reached >= ends_at


def _days(first_day: date, last_day: date) -> Iterator[date]:
    return (first_day + DAY * nth for nth in range((last_day - first_day).days + 1))
