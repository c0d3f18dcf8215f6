"""An expert's evening at the desk: finds a question, opens it, writes, reads it through, sends."""

import re

import pytest
from playwright.sync_api import expect

from advice import actions
from advice.models import Conversation, Draft, Message, Status
from tests.advice.factories import make_conversation
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits, sign_in

TEXT = "Olen täysin lopussa.\n\nMitä voisin tehdä?"
BEGUN = "Hei sinä, joka kirjoitit."
ANSWER = "Hei sinä, joka kirjoitit.\n\nKiitos, että uskalsit."
QUEUE, OWN = "/tyotila/neuvonta/", "/tyotila/neuvonta/omat/"

#: Longer than the pause after which a draft is kept.
SAVED = 10_000


@pytest.fixture
def question(gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], wish="Joku joka on elänyt vierellä")


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], by=aino, status=Status.WRITING)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def at(path: str) -> re.Pattern:
    return re.compile(re.escape(path) + "$")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_expert_answers_a_question(open_browser, aino, question, viewport, script):
    page = open_browser(viewport=viewport, script=script, user=aino).new_page()
    look = Look(page, script)

    page.goto(QUEUE)
    look()
    page.get_by_role("link", name=question.label).click()
    expect(page.get_by_text("Joku joka on elänyt vierellä")).to_be_visible()
    expect(page.get_by_text("Olen täysin lopussa.")).to_have_count(0)
    look()
    press(page, "Avaa kysymys")
    expect(page.get_by_text("Olen täysin lopussa.")).to_be_visible()
    look()
    page.get_by_label("Voit aloittaa vastauksesi").fill(BEGUN)
    press(page, "Otan tämän vastattavaksi")

    box = page.get_by_label("Vastauksesi")
    expect(box).to_have_value(BEGUN)
    expect(page.locator("#message-count")).to_have_text("Viesti 1/5")
    look()
    with page.expect_response(lambda response: response.url.endswith("/luonnos/")):
        box.fill(ANSWER)
        if not script:
            press(page, "Tallenna luonnos")
    expect(page.get_by_text("Luonnos tallennettu klo")).to_be_visible()
    page.reload()
    expect(box).to_have_value(ANSWER)

    press(page, "Lue vielä läpi")
    letter = page.locator("article[data-author=expert]")
    expect(letter).to_contain_text("Kiitos, että uskalsit.")
    look()
    press(page, "Lähetä vastaus")
    expect(page).to_have_url(at(OWN))
    expect(page.get_by_text("Vastauksesi on lähetetty.")).to_be_visible()
    look()
    page.get_by_role("link", name=question.label).click()
    expect(page.get_by_text("Kiitos, että uskalsit.")).to_be_visible()
    look()
    assert Message.objects.filter(author="expert").count() == 1


class Look:
    """What every page of the way must be: nothing for axe to find, and nothing wider than it."""

    def __init__(self, page, script: bool) -> None:
        self.page, self.script = page, script

    def __call__(self) -> None:
        if self.script:
            find_nothing(self.page)
            assert fits(self.page), f"{self.page.url} scrolls sideways"


def test_draft_is_kept_without_a_click_and_leaves_no_trace_in_the_browser(
    open_browser, aino, taken
):
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    page.get_by_label("Vastauksesi").press_sequentially("Hei")
    expect(page.locator("[data-draft-status]")).to_contain_text("tallennettu", timeout=SAVED)
    assert Draft.objects.count() == 1
    stored = page.evaluate("[Object.keys(localStorage).length, Object.keys(sessionStorage).length]")
    assert stored == [0, 0]


def test_draft_waits_while_the_connection_is_gone(open_browser, aino, taken):
    context = open_browser(user=aino)
    page = context.new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    context.set_offline(True)
    page.get_by_label("Vastauksesi").fill("Kirjoitin tunnelissa")
    status = page.locator("[data-draft-status]")
    expect(status).to_contain_text("Ei yhteyttä", timeout=SAVED)
    expect(page.get_by_label("Vastauksesi")).to_have_value("Kirjoitin tunnelissa")
    assert Draft.objects.count() == 0
    context.set_offline(False)
    expect(status).to_contain_text("tallennettu", timeout=SAVED)
    assert Draft.objects.count() == 1


def test_draft_goes_on_after_signing_in_again_in_another_tab(
    open_browser, aino, taken, live_server
):
    context = open_browser(user=aino)
    page = context.new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    context.clear_cookies()
    page.get_by_label("Vastauksesi").fill("Istunto päättyi kesken")
    status = page.locator("[data-draft-status]")
    expect(status).to_contain_text("Istuntosi on päättynyt", timeout=SAVED)
    sign_in(context, aino, live_server.url)
    expect(status).to_contain_text("tallennettu", timeout=3 * SAVED)
    press(page, "Lue vielä läpi")
    expect(page.locator("article[data-author=expert]")).to_contain_text("Istunto päättyi kesken")


def test_draft_of_a_question_given_to_another_stays_on_the_page(
    open_browser, aino, eero, coordinator, taken
):
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    actions.assign(taken, expert=eero.expert, by=coordinator)
    page.get_by_label("Vastauksesi").fill("Melkein valmis")
    status = page.locator("[data-draft-status]")
    expect(status).to_contain_text("ei ole enää sinulla", timeout=SAVED)
    expect(page.get_by_label("Vastauksesi")).to_have_value("Melkein valmis")
    press(page, "Lue vielä läpi")
    expect(page.get_by_label("Tämän kirjoitit")).to_have_value("Melkein valmis")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_slower_expert_keeps_what_they_had_typed(
    open_browser, aino, eero, gambling, question, script
):
    eero.expert.topics.add(gambling)
    page = open_browser(viewport=PHONE, script=script, user=aino).new_page()
    page.goto(f"{QUEUE}{question.pk}/")
    press(page, "Avaa kysymys")
    page.get_by_label("Voit aloittaa vastauksesi").fill(BEGUN)
    actions.claim(question, by=eero)
    press(page, "Otan tämän vastattavaksi")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ehti")
    expect(page.get_by_label("Tämän kirjoitit")).to_have_value(BEGUN)
    Look(page, script)()


def test_letter_that_came_meanwhile_is_read_before_sending(open_browser, aino, taken):
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    page.get_by_label("Vastauksesi").fill(ANSWER)
    press(page, "Lue vielä läpi")
    actions.write_again(taken, text="Unohdin kertoa yhden asian.", nonce="1")
    press(page, "Lähetä vastaus")
    expect(page.get_by_text("Unohdin kertoa yhden asian.")).to_be_visible()
    expect(page.get_by_label("Vastauksesi")).to_have_value(ANSWER)
    find_nothing(page)
    press(page, "Lue vielä läpi")
    press(page, "Lähetä vastaus")
    expect(page).to_have_url(at(OWN))


def test_release_is_asked_once_and_gives_the_question_back(open_browser, aino, taken):
    page = open_browser(viewport=PHONE, user=aino).new_page()
    page.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    page.get_by_label("Vastauksesi").fill("En ehkä osaa")
    press(page, "Palauta jonoon")
    Look(page, script=True)()
    press(page, "Palauta jonoon")
    expect(page).to_have_url(at(QUEUE))
    expect(page.get_by_text("Kysymys on taas jonossa.")).to_be_visible()
    taken.refresh_from_db()
    assert taken.status == Status.WAITING


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_coordinator_relays(open_browser, aino, coordinator, question, gambling, viewport):
    aside = make_conversation("Onko tämä roskaa?", topics=[gambling], status=Status.QUARANTINED)
    page = open_browser(viewport=viewport, user=coordinator).new_page()
    look = Look(page, script=True)

    page.goto(QUEUE)
    look()
    page.get_by_role("link", name=aside.label).click()
    press(page, "Avaa kysymys")
    look()
    press(page, "Päästä jonoon")
    expect(page.get_by_text("Kysymys on nyt jonossa.")).to_be_visible()
    page.get_by_role("link", name=question.label).click()
    press(page, "Avaa kysymys")
    page.get_by_role("link", name="Anna kokemusasiantuntijalle").click()
    look()
    page.get_by_label("Aino").check()
    press(page, "Anna tälle kokemusasiantuntijalle")
    expect(page).to_have_url(at(QUEUE))
    question.refresh_from_db()
    assert question.expert == aino.expert


def test_whole_way_by_keyboard(open_browser, aino, question):
    page = open_browser(user=aino).new_page()
    page.goto(f"{QUEUE}{question.pk}/")
    tab_to(page, "Avaa kysymys")
    page.keyboard.press("Enter")
    tab_to(page, "Otan tämän vastattavaksi")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Vastauksesi")).to_be_visible()
    tab_to(page, "Lue vielä läpi", typing=ANSWER)
    page.keyboard.press("Enter")
    tab_to(page, "Lähetä vastaus")
    page.keyboard.press("Enter")
    expect(page).to_have_url(at(OWN))
    assert Message.objects.filter(author="expert").count() == 1


def tab_to(page, name: str, *, typing: str = "") -> None:
    """Presses Tab until the button of this name has the focus, which must be seen."""
    expect(page.get_by_role("button", name=name)).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        tag, text, outline = page.evaluate(
            "[document.activeElement.tagName, document.activeElement.textContent.trim(),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline != "none", f"the focus is not seen on {text or tag}"
        if tag == "TEXTAREA" and typing:
            page.keyboard.insert_text(typing)
        if text == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")
