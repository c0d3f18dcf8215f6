"""Reading KokeBlogi: the list with its filters, and a story with what is near it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from home.models import ServiceContact, Topic
from kokeblog.models import Side, StoryIndexPage, StoryPage

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 5, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def told(html: str) -> list[str]:
    """The addresses of the stories that a list shows, in its order."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.findall(
        r'<h\d class="(?:card|story-first)-title"[^>]*><a href="/kokeblogi/(.*?)/"', main
    )


@pytest.fixture
def three(make_story, gambling, substances) -> list[StoryPage]:
    return [
        make_story("vanha", at=START - 60 * WEEK, topics=[gambling], side=Side.SELF),
        make_story("toinen", at=START - WEEK, topics=[substances], side=Side.CLOSE),
        make_story("uusin", at=START, topics=[gambling, substances], side=Side.SELF),
    ]


def test_list_has_the_newest_first(asker, three):
    assert told(page(asker.get("/kokeblogi/"))) == ["uusin", "toinen", "vanha"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("aihe=rahapelaaminen", ["uusin", "vanha"]),
        ("nakokulma=close", ["toinen"]),
        ("vuosi=2025", ["vanha"]),
        ("aihe=rahapelaaminen&vuosi=2026", ["uusin"]),
        ("aihe=rahapelaaminen&nakokulma=close", []),
        ("aihe=olematon&nakokulma=x&vuosi=%00", ["uusin", "toinen", "vanha"]),
        ("page=99", ["uusin", "toinen", "vanha"]),
    ],
)
def test_filters_are_plain_addresses(asker, three, query, shown):
    html = page(asker.get(f"/kokeblogi/?{query}"))
    assert told(html) == shown
    if not shown:
        assert "Tällaista tarinaa ei ole vielä." in html


def test_filter_keeps_the_others_and_marks_what_is_chosen(asker, three):
    html = page(asker.get("/kokeblogi/?aihe=paihteet&vuosi=2026"))
    assert re.findall(r'href="([^"]*)" aria-current="true">', html) == [
        "?vuosi=2026&amp;aihe=paihteet",
        "?aihe=paihteet&amp;vuosi=2026",
        "?aihe=paihteet&amp;vuosi=2026",
    ]
    assert 'href="?vuosi=2026">Kaikki aiheet' in html
    assert '<meta name="robots" content="noindex, follow">' in html


def test_list_without_a_story_is_calm(asker, stories):
    assert "Ensimmäistä tarinaa kirjoitetaan vielä." in page(asker.get("/kokeblogi/"))


def test_long_list_goes_on_over_pages(asker, make_story):
    for nth in range(14):
        make_story(f"tarina{nth:02}", at=START - nth * WEEK)
    assert told(page(asker.get("/kokeblogi/"))) == [f"tarina{nth:02}" for nth in range(12)]
    assert told(page(asker.get("/kokeblogi/?page=2"))) == ["tarina12", "tarina13"]


def test_draft_and_closed_story_are_nowhere(asker, three):
    three[2].unpublish()
    assert told(page(asker.get("/kokeblogi/"))) == ["toinen", "vanha"]
    assert asker.get("/kokeblogi/uusin/").status_code == 404


def test_story_tells_its_words_and_its_writer(asker, make_story, gambling):
    story = make_story(
        "ilta",
        topics=[gambling],
        helped="Ystävä, joka ei kysynyt\n\n Kävely ",
        body=[("text", "<p>Ensin satoi.</p>"), ("quote", {"text": "Sade lakkasi", "who": ""})],
    )
    html = page(asker.get("/kokeblogi/ilta/"))
    assert '<h1 class="story-title">Ilta</h1>' in html
    for words in ("Ingressi: ilta.", "Ensin satoi.", "Sade lakkasi", "Kirjoittaja", "5.11."):
        assert words in html
    assert story.helped_lines == ["Ystävä, joka ei kysynyt", "Kävely"]
    assert re.findall(r"<li>(Ystävä.*?|Kävely)</li>", html) == ["Ystävä, joka ei kysynyt", "Kävely"]
    assert 'href="/kokeblogi/?aihe=rahapelaaminen"' in html
    assert "content-note" not in html


def test_heavy_story_is_opened_knowingly(asker, make_story):
    make_story("ilta", touches="velka, kuoleman ajatukset")
    html = page(asker.get("/kokeblogi/ilta/")).partition("<main")[2]
    note, _, body = html.partition("</summary>")
    assert "velka, kuoleman ajatukset" in note
    assert "Tarina ilta." not in note
    assert "Tarina ilta." in body.partition("</details>")[0]


@pytest.mark.parametrize(("words", "minutes"), [(3, 1), (180, 1), (540, 3), (900, 5)])
def test_minutes_are_counted_from_the_words(make_story, words, minutes):
    story = make_story(body=[("text", f"<p>{'sana ' * words}</p>")])
    assert story.minutes == minutes


def test_story_leads_to_the_ones_before_and_after_it(asker, three):
    html = page(asker.get("/kokeblogi/toinen/"))
    turn = html.partition('class="story-turn"')[2]
    assert re.findall(r'rel="(prev|next)" href="/kokeblogi/(\w+)/"', turn) == [
        ("prev", "vanha"),
        ("next", "uusin"),
    ]


def test_neighbour_withdrawn_meanwhile_is_not_shown(asker, three):
    assert told(page(asker.get("/kokeblogi/uusin/"))) == ["toinen", "vanha"]
    three[1].unpublish()
    html = page(asker.get("/kokeblogi/uusin/"))
    assert told(html) == ["vanha"]
    assert "/kokeblogi/toinen/" not in html


def test_story_shows_those_on_its_topics_and_no_others(asker, three, make_story, make_topic):
    make_story("muu", at=START + WEEK, topics=[make_topic("muu", "Muu")])
    cache.clear()
    assert told(page(asker.get("/kokeblogi/toinen/"))) == ["uusin"]
    assert told(page(asker.get("/kokeblogi/uusin/"))) == ["toinen", "vanha"]
    assert told(page(asker.get("/kokeblogi/muu/"))) == []


def test_story_shows_services_of_its_topics(asker, three, gambling, substances):
    locale = gambling.locale
    mine = ServiceContact.objects.create(
        name="Peluuri", what_for="pelaajille", phone="1", locale=locale
    )
    mine.topics.add(gambling)
    other = ServiceContact.objects.create(
        name="Muu palvelu", what_for="x", phone="2", locale=locale
    )
    other.topics.add(substances)
    html = page(asker.get("/kokeblogi/vanha/"))
    assert ("Peluuri" in html, "Muu palvelu" in html) == (True, False)


def test_story_is_the_same_for_everyone_and_cacheable(asker, three, aino, signed_in):
    first, second = asker.get("/kokeblogi/uusin/"), signed_in(aino).get("/kokeblogi/uusin/")
    assert first.content == second.content
    # Kept, but asked about each time: what its writer takes back is gone at once.
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first.cookies == {}
    again = asker.get("/kokeblogi/uusin/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def queries(client: Any, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        page(client.get(path))
    return len(seen)


def test_story_takes_at_most_eight_queries_and_list_ten_however_many(asker, make_story, gambling):
    def fill(first: int, last: int) -> tuple[int, int]:
        for nth in range(first, last):
            make_story(f"tarina{nth:03}", at=START - nth * WEEK, topics=[gambling])
        cache.clear()
        return queries(asker, "/kokeblogi/tarina001/"), queries(asker, "/kokeblogi/")

    few = fill(0, 12)
    assert few[0] <= 8
    assert few[1] <= 12
    assert fill(12, 40) == few


def test_hostile_words_make_no_elements(asker, make_story):
    bad = '"><script>alert(1)</script>'
    make_story("ilta", title=bad, introduction=bad, touches=bad, helped=bad, alias=bad)
    for path in ("/kokeblogi/ilta/", "/kokeblogi/"):
        assert "<script>alert" not in page(asker.get(path))


def test_machines_read_an_article(asker, make_story, gambling):
    make_story("ilta", topics=[gambling], title="</script><b>Ilta")
    html = page(asker.get("/kokeblogi/ilta/"))
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert data is not None
    assert '"@type": "Article"' in data[1]
    assert '"keywords": ["Rahapelaaminen"]' in data[1]
    assert "<b>Ilta" not in data[1]


def test_list_in_another_language_has_its_own_stories(asker, three, stories, make_story):
    swedish = Locale.objects.create(language_code="sv")
    front = stories.get_parent().specific.copy_for_translation(swedish)
    front.save_revision().publish()
    listing = stories.copy_for_translation(swedish)
    listing.slug = "kokebloggen"
    listing.save_revision().publish()
    listing = StoryIndexPage.objects.get(pk=listing.pk)
    Topic.objects.create(name="Spel", slug="rahapelaaminen", locale=swedish)
    make_story("morgon", under=listing)
    html = asker.get("/sv/kokebloggen/").content.decode()
    assert re.findall(r'href="/sv/kokebloggen/(\w+)/"', html) == ["morgon"]
