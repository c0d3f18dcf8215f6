"""What a public page says of itself to those who show a link to it: its words and its picture."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import postcards
from home.frame import frame_of
from home.links import LanguageLink
from home.models import BasePage, FrontPage
from home.sites import address_of

#: A language as Open Graph names it.
TERRITORIES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}

#: Those who show links know JPEG and PNG; few know the lighter formats.
COVER = f"fill-{postcards.WIDTH}x{postcards.HEIGHT}|format-jpeg|jpegquality-82|bgcolor-ffffff"


@dataclass(frozen=True)
class Translation:
    """A true translation of the page, itself included."""

    code: str
    locale: str
    url: str
    current: bool


@dataclass(frozen=True)
class Image:
    url: str
    alt: str
    width: int = postcards.WIDTH
    height: int = postcards.HEIGHT


@dataclass(frozen=True)
class Card:
    url: str
    title: str
    description: str
    kind: str
    site_name: str
    locale: str
    image: Image
    translations: list[Translation]


@dataclass(frozen=True)
class Part:
    """Something with an address of its own beneath a page, which is in one language only."""

    url: str
    title: str
    description: str


def card_of(request: HttpRequest, page: object, part: Part | None = None) -> Card | None:
    """The card of a page that everyone may read, or of a part of it; None of anything else,
    previews included."""
    if not isinstance(page, BasePage) or not page.pk or getattr(request, "is_preview", False):
        return None
    if not page.live or not page.is_open:
        return None
    frame, home = frame_of(request, page), address_of(request)
    language = get_language() or ""
    card = Card(
        url=urljoin(home, page.get_url(request)),
        title=page.seo_title or getattr(page, "heading", "") or page.title,
        description=page.search_description or getattr(page, "introduction", "") or frame.promise,
        kind="website" if isinstance(page, FrontPage) else "article",
        site_name=frame.name,
        locale=TERRITORIES.get(language, language),
        image=image_of(page, home),
        translations=[translation_at(other, home) for other in frame.languages if other.exact],
    )
    if part is None:
        return card
    return replace(
        card,
        url=urljoin(home, part.url),
        title=part.title,
        description=part.description,
        kind="article",
        translations=[],
    )


def translation_at(link: LanguageLink, home: str) -> Translation:
    return Translation(
        code=link.code,
        locale=TERRITORIES.get(link.code, link.code),
        url=urljoin(home, link.url),
        current=link.current,
    )


def image_of(page: BasePage, home: str) -> Image:
    """The picture that an editor chose, else the page's landscape."""
    if page.cover is None:
        words = _("A drawn landscape: hills, a lake and one lit window.")
        return Image(url=urljoin(home, postcard_url(page)), alt=words)
    cover = page.cover.get_rendition(COVER)
    return Image(
        url=urljoin(home, cover.url),
        alt=page.cover.description or page.title,
        width=cover.width,
        height=cover.height,
    )


def postcard_url(page: Page) -> str:
    """Where the page's landscape is; languages of a page have the same one."""
    seed = str(page.translation_key)
    return reverse("home:postcard", args=[page.pk, postcards.version_of(seed)])
