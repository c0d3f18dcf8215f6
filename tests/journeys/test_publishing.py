"""An answer that helps others too: proposed, read, said yes to, public, taken back, gone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from advice.models import AnswerIndexPage, Conversation
from home import lemmas
from tests.advice.factories import make_conversation
from tests.advice.publishing import PUBLIC_ANSWER, QUESTION, TITLE, asked
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits
from tests.journeys.test_asking import open_by
from trust import receipts

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/kysymyksia-ja-vastauksia/"
PUBLISHING = "/tyotila/neuvonta/julkaisut/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def looks_well(page: Page, script: bool) -> None:
    if script:
        find_nothing(page)
        assert fits(page), f"{page.url} scrolls sideways"


@pytest.fixture
def listing(ask_page: None) -> AnswerIndexPage:
    front = Site.objects.get(is_default_site=True).root_page.specific
    page = AnswerIndexPage(
        title="Kysymyksiä ja vastauksia", slug="kysymyksia-ja-vastauksia", locale=front.locale
    )
    front.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_proposed_read_agreed_public_taken_back_and_gone(
    open_browser: Any, listing: Any, aino: Any, coordinator: Any, gambling: Any, script: bool
) -> None:
    lemmas.prepare()
    number = receipts.new_number()
    conversation = make_conversation(by=aino, status="answered", topics=[gambling], number=number)
    writer = open_browser(viewport=DESK, script=script, user=aino).new_page()
    second = open_browser(viewport=PHONE, script=script, user=coordinator).new_page()
    asker = open_browser(viewport=PHONE, script=script).new_page()
    stranger = open_browser(viewport=PHONE, script=script).new_page()

    propose(writer, conversation, script)
    read_and_let_on(second, conversation, script)
    say_yes(asker, number, script)
    address = find_it(stranger, script)
    take_back(asker, number)

    response = stranger.goto(address)
    assert response is not None
    assert response.status == 404
    for path in (LIST, f"{LIST}syote/", "/haku/?q=puolisolta", "/sitemap.xml"):
        text = stranger.request.get(path).text()
        assert TITLE not in text, path
        assert address.rstrip("/").rpartition("/")[2] not in text, path


def propose(page: Page, conversation: Conversation, script: bool) -> None:
    page.goto(f"/tyotila/neuvonta/{conversation.pk}/kirjoita/")
    page.get_by_role("link", name="Kirjoita julkaistava teksti").click()
    looks_well(page, script)
    page.get_by_label("Otsikko").fill(TITLE)
    page.get_by_label("Kysymys uudelleen kirjoitettuna").fill(QUESTION)
    page.get_by_label("Vastaus uudelleen kirjoitettuna").fill(PUBLIC_ANSWER)
    press(page, "Anna luettavaksi")
    expect(page.get_by_text("Teksti odottaa toista lukijaa.")).to_be_visible()
    looks_well(page, script)


def read_and_let_on(page: Page, conversation: Conversation, script: bool) -> None:
    page.goto(PUBLISHING)
    page.get_by_role("link", name=conversation.label).click()
    expect(page.get_by_text("Minä aloitin yhdestä lauseesta.")).to_be_visible()
    looks_well(page, script)
    page.get_by_label("Kysyjältä saa pyytää luvan").check()
    press(page, "Vahvista päätös")
    looks_well(page, script)


def say_yes(page: Page, number: str, script: bool) -> None:
    page.goto("/neuvonta/vastaus/")
    open_by(page, number)
    expect(page.get_by_role("heading", name="Saako tämän julkaista?")).to_be_visible()
    looks_well(page, script)
    press(page, "Kyllä, sen saa julkaista")
    expect(page.get_by_text("Teksti on nyt julkaistu")).to_be_visible()
    looks_well(page, script)


def find_it(page: Page, script: bool) -> str:
    page.goto(LIST)
    looks_well(page, script)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    looks_well(page, script)
    address = re.sub(r"^https?://[^/]+", "", page.url)
    page.goto("/haku/?q=puolisolta")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    return address


def take_back(page: Page, number: str) -> None:
    page.goto("/neuvonta/vastaus/")
    open_by(page, number)
    press(page, "Peru julkaisu")
    expect(page.get_by_text("Julkaisu on peruttu.")).to_be_visible()


def test_asker_says_no_on_a_phone(
    open_browser: Any, listing: Any, aino: Any, coordinator: Any
) -> None:
    number = receipts.new_number()
    asked(make_conversation(by=aino, status="answered", number=number), aino, coordinator)
    page = open_browser(viewport=PHONE, dark=True).new_page()
    page.goto("/neuvonta/vastaus/")
    open_by(page, number)
    find_nothing(page)
    press(page, "Ei, älkää julkaisko")
    expect(page.get_by_text("Mitään ei julkaista")).to_be_visible()
    expect(page.get_by_text(TITLE)).to_have_count(0)
    page.goto(LIST)
    expect(page.get_by_text(TITLE)).to_have_count(0)
