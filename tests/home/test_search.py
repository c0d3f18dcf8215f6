"""Searching the site: inflection, everything public and nothing else, and nothing kept."""

import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home import lemmas
from home.finding import excerpt
from home.models import ContentPage, PeerGroup, ServiceContact
from tests.kokeblog.conftest import make_story, reader, stories  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def words() -> None:
    lemmas.prepare()


def found(client: Any, asked: str, path: str = "/haku/") -> list[str]:
    """The titles of what was found."""
    answer = client.get(path, {"q": asked})
    assert answer.status_code == 200
    return re.findall(r'class="hit-title"><a [^>]*>(.*?)</a>', answer.content.decode())


#: What people write, and what stands on the page: forty pairs of our own, all of them kept. The
#: design counts on forty others.
PAIRS = [
    ("pelaamisesta", "pelaaminen"),
    ("pelaan", "pelata"),
    ("pelasin", "pelata"),
    ("rahapelaamiseen", "rahapelaaminen"),
    ("masennuksesta", "masennus"),
    ("masentunut", "masentua"),
    ("veljeni", "veli"),
    ("pojan", "poika"),
    ("poikani", "poika"),
    ("tyttären", "tytär"),
    ("juomisen", "juominen"),
    ("alkoholista", "alkoholi"),
    ("lääkkeitä", "lääke"),
    ("huumeita", "huume"),
    ("velkaa", "velka"),
    ("velkojen", "velka"),
    ("yöllä", "yö"),
    ("öisin", "yö"),
    ("läheisen", "läheinen"),
    ("läheisille", "läheinen"),
    ("vertaisryhmät", "vertaisryhmä"),
    ("ryhmiä", "ryhmä"),
    ("toipumiseen", "toipuminen"),
    ("paniikkikohtauksia", "paniikkikohtaus"),
    ("ahdistuksen", "ahdistus"),
    ("äidin", "äiti"),
    ("isälle", "isä"),
    ("puolisoni", "puoliso"),
    ("lasten", "lapsi"),
    ("uupumuksesta", "uupumus"),
    ("häpeän", "häpeä"),
    ("pelkoja", "pelko"),
    ("kuolemasta", "kuolema"),
    ("itsemurhan", "itsemurha"),
    ("retkahdin", "retkahtaa"),
    ("raittiudesta", "raittius"),
    ("hoitoon", "hoito"),
    ("unettomuuteen", "unettomuus"),
    ("yksinäisyydestä", "yksinäisyys"),
    ("kokemusasiantuntijoiden", "kokemusasiantuntija"),
]
#: Those that the word lists do not join: a possessive ending, a participle, an adverb.
MISSED = {("poikani", "poika"), ("masentunut", "masentua"), ("öisin", "yö")}


def test_inflection_is_understood_both_ways(asker, make_page):
    """Whichever of a pair is asked for, the page that has only the other one is found."""
    for word, base in PAIRS:
        make_page(f"{word}-sivu", title="Taivutettu", body=[("text", f"<p>{word}</p>")])
        make_page(f"{base}-{word}", title="Perusmuoto", body=[("text", f"<p>{base}</p>")])
    both = {"Taivutettu", "Perusmuoto"}
    missed = {pair for pair in PAIRS for word in pair if not both <= set(found(asker, word))}
    assert missed == MISSED


def test_swedish_and_english_words_are_understood_in_their_own_languages(
    asker, swedish_front, make_page
):
    make_page("spel", under=swedish_front, body=[("text", "<p>Spelandet tog allt.</p>")])
    make_page("peli", body=[("text", "<p>Spelandet on ruotsia.</p>")])
    assert found(asker, "spelande", "/sv/haku/") == ["Spel"]


def test_all_words_must_be_there(asker, make_page):
    make_page("yksi", body=[("text", "<p>Velka ja häpeä.</p>")])
    make_page("kaksi", body=[("text", "<p>Velka ja ilo.</p>")])
    assert found(asker, "häpeää veloista") == ["Yksi"]


def test_stories_pages_groups_and_services_are_found(
    asker,
    make_page,
    make_story,  # noqa: F811
    gambling,
):
    make_page("ohje", introduction="Pelaamisesta irti.")
    make_story("tarina", body=[("text", "<p>Pelasin yöt.</p>")])
    make_story("muu", helped="Pelaamatta jättäminen")
    told = {"for_whom": "own", "online": True, "when": "tiistaisin", "web": "https://x.example"}
    PeerGroup.objects.create(name="Pelaajat", what="Pelaajille.", locale=gambling.locale, **told)
    ServiceContact.objects.create(
        name="Peluuri", what_for="Kun pelaaminen huolettaa.", phone="1", locale=gambling.locale
    )
    html = asker.get("/haku/", {"q": "pelaaminen"}).content.decode()
    assert "Ohje" in html
    assert "Peluuri" in html
    assert found(asker, "pelata yö") == ["Tarina"]
    assert 'service-name">Pelaajat' in asker.get("/haku/", {"q": "pelaajien"}).content.decode()


def test_what_not_everyone_may_read_is_not_found(asker, make_page):
    make_page("luonnos", body=[("text", "<p>Salaisuus</p>")]).unpublish()
    closed = make_page("suljettu", body=[("text", "<p>Salaisuus</p>")])
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    make_page("auki", body=[("text", "<p>Salaisuus</p>")])
    assert found(asker, "salaisuuden") == ["Auki"]


def test_withdrawn_page_is_gone_at_once(asker, make_page):
    page = make_page("ohje", body=[("text", "<p>Erikoinen sana</p>")])
    assert found(asker, "erikoinen") == ["Ohje"]
    ContentPage.objects.get(pk=page.pk).unpublish()
    assert found(asker, "erikoinen") == []


@pytest.mark.parametrize(
    "asked", ['"', "'", "\x00", "a OR b", "*", "()", 'näin" AND 1=1', "-", "ä" * 500, "%", "&|!<->"]
)
def test_any_words_get_an_answer(asker, make_page, asked):
    make_page("ohje")
    assert asker.get("/haku/", {"q": asked}).status_code == 200


def test_without_words_there_is_the_form_alone(asker, site):
    html = asker.get("/haku/").content.decode()
    assert 'name="q"' in html
    assert "Näillä sanoilla" not in html


def test_nothing_found_is_said_in_words(asker, site):
    assert "Näillä sanoilla ei löytynyt mitään." in asker.get("/haku/?q=olematon").content.decode()


def test_excerpt_marks_what_was_found_and_stays_inert():
    text = "Alku. " * 40 + "<b>Pelasin</b> ja pelaamisesta tuli velkaa. " + "Loppu. " * 80
    shown = str(excerpt(text, {"pelaaminen", "pelata"}, "fi"))
    assert re.findall(r"<mark>(.*?)</mark>", shown) == ["Pelasin", "pelaamisesta"]
    assert "&lt;b&gt;" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")


def test_words_are_marked_in_groups_and_services_too(asker, site, gambling):
    told = {"for_whom": "own", "place": "Pelaajien <tupa>", "when": "ti", "phone": "1"}
    PeerGroup.objects.create(name="Tupa", what="Kun pelasit.", locale=gambling.locale, **told)
    ServiceContact.objects.create(
        name="Linja", what_for="Pelaamisesta & muusta.", phone="1", locale=gambling.locale
    )
    html = asker.get("/haku/", {"q": "pelata"}).content.decode()
    assert "<p>Kun <mark>pelasit</mark>.</p>" in html
    assert "<dd>Pelaajien &lt;tupa&gt;</dd>" in html
    html = asker.get("/haku/", {"q": "pelaaminen"}).content.decode()
    assert "<p><mark>Pelaamisesta</mark> &amp; muusta.</p>" in html


def test_hostile_query_is_shown_as_text(asker, site):
    html = asker.get("/haku/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in html


def test_nothing_of_a_search_is_kept(asker, make_page, site_log, caplog):
    make_page("ohje")
    with caplog.at_level(logging.DEBUG, logger="kokenet"):
        answer = asker.get("/haku/", {"q": "zxqwvk"})
    assert answer.cookies == {}
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert "zxqwvk" not in site_log.getvalue()


def test_search_takes_few_queries_however_many_pages(asker, make_page):
    counted = []
    for nth in range(25):
        make_page(f"sivu{nth}", body=[("text", "<p>Yhteinen sana</p>")])
        if nth in (1, 24):
            found(asker, "yhteinen")
            with CaptureQueriesContext(connection) as seen:
                found(asker, "yhteinen")
            counted.append(len(seen))
    assert counted[0] == counted[1] <= 12


def test_words_stand_for_themselves_while_the_lists_are_missing(settings, tmp_path):
    settings.WORDS_DIR = tmp_path
    assert lemmas.base_forms("Pelaamisesta tuli VELKAA", "fi") == ["pelaamisesta", "tuli", "velkaa"]
