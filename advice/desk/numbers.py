"""The service's numbers of a year: by month, by topic, by perspective. No small number is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.desk import desk_page
from accounts.models import Role
from advice import tallies
from advice.models import Event, Perspective, Tally
from advice.tallies import SMALLEST_SHOWN, Shown
from home.models import Topic
from kokenet.plugins import Words
from trust import clock

ENDINGS = [
    Event.CLOSED_LIMIT,
    Event.CLOSED_ASKER,
    Event.CLOSED_SILENCE,
    Event.CLOSED_COORDINATOR,
    Event.ERASED,
]
BY_PART = [Event.ASKED, Event.ANSWERED]

HEADS: dict[str, Words] = {
    Event.ASKED: gettext_lazy("Questions"),
    Event.LETTERS: gettext_lazy("Letters"),
    Event.ANSWERED: gettext_lazy("Answers"),
    Event.IN_TIME: gettext_lazy("In the promised time"),
}

#: A number as it is shown; None is one that is not.
Cell = int | None


@dataclass(frozen=True)
class Table:
    """A table of numbers: the events across, the parts down, the whole at last."""

    title: str
    heads: list[str]
    rows: list[tuple[str, list[Cell]]]

    def lines(self) -> list[tuple[str, list[tuple[str, Cell]]]]:
        """Each row with its cells beside their heads, which a narrow page says in every cell."""
        return [(name, list(zip(self.heads, cells, strict=True))) for name, cells in self.rows]


@desk_page(Role.COORDINATOR)
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """One whole year at a time: between times that one may choose freely, one could subtract."""
    years = _years()
    year = _asked_year(request, years)
    span = {"first": date(year, 1, 1), "last": date(year, 12, 1)}
    by_month = tallies.shown_all(by="month", **span)
    whole = {event: _whole(shown) for event, shown in by_month.items()}
    context = {
        "year": year,
        "years": years,
        "smallest": SMALLEST_SHOWN,
        "is_any": any(shown.parts for shown in by_month.values()),
        "tables": [
            _table(_("By month"), by_month, whole, _months(year), _month_name),
            _endings(whole),
            _by_topic(tallies.shown_all(by="topic", **span), whole),
            _by_perspective(tallies.shown_all(by="perspective", **span), whole),
        ],
    }
    return render(request, "advice/desk/numbers.html", context)


def _years() -> list[int]:
    """The years with numbers in them, the newest first; the present one at least."""
    found = {day.year for day in Tally.objects.dates("month", "year")}
    return sorted(found | {_today().year}, reverse=True)


def _asked_year(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("vuosi", "")
    return next((year for year in years if str(year) == asked), years[0])


def _months(year: int) -> list[date]:
    """The months of a year that have begun."""
    months = [date(year, number, 1) for number in range(1, 13)]
    return [month for month in months if month <= _today()]


def _month_name(month: Any) -> str:
    return date_format(month, "F")


def _by_topic(shown: dict[Event, Shown], whole: dict[Event, Cell]) -> Table:
    slugs = {str(slug) for event in BY_PART for slug in shown[event].parts}
    named = Topic.objects.in_language(get_language() or "").filter(slug__in=slugs)
    names = dict(named.values_list("slug", "name"))
    in_order = sorted(slugs, key=lambda slug: names.get(slug, slug))
    wanted = {event: whole[event] for event in BY_PART}
    return _table(_("By topic"), shown, wanted, in_order, lambda slug: names.get(slug, slug))


def _by_perspective(shown: dict[Event, Shown], whole: dict[Event, Cell]) -> Table:
    names = {value: str(label) for value, label in Perspective.choices} | {"": _("Not told")}
    parts = [name for name in names if any(name in shown[event].parts for event in BY_PART)]
    wanted = {event: whole[event] for event in BY_PART}
    return _table(_("By whose situation it was"), shown, wanted, parts, lambda one: names[one])


def _endings(whole: dict[Event, Cell]) -> Table:
    rows = [(str(event.label), [whole[event]]) for event in ENDINGS]
    return Table(_("How conversations ended"), [_("In the year")], rows)


def _table(
    title: str,
    shown: dict[Event, Shown],
    whole: dict[Event, Cell],
    parts: Sequence[Any],
    name: Callable[[Any], str],
) -> Table:
    """The events that `whole` has and a table has a head for, and at last their whole."""
    events = [event for event in whole if event in HEADS]
    rows = [(name(part), [shown[event].parts.get(part, 0) for event in events]) for part in parts]
    if rows:
        rows.append((_("In the year"), [whole[event] for event in events]))
    return Table(title, [str(HEADS[event]) for event in events], rows)


def _whole(by_month: Shown) -> Cell:
    """How many in the year: 0 when no month has any, None when there are too few to be shown."""
    return by_month.total if by_month.parts else 0


def _today() -> date:
    return clock.local(clock.now()).date()
