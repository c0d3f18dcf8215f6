"""Where the language menu leads when a page has not been translated, and what it says of it."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from home.models import SectionPage


def menu(client: Any, path: str) -> dict[str, tuple[str, str]]:
    """Each language of the menu with the address and the whole words of its link."""
    html = client.get(path).content.decode().partition('<nav class="languages"')[2]
    links = re.findall(
        r'<a href="([^"]*)" lang="(\w+)"[^>]*>(.*?)</a>', html.partition("</nav>")[0]
    )
    return {code: (url, re.sub(r"<[^>]+>", "", words)) for url, code, words in links}


@pytest.fixture
def swedish_section(section: SectionPage, swedish_front: Any) -> SectionPage:
    page: SectionPage = section.copy_for_translation(swedish_front.locale)
    page.title, page.slug = "Avsnitt", "avsnitt"
    page.save_revision().publish()
    return page


def test_translated_page_leads_to_its_translation(asker, section, swedish_section):
    assert menu(asker, "/osio/") == {
        "fi": ("/osio/", "Suomi"),
        "sv": ("/sv/avsnitt/", "Svenska"),
    }


def test_untranslated_page_leads_to_the_nearest_translated_one_and_says_which(
    asker, make_page, section, swedish_section
):
    between = make_page("valissa", model=SectionPage, under=section)
    make_page("sivu", under=between)

    assert menu(asker, "/osio/valissa/sivu/") == {
        "fi": ("/osio/valissa/sivu/", "Suomi"),
        "sv": ("/sv/avsnitt/", "Svenska: Avsnitt"),
    }


def test_page_with_nothing_translated_above_leads_to_the_front_page_and_says_so(
    asker, make_page, section, swedish_front
):
    make_page("sivu", under=section)

    assert menu(asker, "/osio/sivu/")["sv"] == ("/sv/", "Svenska: startsida")


def test_draft_of_a_translation_is_not_led_to(asker, section, swedish_section):
    SectionPage.objects.get(pk=swedish_section.pk).unpublish()
    cache.clear()

    assert menu(asker, "/osio/")["sv"] == ("/sv/", "Svenska: startsida")


def test_page_in_swedish_only_leads_finns_to_what_is_near(
    asker, make_page, section, swedish_section
):
    make_page("bara-pa-svenska", under=swedish_section)

    assert menu(asker, "/sv/avsnitt/bara-pa-svenska/")["fi"] == ("/osio/", "Suomi: Osio")


def test_nearest_page_is_not_told_to_be_the_same_page(asker, make_page, section, swedish_section):
    """Search engines would take it for a translation."""
    make_page("sivu", under=section)
    html = asker.get("/osio/sivu/").content.decode()
    assert re.findall(r'rel="alternate" hreflang="(\w+)"', html) == ["fi"]


def test_address_of_a_service_has_every_language(asker, front, swedish_front):
    assert menu(asker, "/haku/") == {
        "fi": ("/haku/", "Suomi"),
        "sv": ("/sv/haku/", "Svenska"),
    }


@pytest.mark.parametrize("languages", [1, 2])
def test_languages_cost_no_query_more(asker, make_page, section, swedish_front, languages):
    if languages == 2:
        english = Locale.objects.create(language_code="en")
        section.get_parent().specific.copy_for_translation(english).save_revision().publish()
        cache.clear()
    make_page("sivu", under=section)
    asker.get("/osio/sivu/")

    with CaptureQueriesContext(connection) as queries:
        assert len(menu(asker, "/osio/sivu/")) == 1 + languages

    assert len(queries) == 5
