"""What base.html draws around the content: name, menu, footer, languages, help numbers.

All of it is read once per request and in two queries, whatever the page is.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from home import brand
from home.help import told_on
from home.links import LanguageLink, Link, front_url, links_around
from home.models import SiteSettings
from home.sites import site_of
from kokenet import plugins


@dataclass(frozen=True)
class Frame:
    """The frame in the language being spoken; as it stands, the one that needs no database."""

    name: str = "KokeNet"
    promise: str = ""
    home_url: str = "/"
    brand_url: str = ""
    about: SiteSettings | None = None
    organisation: str = ""
    trail: list[Link] = field(default_factory=list)
    menu: list[plugins.MenuSection] = field(default_factory=list)
    main: plugins.MenuItem | None = None
    returning: plugins.MenuItem | None = None
    links: list[Link] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)


def frame_of(request: HttpRequest, page: Page | None) -> Frame:
    """The frame of this request; `page` is None on a service's own views."""
    kept = request.__dict__
    if "_home_frame" not in kept:
        kept["_home_frame"] = read_frame(request, page)
    return kept["_home_frame"]


def read_frame(request: HttpRequest, page: Page | None) -> Frame:
    site = site_of(request)
    if site is None:
        return Frame()
    about = SiteSettings.beside(told_on(request)) or SiteSettings.for_request(request)
    around = links_around(request, site, page)
    sections = plugins.gather(lambda plugin: plugin.public_menu(request))
    return Frame(
        name=about.name,
        promise=about.tagline,
        home_url=front_url(get_language() or settings.LANGUAGE_CODE),
        brand_url=brand_url(about),
        about=about,
        organisation=about.organisation,
        trail=around.trail,
        menu=sections + around.menu,
        main=first_of(sections, "main"),
        returning=first_of(sections, "returning"),
        links=around.footer,
        languages=around.languages,
    )


def first_of(sections: list[plugins.MenuSection], mark: str) -> plugins.MenuItem | None:
    """The first service's link with this mark: `main` is the site's one main action."""
    items = (item for section in sections for item in section.items)
    return next((item for item in items if getattr(item, mark)), None)


def brand_url(about: SiteSettings) -> str:
    css = brand.style_sheet(about)
    return reverse("home:brand", args=[brand.fingerprint(css)]) if css else ""
