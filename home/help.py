"""Numbers to turn to at once. They are shown on every page, also when the database is down."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from home.models import HelpContact
from home.models.settings import HelpContactQuerySet
from home.sites import site_of


@dataclass(frozen=True)
class LastResort:
    """The contact that is shown when a site has told none, or cannot be asked."""

    name: str | Promise
    what_for: str | Promise
    phone: str
    dialled: str
    hours: str | Promise = ""
    url: str = ""
    url_label: str = ""
    checked_on: date | None = None


#: The one number that holds everywhere in the European Union (Directive (EU) 2018/1972, art. 109).
EMERGENCY = LastResort(
    name=_("Emergency number"),
    what_for=_("when life or health is in danger"),
    phone="112",
    dialled="112",
    hours=_("every day, round the clock"),
)

Contact = HelpContact | LastResort


class Contacts(list[Contact]):
    """Contacts in the order of urgency."""

    @property
    def checked_on(self) -> date | None:
        """The day since which all are known to be right; None when one was never checked."""
        days = [contact.checked_on for contact in self]
        return None if None in days else min((day for day in days if day), default=None)


#: What each site last told in each language, for the moment when the database does not answer.
_last_told: dict[tuple[int, str], Contacts] = {}


def contacts_for(request: HttpRequest) -> Contacts:
    """The site's help contacts in the language being spoken, in the order of urgency."""
    site = site_of(request)
    return in_spoken_language(site, told_on(request)) if site else Contacts([EMERGENCY])


def told_on(request: HttpRequest) -> list[HelpContact]:
    """What the request's site tells in the language spoken and the main one, read once."""
    kept = request.__dict__
    if "_home_help" not in kept:
        site = site_of(request)
        kept["_home_help"] = list(spoken_on(site)) if site else []
    return kept["_home_help"]


def spoken_on(site: Site) -> HelpContactQuerySet:
    languages = {get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE}
    return HelpContact.objects.for_site(site).filter(language__in=languages)


def in_spoken_language(site: Site, told: list[HelpContact]) -> Contacts:
    """Those of one language, kept for when the database does not answer.

    A language without its own gets those of the main language: a number in another language is
    better than none.
    """
    language = get_language() or settings.LANGUAGE_CODE
    contacts = Contacts(
        spoken_in(language, told) or spoken_in(settings.LANGUAGE_CODE, told) or [EMERGENCY]
    )
    _last_told[site.pk, language] = contacts
    return contacts


def spoken_in(language: str, told: list[HelpContact]) -> list[Contact]:
    return [contact for contact in told if contact.language == language]


def contacts_without_database() -> Contacts:
    """What this process last showed in this language; at least the emergency number."""
    language = get_language() or settings.LANGUAGE_CODE
    told = [contacts for (_site, code), contacts in _last_told.items() if code == language]
    return told[0] if len(told) == 1 else Contacts([EMERGENCY])
