"""A coordinator keeps the promise and finds the person among the noise, in a real browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from advice.models import Conversation, Grant, Status
from expert_pool import actions as pool
from expert_pool.models import Debrief
from tests.advice.factories import make_conversation
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits
from tests.journeys.test_asking import fill, open_by, send
from trust import clock, receipts

pytestmark = pytest.mark.django_db(transaction=True)

OVERVIEW, READ = "/tyotila/neuvonta/tilanne/", "/neuvonta/vastaus/"
OWN, QUEUE = "/tyotila/neuvonta/omat/", "/tyotila/neuvonta/"
TEXT = "Olen täysin lopussa.\n\nMitä voisin tehdä?"
ANSWER = "Hei sinä.\n\nKiitos, että odotit."
SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def looks_well(page: Page, script: bool) -> None:
    if script:
        find_nothing(page)
        assert fits(page), f"{page.url} scrolls sideways"


def answer(expert: Page, label: str) -> None:
    """From one's own list to an answer that has been sent."""
    expert.goto(OWN)
    expert.get_by_role("link", name=label).click()
    expert.get_by_label("Vastauksesi").fill(ANSWER)
    press(expert, "Lue vielä läpi")
    press(expert, "Lähetä vastaus")
    expect(expert.get_by_text("Vastauksesi on lähetetty.")).to_be_visible()


@SCRIPTS
def test_promise_that_may_break_is_admitted_given_on_and_kept(
    open_browser: Any, aino: Any, eero: Any, coordinator: Any, gambling: Any, script: bool
) -> None:
    number = receipts.new_number()
    with time_machine.travel(clock.now() - timedelta(hours=66)):
        question = make_conversation(TEXT, topics=[gambling], number=number)
    asker = open_browser(viewport=PHONE, script=script).new_page()
    desk = open_browser(viewport=DESK, script=script, user=coordinator).new_page()
    expert = open_browser(viewport=PHONE, script=script, user=aino).new_page()

    asker.goto(READ)
    open_by(asker, number)
    expect(asker.get_by_text("Vastaus voi myöhästyä")).to_be_visible()
    looks_well(asker, script)

    desk.goto(OVERVIEW)
    row = desk.locator(".overview-row", has_text=question.label)
    expect(row).to_contain_text("Kukaan ei ole vielä ottanut")
    expect(row).to_contain_text("Vapaana ja tuntee aiheen: Aino")
    expect(row).not_to_contain_text("Eero")
    looks_well(desk, script)
    row.get_by_role("link", name=f"Anna {question.label}").click()
    desk.get_by_label("Aino").check()
    press(desk, "Anna tälle kokemusasiantuntijalle")
    desk.goto(OVERVIEW)
    expect(desk.locator(".overview-row", has_text=question.label)).to_contain_text(
        "Aino kirjoittaa vastausta"
    )

    asker.goto(READ)
    open_by(asker, number)
    expect(asker.get_by_text("Kokemusasiantuntija on ottanut viestisi")).to_be_visible()
    expect(asker.get_by_text("Vastaus voi myöhästyä")).to_have_count(0)

    answer(expert, question.label)
    asker.goto(READ)
    open_by(asker, number)
    expect(asker.locator('[data-author="expert"]')).to_contain_text("Kiitos, että odotit.")
    desk.goto(OVERVIEW)
    expect(desk.get_by_text("Kaikki on rauhallista.")).to_be_visible()
    looks_well(desk, script)


@SCRIPTS
def test_question_set_aside_looks_normal_is_read_let_in_and_answered(
    open_browser: Any, ask_page: None, aino: Any, coordinator: Any, script: bool
) -> None:
    asker = open_browser(viewport=PHONE, script=script).new_page()
    desk = open_browser(viewport=PHONE, script=script, user=coordinator).new_page()
    expert = open_browser(viewport=DESK, script=script, user=aino).new_page()

    fill(asker)
    asker.locator("input[name=website]").evaluate("field => field.value = 'https://spam.example'")
    number = send(asker)
    assert re.fullmatch(r"\d{4}\s\d{4}\s\d{4}\s\d{4}", number)
    question = Conversation.objects.get()
    assert question.status == Status.QUARANTINED
    asker.goto(READ)
    open_by(asker, number)
    expect(asker.get_by_text("odottaa kokemusasiantuntijaa")).to_be_visible()
    expert.goto(QUEUE)
    expect(expert.get_by_role("link", name=question.label)).to_have_count(0)

    desk.goto(OVERVIEW)
    aside = desk.get_by_role("region", name="Jätetty tarkistettavaksi")
    expect(aside).to_contain_text("Jätetty tarkistettavaksi")
    looks_well(desk, script)
    aside.get_by_role("link", name=question.label).click()
    press(desk, "Avaa kysymys")
    expect(desk.get_by_text("en ole kertonut tästä kenellekään")).to_be_visible()
    expect(desk.get_by_role("link", name="Hylkää nyt")).to_be_visible()
    looks_well(desk, script)
    press(desk, "Päästä jonoon")
    expect(desk.get_by_text("Kysymys on nyt jonossa.")).to_be_visible()

    expert.goto(QUEUE)
    expert.get_by_role("link", name=question.label).click()
    press(expert, "Avaa kysymys")
    press(expert, "Otan tämän vastattavaksi")
    answer(expert, question.label)
    asker.goto(READ)
    open_by(asker, number)
    expect(asker.locator('[data-author="expert"]')).to_contain_text("Kiitos, että odotit.")
    expect(asker.locator("#message-count")).to_have_text("Viesti 1/5")


@SCRIPTS
def test_coordinator_opens_with_a_reason_and_the_expert_reads_it(
    open_browser: Any, aino: Any, coordinator: Any, gambling: Any, script: bool
) -> None:
    taken = make_conversation(TEXT, topics=[gambling], by=aino, status=Status.WRITING)
    desk = open_browser(viewport=PHONE, script=script, user=coordinator).new_page()
    expert = open_browser(viewport=DESK, script=script, user=aino).new_page()

    desk.goto(OVERVIEW)
    desk.get_by_label("Tunniste").fill(taken.label)
    press(desk, "Etsi")
    looks_well(desk, script)
    desk.get_by_role("link", name="Avaa kirjeet perustellusta syystä").click()
    press(desk, "Avaa kirjeet vuorokaudeksi")
    expect(desk.get_by_role("link", name=re.compile("Kirjoita perustelu"))).to_be_visible()
    looks_well(desk, script)
    assert not Grant.objects.exists()
    desk.get_by_label("Miksi avaat keskustelun?").fill("Kysyjä soitti huolissaan.")
    press(desk, "Avaa kirjeet vuorokaudeksi")
    expect(desk.get_by_text("Olen täysin lopussa.")).to_be_visible()
    looks_well(desk, script)

    expert.goto(f"{QUEUE}{taken.pk}/kirjoita/")
    told = expert.get_by_role("region", name="Koordinaattori on avannut tämän keskustelun")
    expect(told).to_contain_text("Kysyjä soitti huolissaan.")
    looks_well(expert, script)


def test_debrief_and_erasing_are_done_from_the_overview(
    open_browser: Any, aino: Any, coordinator: Any, gambling: Any
) -> None:
    debrief = Debrief.objects.create(expert=aino.expert)
    pool.answer_debrief(debrief, answer=Debrief.Answer.TALK, by=aino)
    question = make_conversation(TEXT, topics=[gambling])
    page = open_browser(viewport=PHONE, user=coordinator).new_page()
    page.goto(OVERVIEW)
    press(page, "Olen ollut yhteydessä")
    expect(page.get_by_text("Merkitty: olet ollut yhteydessä")).to_be_visible()
    page.get_by_role("link", name=question.label).click()
    page.get_by_role("link", name=re.compile("Keskustelun tilanne")).click()
    page.get_by_role("link", name="Poista kysyjän pyynnöstä").click()
    looks_well(page, script=True)
    press(page, "Poista lopullisesti")
    expect(page.get_by_text("Keskustelu on poistettu lopullisesti.")).to_be_visible()
    looks_well(page, script=True)
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE, {"width": 320, "height": 568}])
def test_overview_with_everything_on_it_loses_nothing(
    open_browser: Any, aino: Any, coordinator: Any, gambling: Any, viewport: Any, dark: bool
) -> None:
    for status in (Status.WAITING, Status.WRITING, Status.REVIEW, Status.QUARANTINED):
        for hours in (80, 60, 10):
            with time_machine.travel(clock.now() - timedelta(hours=hours)):
                make_conversation(TEXT, topics=[gambling], by=aino, status=status, urgent=True)
    page = open_browser(viewport=viewport, user=coordinator, dark=dark).new_page()
    for path in (OVERVIEW, f"{QUEUE}luvut/", f"{QUEUE}palaute/kaikki/"):
        page.goto(path)
        looks_well(page, script=True)
