"""Moments as people say them, and the quiet dots of a conversation's length."""

from datetime import date, datetime

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from trust import clock

register = template.Library()


def weekday_words() -> tuple[str, ...]:
    return (
        pgettext("when", "on Monday"),
        pgettext("when", "on Tuesday"),
        pgettext("when", "on Wednesday"),
        pgettext("when", "on Thursday"),
        pgettext("when", "on Friday"),
        pgettext("when", "on Saturday"),
        pgettext("when", "on Sunday"),
    )


@register.filter
def spoken(moment: datetime) -> str:
    """A moment in Finnish time, e.g. "keskiviikkona 4.3. klo 21.10"; the year only if not this."""
    here = clock.local(moment)
    words = _day_words(here) | {"time": formats.date_format(here, _hour_form())}
    return gettext("%(weekday)s %(date)s at %(time)s") % words


@register.filter
def spoken_day(day: date) -> str:
    """A Finnish day, e.g. "keskiviikkona 4.3."; the year only if not this."""
    # Translators: a day without its hour, e.g. "on Wednesday 4 March"
    return gettext("%(weekday)s %(date)s") % _day_words(day)


@register.filter
def spoken_date(moment: datetime) -> str:
    """The Finnish day of a moment, e.g. "keskiviikkona 4.3."."""
    return spoken_day(clock.local(moment).date())


@register.filter
def spoken_date_form(moment: datetime | None) -> str:
    """The Finnish day of a moment in numbers, e.g. "4.3."; of none, nothing."""
    return day_form(clock.local(moment).date()) if moment else ""


@register.filter
def day_form(day: date) -> str:
    """A Finnish day in numbers, e.g. "4.3."; the year only if not this."""
    return _day_words(day)["date"]


def _day_words(day: date) -> dict[str, str]:
    this_year = day.year == clock.local(clock.now()).year
    form = _day_form() if this_year else _day_and_year_form()
    return {"weekday": weekday_words()[day.weekday()], "date": formats.date_format(day, form)}


def _day_form() -> str:
    # Translators: a day without its year, in Django's date letters; in Finnish "j.n."
    return pgettext("date form", "j F")


def _day_and_year_form() -> str:
    # Translators: a day with its year, in Django's date letters; in Finnish "j.n.Y"
    return pgettext("date form", "j F Y")


def _hour_form() -> str:
    # Translators: hours and minutes, in Django's date letters; in Finnish "G.i"
    return pgettext("date form", "G:i")


@register.simple_tag
def dots(used: int, limit: int) -> SafeString:
    """One dot per message of a conversation, the used ones filled; drawn for eyes only."""
    marks = (("used" if turn < used else "left",) for turn in range(limit))
    return format_html("{}", format_html_join("", '<i class="{}"></i>', marks))
