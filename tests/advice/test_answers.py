"""Published answers before everyone: list, page, feed, search, sitemap, topic page; and gone."""

import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Site

from advice import actions
from advice.models import AdviceSettings, AnswerIndexPage, PublishedAnswer
from advice.public_text import PublicText
from home import lemmas
from home.models import SectionPage, TopicPage
from tests.advice.publishing import PUBLIC_ANSWER, QUESTION, TITLE, answered, published
from tests.advice.walk import Walk, main, page, words

pytestmark = pytest.mark.django_db

LIST = "/kysymyksia-ja-vastauksia/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module", autouse=True)
def words_for_search() -> None:
    """The index is made of base forms while a row is saved."""
    lemmas.prepare()


@pytest.fixture(autouse=True)
def own_address(settings: Any) -> None:
    settings.SITE_URL = "https://kokenet.example"


@pytest.fixture
def index(site: Site) -> AnswerIndexPage:
    front = site.root_page.specific
    listing = AnswerIndexPage(
        title="Kysymyksiä ja vastauksia",
        slug="kysymyksia-ja-vastauksia",
        introduction="Muut ovat kysyneet.",
        locale=front.locale,
    )
    front.add_child(instance=listing)
    listing.save_revision().publish()
    return listing


@pytest.fixture
def answer(index: Any, aino: Any, coordinator: Any, gambling: Any) -> PublishedAnswer:
    return published(answered(aino, topics=[gambling]), aino, coordinator)


@pytest.fixture
def topic_page(site: Site, gambling: Any) -> TopicPage:
    front = site.root_page.specific
    section = SectionPage(title="Aiheet", slug="aiheet", locale=front.locale)
    front.add_child(instance=section)
    found = TopicPage(title="Pelaaminen", slug=gambling.slug, topic=gambling, locale=front.locale)
    section.add_child(instance=found)
    return found


def make(number: int, *topics: Any, language: str = "fi", month: date = date(2026, 11, 1)) -> None:
    for nth in range(number):
        text = PublicText(f"Otsikko {nth}", "Kysymys?", "Vastaus.", "Aino", language)
        made = PublishedAnswer.objects.create(
            title=text.title,
            question=text.question,
            answer=text.answer,
            alias=text.alias,
            locale=Locale.objects.get_or_create(language_code=language)[0],
            month=month,
            digest=text.digest,
        )
        made.topics.set(topics)


# The page


def test_page_has_exactly_the_agreed_words(asker: Client, answer: PublishedAnswer) -> None:
    response = asker.get(f"{LIST}{answer.slug}/")

    told = words(response)
    for part in (TITLE, *QUESTION.split("\n\n"), *PUBLIC_ANSWER.split("\n\n"), "Aino vastaa"):
        assert part in told
    assert f'<link rel="canonical" href="https://kokenet.example{LIST}{answer.slug}/">' in page(
        response
    )
    assert f'<meta property="og:title" content="{TITLE}">' in page(response)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_page_says_to_machines_that_it_is_a_question_and_answer(asker, answer):
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>',
        page(asker.get(f"{LIST}{answer.slug}/")),
    )
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["mainEntity"]["text"]) == ("QAPage", QUESTION)
    accepted = data["mainEntity"]["acceptedAnswer"]
    assert (accepted["text"], accepted["author"]["name"]) == (PUBLIC_ANSWER, "Aino")


def test_nothing_that_is_public_leads_to_the_conversation(asker, answer, aino):
    """Not its label, its number's fingerprint, an hour, nor who proposed and read it."""
    whole = page(asker.get(f"{LIST}{answer.slug}/")) + page(asker.get(LIST))
    assert "K-" not in main(asker.get(f"{LIST}{answer.slug}/"))
    assert aino.email not in whole
    assert bytes(answer.receipt).hex() not in whole
    assert re.fullmatch(r"[a-z2-9]{8}", answer.slug)
    assert not re.search(r"klo|datetime=", main(asker.get(f"{LIST}{answer.slug}/")))


def test_words_changed_in_the_database_are_shown_nowhere(asker, answer):
    PublishedAnswer.objects.update(answer="Jotakin muuta.")
    assert asker.get(f"{LIST}{answer.slug}/").status_code == 404
    for address in (LIST, f"{LIST}syote/"):
        assert TITLE not in page(asker.get(address))


def test_hostile_words_stay_words(asker, index, aino, coordinator):
    hostile = '<script>alert(1)</script></script> {{ 7|add:7 }} " onload="x'
    answer = published(
        answered(aino), aino, coordinator, title=hostile[:100], question=hostile, answer=hostile
    )
    for address in (LIST, f"{LIST}{answer.slug}/"):
        html = page(asker.get(address))
        assert "<script>alert" not in html
        assert 'onload="x' not in html


@pytest.mark.parametrize("part", ["ei-ole", "../", "syote/lisaa", "-"])
def test_what_is_not_there_is_not_found(asker, index, part):
    assert asker.get(f"{LIST}{part}/").status_code == 404


def test_pages_take_nothing_in(asker, answer):
    for address in (LIST, f"{LIST}{answer.slug}/", f"{LIST}syote/"):
        assert asker.post(address).status_code == 405


# The list


def test_menu_leads_to_the_list_while_there_is_one(asker, index, site):
    AdviceSettings.objects.create(site=site)
    assert f'href="{LIST}"' in page(asker.get("/haku/"))
    index.unpublish()
    assert f'href="{LIST}"' not in page(asker.get("/haku/"))


def test_list_is_chosen_from_by_topic(asker, index, gambling, substances):
    make(1, gambling)
    make(2, substances)
    assert main(asker.get(LIST)).count("answer-card-title") == 3
    chosen = asker.get(LIST, {"aihe": "rahapelaaminen"})
    assert main(chosen).count("answer-card-title") == 1
    assert '<meta name="robots" content="noindex, follow">' in page(chosen)
    assert main(asker.get(LIST, {"aihe": "ei-ole"})).count("answer-card-title") == 3


def test_list_turns_its_pages(asker, index):
    make(30)
    first, last = asker.get(LIST), asker.get(LIST, {"page": "3"})
    assert main(first).count("answer-card-title") == 12
    assert main(last).count("answer-card-title") == 6


def test_list_has_its_own_language_only(asker, index, gambling):
    make(1, gambling, language="sv")
    assert "answer-card-title" not in main(asker.get(LIST))


@pytest.mark.parametrize("address", [LIST, f"{LIST}syote/"])
def test_list_and_feed_take_the_same_queries_with_1_and_30(
    asker, index, gambling, address, django_assert_num_queries
):
    make(1, gambling)
    asker.get(address)
    with CaptureQueriesContext(connection) as one:
        asker.get(address)
    assert len(one) <= 12
    make(29, gambling)
    with django_assert_num_queries(len(one)):
        asker.get(address)


def test_page_takes_at_most_twelve_queries(
    asker, index, answer, gambling, django_assert_max_num_queries
):
    make(30, gambling)
    asker.get(f"{LIST}{answer.slug}/")
    with django_assert_max_num_queries(12):
        asker.get(f"{LIST}{answer.slug}/")


# The feed


def test_feed_has_whole_answers_and_what_the_standard_asks(asker, answer):
    response = asker.get(f"{LIST}syote/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = Xml.fromstring(response.content)  # noqa: S314 -- our own
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    for element in (root, entry):
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}")
    assert QUESTION.partition("\n")[0] in (entry.findtext(f"{ATOM}content") or "")
    assert (entry.findtext(f"{ATOM}published") or "")[8:19] == "01T00:00:00"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "alternate": f"https://kokenet.example{LIST}",
        "self": f"https://kokenet.example{LIST}syote/",
    }


# Everywhere at once, and gone everywhere at once


def everywhere(asker: Client, answer_slug: str, walk: Walk) -> dict[str, bool]:
    """In which places the answer is to be found."""
    beside = walk.preview(topics=["rahapelaaminen"])
    return {
        "page": asker.get(f"{LIST}{answer_slug}/").status_code == 200,
        "list": TITLE in page(asker.get(LIST)),
        "feed": TITLE in asker.get(f"{LIST}syote/").content.decode(),
        "search": answer_slug in page(asker.get("/haku/", {"q": "puolisolta pelaamisesta"})),
        "sitemap": answer_slug in asker.get("/sitemap.xml").content.decode(),
        "topic": TITLE in page(asker.get("/aiheet/rahapelaaminen/")),
        "beside the form": TITLE in page(beside),
    }


def test_yes_brings_it_everywhere_and_taking_back_takes_it_from_everywhere(
    asker, walk, index, topic_page, aino, coordinator, gambling
):
    conversation = answered(aino, topics=[gambling])
    answer = published(conversation, aino, coordinator)
    assert set(everywhere(asker, answer.slug, walk).values()) == {True}

    actions.withdraw(bytes(conversation.receipt))

    assert set(everywhere(asker, answer.slug, walk).values()) == {False}


def test_hidden_is_nowhere_and_shown_again_is_everywhere(
    asker, walk, answer, topic_page, coordinator
):
    actions.set_hidden(answer, hidden=True, by=coordinator)
    assert set(everywhere(asker, answer.slug, walk).values()) == {False}
    actions.set_hidden(answer, hidden=False, by=coordinator)
    assert set(everywhere(asker, answer.slug, walk).values()) == {True}


def test_index_of_words_forgets_what_was_taken_back(asker, answer):
    """Not only what search shows: the words themselves leave its table."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from wagtail.search.index import get_indexed_models  # noqa: PLC0415

    assert PublishedAnswer in get_indexed_models()
    entries = ContentType.objects.get_for_model(PublishedAnswer)
    from wagtail.search.models import IndexEntry  # noqa: PLC0415

    rows = IndexEntry.objects.filter(content_type=entries)
    assert rows.count() == 1
    actions.withdraw(bytes(answer.receipt))
    assert rows.count() == 0


def test_list_that_is_closed_or_unpublished_offers_nothing(asker, walk, answer, index, topic_page):
    index.unpublish()
    found = everywhere(asker, answer.slug, walk)
    assert set(found.values()) == {False}
