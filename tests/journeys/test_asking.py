"""A person writes, keeps the number, reads and writes again, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from advice import actions
from advice.models import Conversation
from tests.journeys.conftest import DESK, PHONE, fits

pytestmark = pytest.mark.django_db(transaction=True)

ASK = "/kirjoita/"
#: Whoever sends sooner than this after the preview is taken for a machine.
A_PERSON_READS_MS = 3_200
TEXT = "Hei,\n\nen ole kertonut tästä kenellekään.\n\nMiten sinä aloitit?"


def fill(page: Page) -> None:
    page.goto(ASK)
    page.get_by_label("Oma tilanteeni").check()
    page.get_by_label("Rahapelaaminen").check()
    page.get_by_label("Kysymyksesi", exact=True).fill(TEXT)
    page.get_by_label(re.compile("toive vastaajasta")).fill("Joku, joka on pelannut")


def send(page: Page, *, reading_ms: int = 0) -> str:
    """From the filled form to the number, which is returned as shown."""
    page.get_by_role("button", name="Lue vielä läpi").click()
    expect(page.get_by_role("heading", name="Lue kysymyksesi vielä läpi")).to_be_visible()
    expect(page.locator(".letter-body")).to_contain_text("en ole kertonut tästä kenellekään.")
    page.wait_for_timeout(reading_ms)
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_role("heading", name="Kysymyksesi on perillä")).to_be_visible()
    return page.locator("#receipt-number").inner_text()


def open_by(page: Page, number: str) -> None:
    page.get_by_label("Tunnusnumerosi").fill(number)
    page.get_by_role("button", name="Avaa keskustelu").click()


def test_whole_path(any_page: Page, ask_page: None, aino: Any) -> None:
    page = any_page
    fill(page)
    number = send(page, reading_ms=A_PERSON_READS_MS)
    assert re.fullmatch(r"\d{4}\s\d{4}\s\d{4}\s\d{4}", number)
    expect(page.locator("#promise")).to_be_visible()
    open_by(page, number)
    expect(page.get_by_role("heading", name="Keskustelusi")).to_be_visible()
    expect(page.locator("#message-count")).to_have_text("Viesti 1/5")

    conversation = actions.claim(Conversation.objects.get(), by=aino)
    actions.send_answer(conversation, text="Kiitos, että kirjoitit.", answers=1, by=aino)
    page.goto("/neuvonta/vastaus/")
    open_by(page, number.replace(" ", "-"))
    expect(page.locator('[data-author="expert"]')).to_contain_text("Kiitos, että kirjoitit.")
    expect(page.locator('[data-author="expert"]')).to_contain_text("Aino")

    page.get_by_role("textbox", name="Viestisi").fill("Kiitos sinulle.")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_text("Viestisi on perillä. Samalla numerolla")).to_be_visible()
    expect(page.locator("#message-count")).to_have_text("Viesti 2/5")
    assert page.context.cookies() == []
    assert re.sub(r"\D", "", number) not in re.sub(r"\D", "", page.url)


def test_reload_keeps_number_and_one_conversation(any_page: Page, ask_page: None) -> None:
    page = any_page
    fill(page)
    number = send(page)

    page.reload()
    assert page.locator("#receipt-number").inner_text() == number
    assert Conversation.objects.count() == 1


def test_back_and_resend_keeps_number_and_one_conversation(desk: Page, ask_page: None) -> None:
    """Back from the number leads to the preview that the browser must ask for anew."""
    fill(desk)
    number = send(desk)

    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        desk.go_back()
    desk.wait_for_timeout(500)
    desk.reload()
    expect(desk.get_by_role("heading", name="Lue kysymyksesi vielä läpi")).to_be_visible()
    desk.get_by_role("button", name="Lähetä").click()

    expect(desk.locator("#receipt-number")).to_have_text(re.compile(r"\s*".join(number.split())))
    assert Conversation.objects.count() == 1


def test_back_without_script_tells_that_the_question_has_come(
    desk_without_script: Page, ask_page: None
) -> None:
    page = desk_without_script
    fill(page)
    number = send(page)

    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
    page.wait_for_timeout(500)
    page.reload()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Sama kysymys on jo tullut perille")
    notice.get_by_role("link", name="Lue vastaus").click()
    open_by(page, number)

    expect(page.locator("#message-count")).to_have_text("Viesti 1/5")
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("left_at", ["preview", "number", "conversation"])
def test_browser_keeps_nothing_to_go_back_to(desk: Page, ask_page: None, left_at: str) -> None:
    """The next one at the same screen presses back: there is nothing to show."""
    fill(desk)
    desk.get_by_role("button", name="Lue vielä läpi").click()
    if left_at != "preview":
        desk.get_by_role("button", name="Lähetä").click()
    if left_at == "conversation":
        open_by(desk, desk.locator("#receipt-number").inner_text())
    desk.goto("/")

    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        desk.go_back()


def test_edit_keeps_everything(any_page: Page, ask_page: None) -> None:
    page = any_page
    fill(page)
    page.get_by_role("button", name="Lue vielä läpi").click()
    page.get_by_label("Tilanteeni on kiireellinen").check()
    page.get_by_role("button", name="Muokkaa").click()

    expect(page.get_by_label("Oma tilanteeni")).to_be_checked()
    expect(page.get_by_label("Rahapelaaminen")).to_be_checked()
    expect(page.get_by_label("Kysymyksesi", exact=True)).to_have_value(TEXT)
    page.get_by_role("button", name="Lue vielä läpi").click()
    expect(page.get_by_label("Tilanteeni on kiireellinen")).to_be_checked()


def test_double_click_sends_once(desk_without_script: Page, ask_page: None) -> None:
    page = desk_without_script
    fill(page)
    page.get_by_role("button", name="Lue vielä läpi").click()
    page.get_by_role("button", name="Lähetä").dblclick()

    expect(page.locator("#receipt-number")).to_be_visible()
    assert Conversation.objects.count() == 1


def test_two_tabs_are_two_conversations(desk: Page, ask_page: None) -> None:
    other = desk.context.new_page()
    for page in (desk, other):
        fill(page)
        page.get_by_role("button", name="Lue vielä läpi").click()
    numbers = set()
    for page in (other, desk):
        page.get_by_role("button", name="Lähetä").click()
        expect(page.locator("#receipt-number")).to_be_visible()
        numbers.add(page.locator("#receipt-number").inner_text())

    assert len(numbers) == 2
    assert Conversation.objects.count() == 2


def test_keyboard_alone_goes_through(desk: Page, ask_page: None) -> None:
    """Tabs to the box, writes, and reaches the number without a pointer."""
    desk.goto(ASK)
    tab_to(desk, "id_text")
    desk.keyboard.type("Näppäimistöllä kirjoitettu.")
    tab_to_button(desk, "Lue vielä läpi")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Lue kysymyksesi vielä läpi")).to_be_visible()
    tab_to_button(desk, "Lähetä")
    desk.keyboard.press("Enter")

    expect(desk.locator("#receipt-number")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    tab_until(page, f"document.activeElement.id === '{name}'")


def tab_to_button(page: Page, label: str) -> None:
    tab_until(page, f"document.activeElement.textContent.trim() === '{label}'")


def tab_until(page: Page, true: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") != "website"
        if page.evaluate(true):
            return
    raise AssertionError(f"sixty tabs did not lead to where {true}")


def test_first_tab_reaches_the_way_out(desk: Page, ask_page: None) -> None:
    desk.goto(ASK)
    desk.keyboard.press("Tab")

    assert desk.evaluate("document.activeElement.dataset.exit") == ""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_and_all_fits(
    open_browser: Callable[..., BrowserContext],
    axe: Callable[[Page], None],
    ask_page: None,
    viewport: dict[str, int],
    dark: bool,
) -> None:
    page = open_browser(viewport=viewport, dark=dark).new_page()

    def look() -> None:
        axe(page)
        assert fits(page)

    page.goto(ASK)
    look()
    page.get_by_role("button", name="Lue vielä läpi").click()
    look()
    fill(page)
    page.get_by_role("button", name="Lue vielä läpi").click()
    look()
    page.get_by_role("button", name="Lähetä").click()
    look()
    number = page.locator("#receipt-number").inner_text()
    open_by(page, number)
    look()
    page.goto("/neuvonta/vastaus/")
    look()
    open_by(page, "1234")
    look()


def test_nothing_is_lost_at_320_pixels(
    open_browser: Callable[..., BrowserContext], ask_page: None
) -> None:
    page = open_browser(viewport={"width": 320, "height": 600}).new_page()
    fill(page)
    assert fits(page)
    number = send(page)
    assert fits(page)
    open_by(page, number)
    assert fits(page)


def test_no_trap_for_machines_lies_over_the_button_at_320_pixels(
    open_browser: Callable[..., BrowserContext], ask_page: None
) -> None:
    page = open_browser(viewport={"width": 320, "height": 600}).new_page()
    page.goto(ASK)
    button = page.get_by_role("button", name="Lue vielä läpi")
    button.scroll_into_view_if_needed()
    assert button.evaluate(
        """button => {
          const { left, top, height } = button.getBoundingClientRect();
          return document.elementFromPoint(left + 12, top + height / 2) === button;
        }"""
    )


def test_counter_tells_and_never_cuts(desk: Page, ask_page: None) -> None:
    desk.goto(ASK)
    box = desk.get_by_label("Kysymyksesi", exact=True)
    box.fill("x" * 8_003)

    expect(desk.get_by_text("3 merkkiä liikaa").first).to_be_visible()
    assert len(box.input_value()) == 8_003
    desk.get_by_role("button", name="Lue vielä läpi").click()
    expect(desk.get_by_text("Tekstissä on 3 merkkiä liikaa").first).to_be_visible()
    assert len(desk.get_by_label("Kysymyksesi", exact=True).input_value()) == 8_003


def test_printed_number_page_is_a_neutral_slip(desk: Page, ask_page: None) -> None:
    fill(desk)
    number = send(desk)
    desk.emulate_media(media="print")

    printed = " ".join(desk.locator("body").inner_text().split())
    assert number in printed
    for telling in ("KokeNet", "Kysymyksesi", "Tunnusnumero", "kokemusasiantuntija", "Viesti"):
        assert telling not in printed


def test_calendar_file_comes_down(desk: Page, ask_page: None) -> None:
    fill(desk)
    send(desk)

    with desk.expect_download() as download:
        desk.get_by_role("button", name="Hae kalenterimerkintä").click()

    assert download.value.suggested_filename == "muistutus.ics"
    assert b"SUMMARY:Muistutus" in download.value.path().read_bytes()


def test_number_page_of_hasty_robot_looks_like_any_other(desk: Page, ask_page: None) -> None:
    """Filled by script as robots do, the honeypot too."""
    fill(desk)
    desk.evaluate("document.getElementById('id_website').value = 'https://spam.example'")
    number = send(desk)
    open_by(desk, number)

    expect(desk.get_by_text("Viestisi on perillä ja odottaa kokemusasiantuntijaa.")).to_be_visible()
    assert Conversation.objects.get().status == "quarantined"
