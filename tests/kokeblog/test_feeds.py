"""The stories in a feed reader: Atom, whole, in each language and of each topic."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from kokeblog.models import StoryPage

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
START = datetime(2026, 11, 5, 7, tzinfo=UTC)


def feed(answer: Any) -> Xml.Element:
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    return Xml.fromstring(answer.content)  # noqa: S314 -- our own


def text(element: Xml.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


@pytest.fixture
def two(make_story, gambling, substances, settings) -> None:
    settings.SITE_URL = "https://kokenet.example"
    make_story("vanha", at=START - timedelta(days=7), topics=[substances])
    make_story("uusi", at=START, topics=[gambling], touches="velka", alias="Ilta <3")


def test_feed_has_whole_stories_the_newest_first(asker, two):
    root = feed(asker.get("/kokeblogi/syote/"))
    assert [text(entry, "title") for entry in root.iter(f"{ATOM}entry")] == ["Uusi", "Vanha"]
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.attrib == {"type": "html"}
    assert "velka" in (content.text or "")
    assert "<p>Tarina uusi.</p>" in (content.text or "")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ilta <3"
    assert text(entry, "published").startswith("2026-11-05T")


def test_feed_has_what_the_standard_asks(asker, two):
    """RFC 4287, 4.1.1 and 4.1.2: id, title and updated of feed and entry, and links that hold."""
    root = feed(asker.get("/kokeblogi/syote/"))
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert text(element, name)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://kokenet.example/kokeblogi/",
        "self": "https://kokenet.example/kokeblogi/syote/",
    }
    ids = [text(entry, "id") for entry in root.iter(f"{ATOM}entry")]
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert len(set(ids)) == 2


def test_feed_of_a_topic_has_its_stories_only(asker, two):
    root = feed(asker.get("/kokeblogi/syote/rahapelaaminen/"))
    assert text(root, "title") == "KokeBlogi: Rahapelaaminen"
    assert [text(entry, "title") for entry in root.iter(f"{ATOM}entry")] == ["Uusi"]


@pytest.mark.parametrize("path", ["/kokeblogi/syote/olematon/", "/sv/kokeblogi/syote/"])
def test_feed_that_is_not_there_is_not_found(asker, two, path):
    assert asker.get(path).status_code == 404


def test_withdrawn_story_leaves_the_feed_at_once(asker, two):
    StoryPage.objects.get(slug="uusi").unpublish()
    root = feed(asker.get("/kokeblogi/syote/"))
    assert [text(entry, "title") for entry in root.iter(f"{ATOM}entry")] == ["Vanha"]


def test_feed_sets_no_cookie_and_asks_the_same_however_many(
    asker, two, make_story, django_assert_num_queries
):
    answer = asker.get("/kokeblogi/syote/")
    assert (answer.cookies, answer["Cache-Control"]) == ({}, "public, max-age=300")
    asker.get("/kokeblogi/syote/")
    with django_assert_num_queries(5):
        asker.get("/kokeblogi/syote/")
    for nth in range(8):
        make_story(f"t{nth}", at=START + timedelta(days=nth))
    with django_assert_num_queries(5):
        asker.get("/kokeblogi/syote/")
