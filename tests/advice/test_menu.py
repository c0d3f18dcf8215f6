"""Where the header and the desk lead."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale, Site

from advice import menu
from advice.models import AdviceSettings, Status
from home.models import ContentPage
from tests.advice.factories import make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask_page(site: Site) -> ContentPage:
    parent = site.root_page.specific
    page = ContentPage(title="Kirjoita", slug="kirjoita", locale=parent.locale)
    parent.add_child(instance=page)
    AdviceSettings.objects.create(site=site, ask_page=page)
    return page


def ask_url(language: str = "fi") -> str:
    with translation.override(language):
        return menu.ask_url(RequestFactory().get("/"))


def test_ask_url_is_the_chosen_page(ask_page: ContentPage) -> None:
    assert ask_url() == "/kirjoita/"


def test_ask_url_without_chosen_page_is_empty(site: Site) -> None:
    assert ask_url() == ""


def test_ask_url_of_unpublished_page_is_empty(ask_page: ContentPage) -> None:
    ask_page.unpublish()

    assert ask_url() == ""


def test_ask_url_follows_the_language(ask_page: ContentPage, site: Site) -> None:
    locale = Locale.objects.get_or_create(language_code="sv")[0]
    assert ask_url("sv") == ""
    site.root_page.specific.copy_for_translation(locale).save_revision().publish()
    translated = ask_page.copy_for_translation(locale)
    translated.slug = "skriv"
    translated.save_revision().publish()
    Site.clear_site_root_paths_cache()

    assert ask_url("sv") == "/sv/skriv/"


def test_public_menu_leads_to_writing_and_reading(ask_page: ContentPage, asker: Any) -> None:
    html = asker.get("/kirjoita/").content.decode()

    assert 'href="/kirjoita/"' in html
    assert 'href="/neuvonta/vastaus/"' in html


def test_front_page_shows_those_who_come_back_where_to_read(
    ask_page: ContentPage, asker: Any
) -> None:
    main = asker.get("/").content.decode().partition("<main")[2]
    assert main.count('href="/neuvonta/vastaus/"') == 1


def test_menu_without_ask_page_still_leads_to_the_answer(asker: Any, site: Site) -> None:
    assert 'href="/neuvonta/vastaus/"' in asker.get("/").content.decode()


def entries(user: Any) -> list[tuple[str, int]]:
    request = RequestFactory().get("/tyotila/")
    request.user = user
    return [(entry.url, entry.waiting) for entry in menu.desk_entries(request)]


def test_desk_entries_count_what_waits_for_each(
    aino: Any, eero: Any, coordinator: Any, gambling: Any, substances: Any
) -> None:
    make_conversation(topics=[gambling])
    make_conversation(topics=[substances])
    make_conversation(topics=[gambling], status=Status.WRITING, by=aino)
    make_conversation(topics=[gambling], status=Status.ANSWERED, by=aino)

    queue, own, read = (reverse(f"advice_desk:{name}") for name in ("queue", "own", "to_read"))
    mine, everyones = (
        reverse(f"advice_desk:{name}") for name in ("feedback", "everyones_feedback")
    )
    texts, overview = reverse("advice_desk:publications"), reverse("advice_desk:overview")
    assert entries(aino) == [(queue, 1), (own, 1), (texts, 0), (mine, 0)]
    assert entries(eero) == [(queue, 1), (own, 0), (texts, 0), (mine, 0)]
    assert entries(coordinator) == [
        *((overview, 0), (queue, 2), (read, 0)),
        *((texts, 0), (everyones, 0)),
    ]


def test_desk_entries_of_a_coordinator_count_what_is_to_be_checked(coordinator: Any) -> None:
    make_conversation(status=Status.QUARANTINED)
    make_conversation()

    assert dict(entries(coordinator))["/tyotila/neuvonta/"] == 2


def test_desk_entries_of_others_are_none(editor: Any, administrator: Any, stranger: Any) -> None:
    make_conversation()

    assert [entries(user) for user in (editor, administrator, stranger)] == [[], [], []]
