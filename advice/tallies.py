"""Reading the counters: what may be told of how many there were, and what would tell of somebody.

A count under five is not shown, and neither is what would give it away: where one sum and all its
parts but one stand side by side, the smallest of the others is left out with it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from advice.models import Event, Tally

#: Fewer than this many might be somebody one knows (source: 3-trust, "Time limits").
SMALLEST_SHOWN = 5
PARTS = ("month", "topic", "perspective")


@dataclass(frozen=True)
class Shown:
    """A sum and its parts; None stands for fewer than five, or for what would tell of such."""

    total: int | None
    parts: dict[date | str, int | None]


def shown(event: Event, *, by: str, first: date, last: date) -> Shown:
    """How many `event`s there were from the month `first` to the month `last`, by one of PARTS.

    A question on several topics counts for each, so that the parts by topic may add up to more
    than the total. A part that is not there had none. Show whole and fixed periods only (a month,
    a year): of two that a reader may choose freely, the difference tells what was left out.
    """
    return shown_all(by=by, first=first, last=last)[event]


def shown_all(*, by: str, first: date, last: date) -> dict[Event, Shown]:
    """As `shown`, of every event; in two queries."""
    if by not in PARTS:
        raise ValueError(f"Counters are kept by {', '.join(PARTS)}; not by {by}.")
    counted = Tally.objects.filter(month__gte=first, month__lte=last, count__gt=0)
    everything = counted.filter(topic="")
    split = counted.exclude(topic="") if by == "topic" else everything
    totals, sums = _totals(everything), _sums(split, by)
    return {
        event: Shown(_if_enough(totals.get(event, 0)), _covered(sums[event], totals.get(event, 0)))
        for event in Event
    }


def _totals(counted: QuerySet[Tally]) -> dict[str, int]:
    return dict(counted.order_by("what").values_list("what").annotate(sum=Sum("count")))


def _sums(counted: QuerySet[Tally], by: str) -> dict[str, dict[date | str, int]]:
    """By event and part."""
    found: dict[str, dict[date | str, int]] = defaultdict(dict)
    rows = counted.order_by("what", by).values_list("what", by)
    for what, part, number in rows.annotate(sum=Sum("count")):
        found[what][part] = number
    return found


def _covered(sums: dict[date | str, int], total: int) -> dict[date | str, int | None]:
    """The parts with the small ones left out, and with what a subtraction would tell of them."""
    hidden = {part for part, number in sums.items() if number < SMALLEST_SHOWN}
    if total < SMALLEST_SHOWN:
        hidden = set(sums)
    while hidden and len(hidden) < len(sums) and _left_over(sums, hidden) < SMALLEST_SHOWN:
        hidden.add(_smallest_shown(sums, hidden))
    return {part: None if part in hidden else number for part, number in sums.items()}


def _left_over(sums: dict[date | str, int], hidden: set[date | str]) -> int:
    """What one gets who takes the shown parts from their sum."""
    return sum(sums[part] for part in hidden)


def _smallest_shown(sums: dict[date | str, int], hidden: set[date | str]) -> date | str:
    return min((part for part in sums if part not in hidden), key=lambda part: sums[part])


def _if_enough(number: int) -> int | None:
    return number if number >= SMALLEST_SHOWN else None
