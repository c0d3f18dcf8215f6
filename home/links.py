"""The links around a page: menu, footer and the other languages, from one query."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info, gettext, override
from wagtail.models import Page, Site

from kokenet import plugins

#: Depths in Wagtail's tree, whose root is 1.
FRONT_LEVEL, FIRST_LEVEL = 2, 3
#: What a link needs of a page; the bodies would be most of what every request reads.
FOR_LINKS = (
    "title", "path", "depth", "url_path", "translation_key", "show_in_menus",
    "contentpage__in_footer", "content_type",
)  # fmt: skip


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class LanguageLink:
    """This page in one language; where there is no such page, the nearest one above it.

    `instead` is what that other page is called in that language; empty when it is this page.
    """

    code: str
    name: str
    url: str
    current: bool
    instead: str = ""

    @property
    def exact(self) -> bool:
        return not self.instead


class Links:
    """The links of a request, each list made when it is asked for; without one, none.

    The languages of an address that is no page need no query.
    """

    def __init__(
        self, request: HttpRequest | None = None, site: Site | None = None, page: Page | None = None
    ) -> None:
        self.request = request
        self.page = page
        self.roots = front_paths(site) if site else {}
        self.root = self.roots.get(get_language() or "", "")

    @property
    def trail(self) -> list[Link]:
        return [as_link(other, self.request) for other in self._above]

    @property
    def _above(self) -> list[Page]:
        """The page's ancestors, the front page first."""
        return [other for other in self._found if self.page and self.page.is_descendant_of(other)]

    @property
    def menu(self) -> list[plugins.MenuSection]:
        return [as_section(other, self.request) for other in self._here if is_in_menu(other)]

    def first_of(self, model: type[Page]) -> Link | None:
        """The first page of a type among those of the menu and the footer."""
        wanted = ContentType.objects.get_for_model(model).pk
        found = (other for other in self._here if other.content_type_id == wanted)
        return next((as_link(other, self.request) for other in found), None)

    @property
    def footer(self) -> list[Link]:
        return [as_link(other, self.request) for other in self._here if is_in_footer(other)]

    @cached_property
    def languages(self) -> list[LanguageLink]:
        return [self._language(code) for code in sorted_codes(self.roots)]

    def _language(self, code: str) -> LanguageLink:
        url, instead = self._nearest_in(code)
        return LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=url,
            current=code == get_language(),
            instead=instead,
        )

    def _nearest_in(self, code: str) -> tuple[str, str]:
        """This page's address in a language, or the nearest above it with what it is called."""
        if self.page is not None:
            same = self._translation(self.page, code)
            if same is not None:
                return same.get_url(self.request), ""
            above = (self._translation(other, code) for other in reversed(self._above))
            nearest = next((other for other in above if other is not None), None)
            if nearest is not None and nearest.depth > FRONT_LEVEL:
                return nearest.get_url(self.request), nearest.title
        elif self.request and self.request.method == "GET" and self.request.resolver_match:
            return translate_url(self.request.path, code), ""
        return front_url(code), front_name(code)

    def _translation(self, page: Page, code: str) -> Page | None:
        key, root = page.translation_key, self.roots[code]
        same = (other for other in self._found if other.translation_key == key)
        return next((other for other in same if other.url_path.startswith(root)), None)

    @cached_property
    def _found(self) -> list[Page]:
        return linked_pages(self.page, self.root) if self.roots else []

    @property
    def _here(self) -> list[Page]:
        """Those beneath the front page of the language being spoken."""
        root = self.root
        return [other for other in self._found if root and other.url_path.startswith(root)]


def front_paths(site: Site) -> dict[str, str]:
    """The path of the site's front page in each language that it speaks (Wagtail keeps these)."""
    return {
        root.language_code: root.root_path
        for root in Site.get_site_root_paths()
        if root.site_id == site.pk
    }


def linked_pages(page: Page | None, root: str) -> list[Page]:
    """The menu's and the footer's pages beneath `root`; `page`'s ancestors, and every translation
    of it and of them."""
    wanted = Q(pk=None)
    if root:
        in_menu = Q(depth=FIRST_LEVEL, show_in_menus=True)
        wanted |= Q(url_path__startswith=root) & (in_menu | Q(contentpage__in_footer=True))
    if page is not None:
        above = Page.objects.filter(path__in=paths_above(page)).values("translation_key")
        wanted |= Q(translation_key=page.translation_key) | Q(translation_key__in=above)
    pages = Page.objects.live().filter(wanted).select_related("contentpage")
    return list(pages.only(*FOR_LINKS).order_by("path"))


def paths_above(page: Page) -> list[str]:
    """The tree paths of a page's ancestors from the front page down, without a query."""
    return [page.path[: depth * page.steplen] for depth in range(FRONT_LEVEL, page.depth)]


def is_in_menu(page: Page) -> bool:
    return page.depth == FIRST_LEVEL and page.show_in_menus


def is_in_footer(page: Page) -> bool:
    content = getattr(page, "contentpage", None)
    return content is not None and content.in_footer


def as_section(page: Page, request: HttpRequest | None) -> plugins.MenuSection:
    return plugins.MenuSection(label=page.title, url=page.get_url(request), items=())


def as_link(page: Page, request: HttpRequest | None) -> Link:
    return Link(label=page.title, url=page.get_url(request))


def sorted_codes(roots: dict[str, str]) -> list[str]:
    """The site's languages in the order of LANGUAGES."""
    return [code for code, _name in settings.LANGUAGES if code in roots]


def front_url(code: str) -> str:
    with override(code):
        return reverse("wagtail_serve", args=[""])


def front_name(code: str) -> str:
    with override(code):
        return gettext("front page")
