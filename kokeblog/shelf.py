"""What stands on the shelf: a page of stories with its filters, and what is near one story."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.core.cache import cache
from django.core.paginator import Page as Piece
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils.translation import gettext as _

from home.choosing import Choosing, Question
from home.models import Topic
from kokeblog.models import Side, StoryIndexPage, StoryPage, StoryQuerySet
from kokeblog.models.stories import RELATED

SIZE = 12
#: How long what is near a story stays known.
KEPT_SECONDS = 60
TOPIC, SIDE, YEAR = "aihe", "nakokulma", "vuosi"


class Shelf:
    """A page of the list as the address asks for it."""

    def __init__(self, index: StoryIndexPage, request: HttpRequest) -> None:
        self.index = index
        self.request = request
        self.topics = {one.slug: one for one in Topic.objects.filter(locale=index.locale_id)}
        self.choosing = Choosing(request, self._questions())

    def _questions(self) -> list[Question]:
        topics = [(topic.name, slug) for slug, topic in self.topics.items()]
        sides = [(str(side.label), side.value) for side in Side]
        years = [(str(year), str(year)) for year in years_of(self._all)]
        return [
            Question(TOPIC, _("Topic"), _("All topics"), topics),
            Question(SIDE, _("Perspective"), _("Both"), sides),
            Question(YEAR, _("Year"), _("All years"), years),
        ]

    @property
    def _all(self) -> StoryQuerySet:
        stories: StoryQuerySet = StoryPage.objects.child_of(self.index)
        return stories.published()

    @cached_property
    def page(self) -> Piece:
        """The asked page; the first or the last when there is no such."""
        rows, chosen = self._all.select_related("writer", "picture"), self.choosing
        if topic := chosen.get(TOPIC):
            rows = rows.filter(topics=self.topics[topic])
        if side := chosen.get(SIDE):
            rows = rows.filter(side=side)
        if year := chosen.get(YEAR):
            rows = rows.filter(first_published_at__year=int(year))
        return Paginator(rows.defer_streamfields(), SIZE).get_page(self.request.GET.get("page"))

    @cached_property
    def first(self) -> StoryPage | None:
        """This week's story: the newest one, on the first page of an unfiltered list."""
        if self.choosing.chosen or self.page.number > 1 or not self.page.object_list:
            return None
        newest: StoryPage = self.page.object_list[0]
        return newest

    @property
    def stories(self) -> list[StoryPage]:
        return list(self.page.object_list)[1 if self.first else 0 :]


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
    """All of them by one query.

    Which ones they are is looked for once a minute (KEPT_SECONDS): to find them is dear, to read
    them is not. One that has been withdrawn meanwhile is not shown.
    """
    at, key = story.first_published_at, near_key(story.pk)
    if at is None:
        return Neighbours(None, None, [])
    near: Near | None = cache.get(key)
    if near is None:
        found = _look_around(story, topic_keys)
        near = _near(found, at)
        cache.set(key, near, KEPT_SECONDS)
    else:
        found = list(_shown().for_everyone().filter(pk__in=near.everyone))
    by_pk = {one.pk: one for one in found}
    return Neighbours(
        previous=by_pk.get(near.previous),
        next=by_pk.get(near.next),
        related=[by_pk[pk] for pk in near.related if pk in by_pk],
    )


def near_key(pk: int) -> str:
    return f"kokeblog.near:{pk}"


class Near(NamedTuple):
    """The keys of what is near a story."""

    previous: int | None
    next: int | None
    related: tuple[int, ...]

    @property
    def everyone(self) -> set[int]:
        return {pk for pk in (self.previous, self.next, *self.related) if pk}


def _shown() -> StoryQuerySet:
    stories: StoryQuerySet = StoryPage.objects.select_related("writer", "picture")
    return stories.defer_streamfields()


def _look_around(story: StoryPage, topic_keys: list) -> list[StoryPage]:
    """The one before, the one after and those on its topics (`alike`), the earliest first."""
    siblings: Any = StoryPage.objects.sibling_of(story, inclusive=False).for_everyone()
    at = story.first_published_at
    before = siblings.filter(first_published_at__lt=at).order_by("-first_published_at")
    after = siblings.filter(first_published_at__gt=at).order_by("first_published_at")
    related = Q(pk__in=StoryPage.objects.related_to(story, topic_keys).values("pk")[:RELATED])
    wanted = Q(pk=_first(before)) | Q(pk=_first(after)) | related
    alike = ExpressionWrapper(related, output_field=BooleanField())
    return list(_shown().filter(wanted).annotate(alike=alike).order_by("first_published_at"))


def _near(found: list[Any], at: datetime) -> Near:
    earlier = [one.pk for one in found if one.first_published_at < at]
    later = [one.pk for one in found if one.first_published_at > at]
    return Near(
        previous=earlier[-1] if earlier else None,
        next=later[0] if later else None,
        related=tuple(one.pk for one in reversed(found) if one.alike),
    )


def _first(stories: QuerySet) -> Subquery:
    return Subquery(stories.values("pk")[:1])
