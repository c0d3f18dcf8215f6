"""Searching the public site. Nothing is kept of what was asked or by whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Locale, Page
from wagtail.search.query import PlainText

from home.lemmas import WORD, base_form_in, base_forms
from home.links import front_paths
from home.models import PeerGroup, ServiceContact
from home.models.pages import for_everyone
from home.sites import site_of
from kokenet import plugins

#: Longer than this nobody asks; the rest is left out.
LONGEST = 200
MOST_WORDS = 12
MOST_PAGES, MOST_BESIDE = 20, 6
MOST_ASKED = 60
#: Characters around the first word that was found.
BEFORE, AROUND = 80, 240


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    kind: str
    excerpt: SafeString


@dataclass(frozen=True)
class Found:
    """What was found, the most alike first; `asked` is what was looked for, as it was written."""

    asked: str
    pages: list[Hit]
    groups: list["Marked"]
    services: list["Marked"]
    #: What services have besides pages, each with its own heading.
    others: list[tuple[plugins.Words, list[Hit]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pages or self.groups or self.services or self.others)


class Marked:
    """A group or a service as it is, but that its words show what was looked for; never its name,
    which stands as a page's title does."""

    def __init__(self, row: PeerGroup | ServiceContact, wanted: set[str], language: str) -> None:
        self._row = row
        for name in row.told_fields[1:]:
            setattr(self, name, marked(getattr(row, name), wanted, language))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def find(request: HttpRequest, asked: str) -> Found:
    """Looks for the words of `asked` in the language being spoken; all of them must be there."""
    language = get_language() or ""
    wanted = base_forms(asked[:LONGEST], language)[:MOST_WORDS]
    if not wanted:
        return Found(asked, [], [], [])
    query = PlainText(" ".join(wanted), operator="and")
    pages = specific(_pages(request, language, query))
    looked_for = set(wanted)
    return Found(
        asked=asked,
        pages=[_hit(page, page.get_url(request) or "", looked_for, language) for page in pages],
        groups=[Marked(row, looked_for, language) for row in _beside(PeerGroup, query, language)],
        services=[
            Marked(row, looked_for, language) for row in _beside(ServiceContact, query, language)
        ],
        others=[
            (one.title, [_hit(row, row.address, looked_for, language) for row in one.rows])
            for one in plugins.gather(lambda plugin: plugin.found(request, query, language))
        ],
    )


def _pages(request: HttpRequest, language: str, query: PlainText) -> list[Page]:
    """Of this site in this language, what everyone may read; the most alike first.

    The index knows the language alone, so that more is asked of it than is shown.
    """
    site = site_of(request)
    top = front_paths(site).get(language) if site else None
    locale = Locale.objects.filter(language_code=language).first()
    if not top or locale is None:
        return []
    alike = [
        page.pk for page in Page.objects.live().filter(locale=locale).search(query)[:MOST_ASKED]
    ]
    rows = for_everyone(Page.objects.filter(pk__in=alike, url_path__startswith=top))
    return sorted(rows, key=lambda page: alike.index(page.pk))[:MOST_PAGES]


def _beside(model: Any, query: PlainText, language: str) -> list[Any]:
    """Groups or services in the language of the page."""
    rows = model.objects.select_related("locale").search(query)[:MOST_ASKED]
    return [row for row in rows if row.locale.language_code == language][:MOST_BESIDE]


def specific(pages: list[Page]) -> list[Any]:
    """The pages as their own types, in the same order, by one query for each type."""
    types: dict[type[Page], list[int]] = {}
    for page in pages:
        types.setdefault(page.specific_class or Page, []).append(page.pk)
    found: dict[int, Any] = {}
    for model, pks in types.items():
        rows: QuerySet[Any] = model.objects.filter(pk__in=pks)
        found |= {row.pk: row for row in rows.select_related("locale")}
    return [found[page.pk] for page in pages if page.pk in found]


def _hit(found: Any, url: str, wanted: set[str], language: str) -> Hit:
    """Something Findable whose title comes first in what it tells."""
    return Hit(
        title=found.title,
        url=url,
        kind=str(found._meta.verbose_name).capitalize(),
        excerpt=excerpt(" ".join(found.told[1:]), wanted, language),
    )


def excerpt(text: str, wanted: set[str], language: str) -> SafeString:
    """The surroundings of the first word that was looked for, with every such word marked."""
    first = next((at for at, _word, hit in _words_of(text, wanted, language) if hit), 0)
    start = text.rfind(" ", 0, max(0, first - BEFORE)) + 1 if first > BEFORE else 0
    end = text.find(" ", start + AROUND)
    piece = marked(text[start : end if end > 0 else len(text)], wanted, language)
    more = 0 < end < len(text)
    return format_html("{}{}{}", "… " if start else "", piece, " …" if more else "")


def marked(text: str, wanted: set[str], language: str) -> SafeString:
    """The text with every word that was looked for marked."""
    parts, at = [], 0
    for begins, word, hit in _words_of(text, wanted, language):
        if hit:
            parts.append((text[at:begins], word))
            at = begins + len(word)
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])


def _words_of(text: str, wanted: set[str], language: str) -> Iterable[tuple[int, str, bool]]:
    """Each word with its place, and whether it is one that was looked for."""
    base_form = base_form_in(language)
    for match in WORD.finditer(text):
        yield match.start(), match[0], base_form(match[0]) in wanted
