"""A list of stories, and stories on it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Page, Site

from accounts.models import Role, User
from kokeblog.models import SentStory, Side, StoryIndexPage, StoryPage, Writer
from kokeblog.sent import actions
from tests.kokeblog.story_walk import TEXT, StoryWalk
from tests.kokeblog.vouching import read_by_another
from trust import receipts, throttle


@pytest.fixture(autouse=True)
def forgotten_paths():
    """Wagtail keeps the paths of front pages in the cache, which outlives a test's rollback."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def finnish():
    with translation.override("fi"):
        yield


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def stories(site: Site) -> StoryIndexPage:
    """The published list of stories, at /kokeblogi/."""
    front = site.root_page.specific
    page = StoryIndexPage(title="KokeBlogi", slug="kokeblogi", locale=front.locale)
    front.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def reader(make_user: Callable[..., User]) -> User:
    """An editor who writes nothing here: the second reader."""
    return make_user("lukija", Role.EDITOR)


@pytest.fixture
def make_draft(stories: StoryIndexPage, reader: User) -> Callable[..., StoryPage]:
    """A story that is not out: make_draft("ilta", go_live_at=…, approved=True)."""

    def make(
        slug: str = "luonnos",
        *,
        approved: bool = False,
        under: StoryIndexPage | None = None,
        **fields: Any,
    ) -> StoryPage:
        parent = under or stories
        told = {
            "title": slug.capitalize(),
            "introduction": f"Ingressi: {slug}.",
            "side": Side.SELF,
            "writer": Writer.objects.get_or_create(alias="Ilta")[0],
            "body": [("text", f"<p>Tarina {slug}.</p>")],
        }
        story = StoryPage(slug=slug, locale=parent.locale, live=False, **(told | fields))
        StoryIndexPage.objects.get(pk=parent.pk).add_child(instance=story)
        story.save_revision()
        if approved:
            read_by_another(story, reader).publish()
        return StoryPage.objects.get(pk=story.pk)

    return make


@pytest.fixture
def make_story(stories: StoryIndexPage, reader: User) -> Callable[..., StoryPage]:
    """A published story: make_story("aamu", at=datetime(2026, 11, 5, tzinfo=UTC), topics=[…])."""

    def make(
        slug: str = "aamu",
        *,
        at: datetime = datetime(2026, 11, 5, 7, tzinfo=UTC),
        topics: Any = (),
        alias: str = "Ilta",
        under: StoryIndexPage | None = None,
        **fields: Any,
    ) -> StoryPage:
        parent = under or stories
        writer = Writer.objects.get_or_create(alias=alias, defaults={"words": "Kirjoittaja"})[0]
        told = {
            "title": slug.capitalize(),
            "introduction": f"Ingressi: {slug}.",
            "side": Side.SELF,
            "body": [("text", f"<p>Tarina {slug}.</p>")],
        }
        story = StoryPage(slug=slug, locale=parent.locale, writer=writer, **(told | fields))
        story.topics = list(topics)
        StoryIndexPage.objects.get(pk=parent.pk).add_child(instance=story)
        read_by_another(story, reader).publish()
        dates = {"first_published_at": at, "last_published_at": at}
        Page.objects.filter(pk=story.pk).update(**dates)
        return StoryPage.objects.get(pk=story.pk)

    return make


@pytest.fixture(autouse=True)
def fresh_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests sent slows nobody here: they all come from one address."""
    monkeypatch.setattr(throttle, "_process", throttle.Throttle())


@pytest.fixture
def walk(asker: Any) -> StoryWalk:
    """A person who writes a story."""
    return StoryWalk(asker)


@pytest.fixture
def send_story(db: None) -> Callable[..., SentStory]:
    """A story that somebody has sent: send_story(text="…", topics=[…])."""

    def send(**fields: Any) -> SentStory:
        told = {"text": TEXT, "title": "Hiljaa", "alias": "Usva", "language": "fi"} | fields
        return actions.send(actions.Sending(**told), number=receipts.new_number())

    return send


@pytest.fixture
def draft_of(stories: StoryIndexPage, editor: Any) -> Callable[..., StoryPage]:
    """A whole draft of a sent story, ready to be shown: draft_of(sent, text="…")."""

    def make(sent: SentStory, *, text: str = TEXT, alias: str = "Usva") -> StoryPage:
        draft = actions.Draft(listing=stories, title="Hiljaa", text=text, writer=None, alias=alias)
        page = actions.make_draft(sent, draft, by=editor)
        return edit(page, introduction="Siitä, miten puhuminen alkoi.")

    return make


@pytest.fixture
def shown_of(draft_of: Callable[..., StoryPage], editor: Any) -> Callable[..., SentStory]:
    """A sent story whose draft its writer may read."""

    def make(sent: SentStory, **fields: Any) -> SentStory:
        draft_of(sent, **fields)
        return actions.show(sent, by=editor)

    return make


def edit(page: StoryPage, **fields: Any) -> StoryPage:
    """A new revision of a page, as an editor saves it."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(newest, name, value)
    newest.save_revision()
    return StoryPage.objects.get(pk=page.pk)


def read_newest(page: StoryPage, reader: User) -> Any:
    """A revision with the newest words of the draft, which `reader` has read by the checklist."""
    newest = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return read_by_another(newest, reader)
