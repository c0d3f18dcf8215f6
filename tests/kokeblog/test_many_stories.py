"""The lists with twelve stories and with five hundred: the same few queries, nothing kept warm."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from home.models import SectionPage, TopicPage
from kokeblog.models import Side, StoryIndexPage, StoryPage

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12
FEW, MANY = 12, 500
START = datetime(2026, 11, 5, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)
LISTS = [
    "/kokeblogi/",
    "/kokeblogi/?page=5",
    "/kokeblogi/?aihe=rahapelaaminen",
    "/kokeblogi/?aihe=rahapelaaminen&nakokulma=self&vuosi=2026",
    "/kokeblogi/?nakokulma=self&page=5",
]
#: Where stories are shown beside other things.
PLACES = ["/", "/aiheet/rahapelaaminen/", "/kokeblogi/syote/"]


class Shelf:
    """The list with a pattern of a story, of which there can be as many as one likes."""

    def __init__(self, stories: StoryIndexPage, pattern: StoryPage) -> None:
        self.stories = StoryIndexPage.objects.get(pk=stories.pk)
        self.pattern = pattern
        self.number = 1

    def fill(self, number: int) -> None:
        """Up to so many stories, one a week back in time: rows only, without Wagtail's work."""
        new = range(self.number + 1, number + 1)
        Page.objects.bulk_create([self._page(nth) for nth in new])
        made = Page.objects.child_of(self.stories).exclude(pk=self.pattern.pk)
        pks = list(made.values_list("pk", flat=True).order_by("path"))[-len(new) :]
        self._as_stories(pks)
        link = StoryPage.topics.through
        topics = list(self.pattern.topics.all())
        link.objects.bulk_create(
            link(storypage_id=pk, topic=topic) for pk in pks for topic in topics
        )
        Page.objects.filter(pk=self.stories.pk).update(numchild=number)
        self.number = number

    def _page(self, nth: int) -> Page:
        at = START - nth * WEEK
        return Page(
            path=StoryPage._get_path(self.stories.path, self.pattern.depth, nth),
            depth=self.pattern.depth,
            title=f"Tarina {nth}",
            draft_title=f"Tarina {nth}",
            slug=f"tarina-{nth}",
            url_path=f"{self.stories.url_path}tarina-{nth}/",
            content_type=self.pattern.content_type,
            locale_id=self.pattern.locale_id,
            translation_key=uuid4(),
            live=True,
            first_published_at=at,
            last_published_at=at,
        )

    def _as_stories(self, pks: list[int]) -> None:
        """The other half of each row, copied from the pattern's."""
        table = StoryPage._meta.db_table
        fields = [one.column for one in StoryPage._meta.local_concrete_fields]
        others = ", ".join(one for one in fields if one != "page_ptr_id")
        sql = (
            f"INSERT INTO {table} (page_ptr_id, {others})"  # noqa: S608 -- names of the model's own
            f" SELECT %s, {others} FROM {table} WHERE page_ptr_id = %s"
        )
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(pk, self.pattern.pk) for pk in pks])


@pytest.fixture
def shelf(stories, make_story, gambling, substances) -> Shelf:
    pattern = make_story("malli", at=START, topics=[gambling, substances], side=Side.SELF)
    return Shelf(stories, pattern)


@pytest.fixture
def topic_page(stories, gambling) -> None:
    front = stories.get_parent().specific
    section = front.add_child(
        instance=SectionPage(title="Aiheet", slug="aiheet", locale=front.locale)
    )
    section.add_child(
        instance=TopicPage(
            title="Rahapelaaminen", slug="rahapelaaminen", topic=gambling, locale=front.locale
        )
    )


def queries(client: Any, path: str) -> int:
    """Of one answer when nothing at all has been kept from an earlier one."""
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_lists_ask_at_most_twelve_queries_with_twelve_or_with_five_hundred(
    asker, shelf, topic_page
):
    queries(asker, "/")  # what the process learns once of itself is no list's
    shelf.fill(FEW)
    few = {path: queries(asker, path) for path in [*LISTS, *PLACES]}
    shelf.fill(MANY)
    many = {path: queries(asker, path) for path in [*LISTS, *PLACES]}
    assert many == few
    assert {path: few[path] for path in LISTS if few[path] > MOST_QUERIES} == {}


def test_fifth_page_of_many_has_its_twelve_stories(asker, shelf):
    shelf.fill(MANY)
    html = asker.get("/kokeblogi/?page=5").content.decode()
    assert html.count('class="card story-card"') == 12
    assert "Sivu 5/42" in html
    assert "Tarina 49" in html
