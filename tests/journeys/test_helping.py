"""What helps an expert to write: a phrase, a service under the letter, a note, a word handed on."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Locale

from advice import actions
from advice.models import Conversation, Draft, Message, Note, Phrase, Status
from home.models import ServiceContact
from tests.advice.factories import make_conversation
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits
from trust import receipts

PHRASE = "Sinun ei tarvitse ratkaista tätä kaikkea tällä viikolla."
QUEUE, OWN, ANSWER = "/tyotila/neuvonta/", "/tyotila/neuvonta/omat/", "/neuvonta/vastaus/"


@pytest.fixture
def helps(gambling: Any) -> None:
    """A phrase, and a service of the conversation's topic."""
    locale = Locale.get_default()
    Phrase.objects.create(locale=locale, kind="ending", title="Yksi pieni askel", text=PHRASE)
    service = ServiceContact.objects.create(
        locale=locale, name="Peluuri", what_for="Kun pelaaminen huolettaa.", phone="0800 100 101"
    )
    service.topics.add(gambling)


@pytest.fixture
def number() -> str:
    return receipts.new_number()


@pytest.fixture
def taken(aino: Any, gambling: Any, helps: None, number: str) -> Conversation:
    """The asker's only message, so that the answer is the last."""
    return make_conversation(
        topics=[gambling], by=aino, status=Status.WRITING, limit=1, number=number
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def unfold(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).click()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_phrase_and_card_reach_the_asker_without_script(
    open_browser, aino, taken, number, viewport
):
    page = open_browser(viewport=viewport, script=False, user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    expect(page.get_by_text("Kokoa:")).to_be_visible()
    box = page.get_by_label("Vastauksesi")
    box.fill("Hei sinä.")
    unfold(page, "Valmiita lauseita")
    press(page, "Ota kirjeeseen Yksi pieni askel")
    expect(page).to_have_url(re.compile("#reply$"))
    expect(box).to_have_value(f"Hei sinä.\n\n{PHRASE}")

    unfold(page, "Ohjaa palveluun")
    page.get_by_label("Mihin palveluun?").select_option(label="Peluuri")
    press(page, "Lisää kirjeen alle")
    expect(box).to_have_value(f"Hei sinä.\n\n{PHRASE}")
    expect(page.get_by_role("button", name="Poista Peluuri")).to_be_visible()

    press(page, "Lue vielä läpi")
    letter = page.locator("article[data-author=expert]")
    expect(letter).to_contain_text(PHRASE)
    expect(letter.get_by_role("link", name="0800 100 101")).to_be_visible()
    press(page, "Lähetä vastaus")
    expect(page).to_have_url(re.compile(re.escape(OWN) + "$"))

    asker = open_browser(viewport=viewport, script=False).new_page()
    asker.goto(ANSWER)
    asker.get_by_label("Tunnusnumero").fill(number)
    press(asker, "Avaa keskustelu")
    letter = asker.locator("article[data-author=expert]")
    expect(letter).to_contain_text(PHRASE)
    expect(letter).to_contain_text("Kun pelaaminen huolettaa.")
    expect(letter.get_by_role("link", name="0800 100 101")).to_have_attribute(
        "href", "tel:0800100101"
    )
    asker.emulate_media(media="print")
    expect(letter.get_by_text("0800 100 101")).to_be_visible()
    assert Message.objects.filter(author="expert").count() == 1


def test_phrase_goes_in_where_the_writer_is_with_script(open_browser, aino, taken):
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    address, box = page.url, page.get_by_label("Vastauksesi")
    box.fill("Alku. Loppu.")
    box.evaluate("box => box.setSelectionRange(0, 6)")
    unfold(page, "Valmiita lauseita")
    press(page, "Ota kirjeeseen Yksi pieni askel")
    expect(box).to_have_value(f"Alku. {PHRASE}Loppu.")
    expect(box).to_be_focused()
    assert page.url == address
    expect(page.locator("[data-draft-status]")).to_contain_text("tallennettu", timeout=10_000)
    assert Draft.objects.count() == 1


def test_phrase_goes_to_the_end_when_the_writer_has_not_been_there(open_browser, aino, taken):
    actions.save_draft(taken, text="Hei sinä.", by=aino)
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    unfold(page, "Valmiita lauseita")
    press(page, "Ota kirjeeseen Yksi pieni askel")
    expect(page.get_by_label("Vastauksesi")).to_have_value(f"Hei sinä.\n\n{PHRASE}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_note_and_letter_are_kept_together(open_browser, aino, taken, script):
    page = open_browser(script=script, user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    page.get_by_label("Vastauksesi").fill("Keskeneräinen")
    unfold(page, "Kirjoita muistiinpano")
    page.get_by_label("Muistiinpanosi").fill("Kysy siskosta")
    page.get_by_label("Tämän keskustelun lukijat").check()
    press(page, "Tallenna muistiinpano")
    expect(page).to_have_url(re.compile("#notes$"))
    expect(page.get_by_text("Kysy siskosta")).to_be_visible()
    expect(page.get_by_label("Vastauksesi")).to_have_value("Keskeneräinen")
    press(page, "Poista muistiinpano")
    expect(page.get_by_text("Kysy siskosta")).to_have_count(0)
    expect(page.get_by_label("Vastauksesi")).to_have_value("Keskeneräinen")
    assert Note.objects.count() == 0


def test_enter_in_a_field_reads_the_letter_through_and_removes_nothing(open_browser, aino, taken):
    actions.add_note(taken, text="Kysy siskosta", level="self", by=aino)
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    page.get_by_label("Vastauksesi").fill("Hei sinä.")
    page.get_by_label("Haluan, että toinen lukee").press("Enter")
    expect(page.locator("article[data-author=expert]")).to_contain_text("Hei sinä.")
    assert Note.objects.count() == 1


def test_word_is_handed_on_with_the_question(open_browser, aino, eero, gambling, taken):
    eero.expert.topics.add(gambling)
    page = open_browser(viewport=PHONE, user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    press(page, "Palauta jonoon")
    page.get_by_label("Terveiset sille, joka jatkaa").fill("Hän kirjoittaa yöllä")
    look(page)
    press(page, "Palauta jonoon")
    other = open_browser(viewport=PHONE, user=eero).new_page()
    other.goto(f"{QUEUE}{taken.pk}/")
    press(other, "Avaa kysymys")
    expect(other.get_by_text("Hän kirjoittaa yöllä")).to_be_visible()
    look(other)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_what_helps(open_browser, aino, coordinator, taken, viewport, dark):
    page = open_browser(viewport=viewport, user=aino, dark=dark).new_page()
    actions.add_note(taken, text="Kysy siskosta", level="team", by=aino)
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    page.get_by_label("Vastauksesi").fill("Hei sinä.")
    unfold(page, "Ohjaa palveluun")
    page.get_by_label("Mihin palveluun?").select_option(label="Peluuri")
    press(page, "Lisää kirjeen alle")
    for summary in ("Kirjoita muistiinpano", "Valmiita lauseita"):
        unfold(page, summary)
    look(page)
    page.get_by_label("Haluan, että toinen lukee").check()
    press(page, "Lue vielä läpi")
    look(page)
    press(page, "Lähetä luettavaksi")
    look(page)
    reader = open_browser(viewport=viewport, user=coordinator, dark=dark).new_page()
    reader.goto(f"{QUEUE}{taken.pk}/lue/")
    expect(reader.get_by_role("link", name="0800 100 101")).to_be_visible()
    look(reader)


def look(page: Page) -> None:
    find_nothing(page)
    assert fits(page), f"{page.url} scrolls sideways"
