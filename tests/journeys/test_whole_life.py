"""A conversation from its first letter to its end, by all its people; with scripts and without."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from advice import actions
from advice.models import AskForm, Conversation, Feedback, Status
from tests.advice.factories import make_conversation
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits
from tests.journeys.test_asking import A_PERSON_READS_MS, fill, open_by, send
from trust import receipts

pytestmark = pytest.mark.django_db(transaction=True)

DESK_QUEUE, OWN = "/tyotila/neuvonta/", "/tyotila/neuvonta/omat/"
ANSWER = "Hei sinä.\n\nKiitos, että kirjoitit."
LAST = "Kuljit pitkän matkan.\n\nHyvää jatkoa sinulle."


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def looks_well(page: Page, script: bool) -> None:
    if script:
        find_nothing(page)
        assert fits(page), f"{page.url} scrolls sideways"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_question_gate_answer_reply_ending_and_feedback(
    open_browser: Any, ask_page: None, aino: Any, coordinator: Any, script: bool
) -> None:
    AskForm.objects.update(message_limit=2)
    aino.expert.needs_second_reader = True
    aino.expert.save(update_fields=["needs_second_reader"])
    asker = open_browser(viewport=PHONE, script=script).new_page()
    expert = open_browser(viewport=DESK, script=script, user=aino).new_page()
    reader = open_browser(viewport=PHONE, script=script, user=coordinator).new_page()

    fill(asker)
    number = send(asker, reading_ms=A_PERSON_READS_MS)
    label = Conversation.objects.get().label

    expert.goto(DESK_QUEUE)
    expert.get_by_role("link", name=label).click()
    press(expert, "Avaa kysymys")
    press(expert, "Otan tämän vastattavaksi")
    expert.get_by_label("Vastauksesi").fill(ANSWER)
    press(expert, "Lue vielä läpi")
    press(expert, "Lähetä luettavaksi")
    looks_well(expert, script)

    open_by(asker, number)
    expect(asker.get_by_text("Vastauksesi on kirjoitettu.")).to_be_visible()
    expect(asker.get_by_text("Kiitos, että kirjoitit.")).to_have_count(0)
    looks_well(asker, script)

    reader.goto(DESK_QUEUE + "luettavaksi/")
    reader.get_by_role("link", name=label).click()
    looks_well(reader, script)
    reader.get_by_label("Huomautus kappaleesta 2").fill("Kaunis lause.")
    reader.get_by_label("Päästän kirjeen kysyjälle sellaisenaan").check()
    press(reader, "Vahvista päätös")
    expect(reader.get_by_text("Kirje on lähetetty.")).to_be_visible()

    asker.goto("/neuvonta/vastaus/")
    open_by(asker, number)
    expect(asker.locator('[data-author="expert"]')).to_contain_text("Kiitos, että kirjoitit.")
    expect(asker.get_by_text("Kaunis lause.")).to_have_count(0)
    asker.get_by_role("textbox", name="Viestisi").fill("Kiitos, jatkan tästä.")
    press(asker, "Lähetä")
    expect(asker.locator("#message-count")).to_have_text("Viesti 2/2")

    aino.expert.needs_second_reader = False
    aino.expert.save(update_fields=["needs_second_reader"])
    answer_last(expert, label)

    asker.goto("/neuvonta/vastaus/")
    open_by(asker, number)
    expect(asker.get_by_role("heading", name="Kiitos tästä keskustelusta")).to_be_visible()
    looks_well(asker, script)
    asker.get_by_role("group", name=re.compile("Tulitko kuulluksi")).get_by_label(
        "Kyllä, täysin"
    ).check()
    press(asker, "Lähetä palaute")
    expect(asker.get_by_role("heading", name="Kiitos, että kerroit")).to_be_visible()
    assert (Feedback.objects.get().heard, asker.context.cookies()) == (5, [])


def answer_last(expert: Page, label: str) -> None:
    expert.goto(OWN)
    expert.get_by_role("link", name=label).click()
    expert.get_by_label("Vastauksesi").fill(LAST)
    press(expert, "Lue vielä läpi")
    press(expert, "Lähetä vastaus")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_stepping_aside_hides_it_at_once_and_for_good(
    open_browser: Any, aino: Any, gambling: Any, script: bool
) -> None:
    question = make_conversation("Salainen kirje", topics=[gambling])
    page = open_browser(viewport=PHONE, script=script, user=aino).new_page()
    page.goto(f"{DESK_QUEUE}{question.pk}/")
    press(page, "Avaa kysymys")
    expect(page.get_by_text("Salainen kirje")).to_be_visible()
    page.get_by_text("Saatan tuntea tämän ihmisen").click()
    looks_well(page, script)
    press(page, "Väistyn")
    expect(page.get_by_text("Olet väistynyt.")).to_be_visible()
    expect(page.get_by_role("link", name=question.label)).to_have_count(0)
    answer = page.goto(f"{DESK_QUEUE}{question.pk}/")
    assert answer is not None
    assert answer.status == 404


def test_erased_while_being_answered_is_gone_and_the_expert_keeps_what_they_wrote(
    open_browser: Any, aino: Any, gambling: Any
) -> None:
    number = receipts.new_number()
    taken = make_conversation(topics=[gambling], by=aino, status=Status.WRITING, number=number)
    asker = open_browser(viewport=PHONE, script=False).new_page()
    expert = open_browser(script=False, user=aino).new_page()
    expert.goto(f"{DESK_QUEUE}{taken.pk}/kirjoita/")
    expert.get_by_label("Vastauksesi").fill(ANSWER)
    press(expert, "Lue vielä läpi")

    asker.goto("/neuvonta/vastaus/")
    open_by(asker, number)
    press(asker, "Poista keskustelu")
    press(asker, "Poista lopullisesti")
    expect(asker.get_by_role("heading", name="Keskustelu on poistettu")).to_be_visible()

    press(expert, "Lähetä vastaus")
    expect(expert.get_by_label("Tämän kirjoitit")).to_have_value(ANSWER)
    assert not Conversation.objects.exists()


def test_answer_sent_before_the_erasing_is_erased_with_it(
    open_browser: Any, aino: Any, gambling: Any
) -> None:
    number = receipts.new_number()
    taken = make_conversation(topics=[gambling], by=aino, status=Status.WRITING, number=number)
    asker = open_browser(viewport=PHONE, script=False).new_page()
    asker.goto("/neuvonta/vastaus/")
    open_by(asker, number)
    press(asker, "Poista keskustelu")
    actions.send_answer(taken, text=ANSWER, answers=1, by=aino)
    press(asker, "Poista lopullisesti")
    expect(asker.get_by_role("heading", name="Keskustelu on poistettu")).to_be_visible()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_urgent_opens_help_numbers_keeps_the_text_and_lets_it_be_sent(
    open_browser: Any, ask_page: None, script: bool
) -> None:
    page = open_browser(viewport=PHONE, script=script).new_page()
    fill(page)
    press(page, "Lue vielä läpi")
    numbers = page.locator(".urgent-help")
    expect(numbers).to_be_hidden()
    page.get_by_label("Tilanteeni on kiireellinen").check()
    expect(numbers).to_be_visible()
    expect(numbers.get_by_role("link", name="112")).to_be_visible()
    looks_well(page, script)
    page.wait_for_timeout(A_PERSON_READS_MS)
    press(page, "Lähetä")
    expect(page.locator("#receipt-number")).to_be_visible()
    assert Conversation.objects.get().urgent
