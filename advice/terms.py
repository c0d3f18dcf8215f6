"""What a form promises to the one who writes: within what time, and how many messages."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advice.breaks import Promise, promise
from advice.snippets import AdviceSettings, AskForm
from home.sites import site_of
from trust import clock

#: In words, as a person would say it. Finnish inflects the numeral, so each is a string of its own.
WITHIN_DAYS = {
    1: gettext_lazy("within one day"),
    2: gettext_lazy("within two days"),
    3: gettext_lazy("within three days"),
    4: gettext_lazy("within four days"),
    5: gettext_lazy("within five days"),
    6: gettext_lazy("within six days"),
    7: gettext_lazy("within a week"),
    10: gettext_lazy("within ten days"),
    14: gettext_lazy("within two weeks"),
}


@dataclass(frozen=True)
class Terms:
    """Hours until the answer, messages of the asker's, and what that means for who writes now."""

    hours: int
    limit: int

    @cached_property
    def promise(self) -> Promise:
        """What is promised to whoever writes now; asked of the database when a page shows it."""
        return promise(clock.now(), self.hours)

    @property
    def within(self) -> str:
        """The time of the promise in words."""
        days, rest = divmod(self.hours, 24)
        if not rest and days in WITHIN_DAYS:
            return str(WITHIN_DAYS[days])
        if not rest:
            return _("within %(days)d days") % {"days": days}
        return _("within %(hours)d hours") % {"hours": self.hours}


def terms_of(snippet: AskForm | None, request: HttpRequest) -> Terms:
    """What this form promises on this request's site."""
    defaults = settings_of(request)
    form = snippet or AskForm()
    return Terms(hours=form.hours(defaults), limit=form.limit(defaults))


def settings_of(request: HttpRequest) -> AdviceSettings:
    """The site's settings; the model's own defaults where no site answers."""
    if site_of(request) is None:
        return AdviceSettings()
    found: AdviceSettings = AdviceSettings.for_request(request)
    return found
