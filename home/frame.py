"""What base.html draws around the content: name, menu, footer, languages, help numbers.

Each part is read when it is first asked for, once per request, so that a page which leaves one out
(the desk shows no menu) does not pay for it. A public page takes two queries for all of it.
"""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from home import brand
from home.links import LanguageLink, Link, Links, front_url
from home.models import GroupListPage, SiteSettings
from home.sites import site_of
from kokenet import plugins


class Frame:
    """The frame in the language being spoken; without a request, the one that needs no database."""

    def __init__(self, request: HttpRequest | None = None, page: Page | None = None) -> None:
        self.request = request
        self.page = page
        self.site = site_of(request) if request else None

    @cached_property
    def about(self) -> SiteSettings | None:
        return SiteSettings.of(self.site) if self.site else None

    @property
    def name(self) -> str:
        return self.about.name if self.about else "KokeNet"

    @property
    def promise(self) -> str:
        return self.about.tagline if self.about else ""

    @property
    def organisation(self) -> str:
        return self.about.organisation if self.about else ""

    @cached_property
    def brand_url(self) -> str:
        css = brand.style_sheet(self.about) if self.about else ""
        return reverse("home:brand", args=[brand.fingerprint(css)]) if css else ""

    @property
    def home_url(self) -> str:
        return front_url(get_language() or settings.LANGUAGE_CODE) if self.site else "/"

    @property
    def trail(self) -> list[Link]:
        return self._links.trail

    @cached_property
    def menu(self) -> list[plugins.MenuSection]:
        return self._offered + self._links.menu

    @property
    def main(self) -> plugins.MenuItem | None:
        return first_of(self._offered, "main")

    @property
    def returning(self) -> plugins.MenuItem | None:
        return first_of(self._offered, "returning")

    @property
    def links(self) -> list[Link]:
        return self._links.footer

    @property
    def groups(self) -> Link | None:
        """The list of peer-support groups, when the menu or the footer leads to it."""
        return self.first_of(GroupListPage)

    def first_of(self, model: type[Page]) -> Link | None:
        """The first page of a type to which the menu or the footer leads; without a query."""
        return self._links.first_of(model)

    @property
    def languages(self) -> list[LanguageLink]:
        return self._links.languages

    @cached_property
    def _links(self) -> Links:
        return Links(self.request, self.site, self.page)

    @cached_property
    def _offered(self) -> list[plugins.MenuSection]:
        """What the services put into the menu."""
        if self.request is None or self.site is None:
            return []
        request = self.request
        return plugins.gather(lambda plugin: plugin.public_menu(request))


def frame_of(request: HttpRequest, page: Page | None) -> Frame:
    """The frame of this request; `page` is None on a service's own views."""
    kept = request.__dict__
    if "_home_frame" not in kept:
        kept["_home_frame"] = Frame(request, page)
    return kept["_home_frame"]


def first_of(sections: list[plugins.MenuSection], mark: str) -> plugins.MenuItem | None:
    """The first service's link with this mark: `main` is the site's one main action."""
    items = (item for section in sections for item in section.items)
    return next((item for item in items if getattr(item, mark)), None)
