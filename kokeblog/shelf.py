"""What stands on the shelf: a page of stories with its filters, and what is near one story."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as Piece
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext as _

from home.models import Topic
from kokeblog.models import Side, StoryIndexPage, StoryPage, StoryQuerySet
from kokeblog.models.stories import RELATED

SIZE = 12
TOPIC, SIDE, YEAR = "aihe", "nakokulma", "vuosi"


@dataclass(frozen=True)
class Choice:
    """A filter's link, in the words of the page."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Filter:
    title: str
    choices: list[Choice]


class Shelf:
    """A page of the list as the address asks for it; what makes no sense there is left out."""

    def __init__(self, index: StoryIndexPage, request: HttpRequest) -> None:
        self.index = index
        self.request = request
        self.topics = list(Topic.objects.filter(locale=index.locale_id))
        self.topic = next((one for one in self.topics if one.slug == self._asked(TOPIC)), None)
        self.side = self._asked(SIDE) if self._asked(SIDE) in Side.values else ""
        self.years = years_of(self._all)
        self.year = next((one for one in self.years if str(one) == self._asked(YEAR)), None)

    def _asked(self, name: str) -> str:
        return self.request.GET.get(name, "")

    @property
    def _all(self) -> StoryQuerySet:
        stories: StoryQuerySet = StoryPage.objects.child_of(self.index)
        return stories.published()

    @property
    def chosen(self) -> dict[str, str]:
        """What the address asks for and makes sense, for other addresses to go on with."""
        said = {
            TOPIC: self.topic.slug if self.topic else "",
            SIDE: self.side,
            YEAR: str(self.year or ""),
        }
        return {name: value for name, value in said.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @cached_property
    def page(self) -> Piece:
        """The asked page; the first or the last when there is no such."""
        rows = self._all.select_related("writer", "picture")
        if self.topic:
            rows = rows.filter(topics=self.topic)
        if self.side:
            rows = rows.filter(side=self.side)
        if self.year:
            rows = rows.filter(first_published_at__year=self.year)
        return Paginator(rows.defer_streamfields(), SIZE).get_page(self.request.GET.get("page"))

    @cached_property
    def first(self) -> StoryPage | None:
        """This week's story: the newest one, on the first page of an unfiltered list."""
        if self.chosen or self.page.number > 1 or not self.page.object_list:
            return None
        newest: StoryPage = self.page.object_list[0]
        return newest

    @property
    def stories(self) -> list[StoryPage]:
        return list(self.page.object_list)[1 if self.first else 0 :]

    @property
    def filters(self) -> list[Filter]:
        topics = [(topic.name, topic.slug) for topic in self.topics]
        sides = [(str(side.label), side.value) for side in Side]
        years = [(str(year), str(year)) for year in self.years]
        named = (
            (_("Topic"), _("All topics"), TOPIC, topics),
            (_("Perspective"), _("Both"), SIDE, sides),
            (_("Year"), _("All years"), YEAR, years),
        )
        return [self._filter(*parts) for parts in named if len(parts[3]) > 1]

    def _filter(self, title: str, whole: str, name: str, values: list[tuple[str, str]]) -> Filter:
        links = [self._choice(label, name, value) for label, value in [(whole, ""), *values]]
        return Filter(title, links)

    def _choice(self, label: str, name: str, value: str) -> Choice:
        said = {key: was for key, was in self.chosen.items() if key != name}
        query = urlencode(said | ({name: value} if value else {}))
        return Choice(label, f"?{query}" if query else "?", self.chosen.get(name, "") == value)


def shelf_of(index: StoryIndexPage, request: HttpRequest) -> Shelf:
    return Shelf(index, request)


def years_of(stories: StoryQuerySet) -> list[int]:
    """The years in which a story came out, the last first."""
    told = stories.exclude(first_published_at=None).order_by()
    years = told.annotate(year=ExtractYear("first_published_at")).values_list("year", flat=True)
    return sorted(years.distinct(), reverse=True)


@dataclass(frozen=True)
class Neighbours:
    """What is near a story: the one before it, the one after it, and those on its topics."""

    previous: StoryPage | None
    next: StoryPage | None
    related: list[StoryPage]


def neighbours_of(story: StoryPage, topic_keys: list) -> Neighbours:
    """All of them by one query."""
    siblings: Any = StoryPage.objects.sibling_of(story, inclusive=False).for_everyone()
    at = story.first_published_at
    before = siblings.filter(first_published_at__lt=at).order_by("-first_published_at")
    after = siblings.filter(first_published_at__gt=at).order_by("first_published_at")
    related = Q(pk__in=StoryPage.objects.related_to(story, topic_keys).values("pk")[:RELATED])
    wanted = Q(pk=_first(before)) | Q(pk=_first(after)) | related
    found = StoryPage.objects.filter(wanted).select_related("writer", "picture")
    alike = ExpressionWrapper(related, output_field=BooleanField())
    rows = found.annotate(alike=alike).defer_streamfields().order_by("first_published_at")
    near = [one for one in rows if at is not None]
    return Neighbours(
        previous=next((one for one in reversed(near) if one.first_published_at < at), None),
        next=next((one for one in near if one.first_published_at > at), None),
        related=[one for one in reversed(near) if one.alike],
    )


def _first(stories: QuerySet) -> Subquery:
    return Subquery(stories.values("pk")[:1])
