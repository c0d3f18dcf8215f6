"""The look in a real browser: nothing inaccessible, nothing lost when small, leaving at once."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import fits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.journeys.look_urls")]

SMALLEST = {"width": 320, "height": 568}
ZOOMED_FOURFOLD = {"width": 320, "height": 180}
NEUTRAL = "/kirjaudu/"

#: Elements that hide what does not fit into them; landscapes are cropped on purpose, and a narrow
#: queue says its heads in each cell.
CUT = """[...document.querySelectorAll("main *")]
  .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "hidden")
  .filter(e => !e.closest(".unseen, svg, .scene-view, .queue thead"))
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(autouse=True)
def in_development(settings):
    settings.DEBUG = True


@pytest.mark.parametrize(
    ("width", "dark"), [(320, False), (768, True), (1280, False), (1280, True)]
)
def test_axe_finds_nothing_on_any_component(open_browser, axe, width, dark):
    page = open_browser(viewport={"width": width, "height": 900}, dark=dark).new_page()
    page.goto("/tyylit/")

    axe(page)


@pytest.mark.parametrize("viewport", [SMALLEST, ZOOMED_FOURFOLD], ids=["320 px", "400 %"])
def test_nothing_is_lost_when_small(open_browser, viewport):
    page = open_browser(viewport=viewport).new_page()
    page.goto("/tyylit/")

    assert fits(page)
    expect(page.locator("#receipt-number")).to_have_text("4821 9037 5560 1288")
    assert page.evaluate(CUT) == []


def test_number_stands_in_two_lines_on_a_phone_and_in_one_at_a_desk(phone, desk):
    lines = "e => Math.round(e.clientHeight / parseFloat(getComputedStyle(e).lineHeight))"
    counted = []
    for page in (phone, desk):
        page.goto("/tyylit/")
        counted.append(page.locator("#receipt-number").evaluate(lines))

    assert counted == [2, 1]


def test_leaving_is_the_first_stop_of_the_keyboard_and_its_focus_is_seen(desk):
    desk.goto("/tyylit/")
    desk.keyboard.press("Tab")

    expect(desk.locator("[data-exit]")).to_be_focused()
    assert desk.locator("[data-exit]").evaluate("e => getComputedStyle(e).outlineWidth") == "3px"


def test_leaving_stays_in_sight_when_one_scrolls(phone):
    phone.goto("/tyylit/")
    phone.evaluate("window.scrollTo(0, 5000)")

    expect(phone.locator("[data-exit]")).to_be_in_viewport()


def leave_to_a_page_of_ours(page: Page) -> None:
    """The real neutral page is someone else's; the way there is what is tested."""
    page.route(
        re.compile("/poistu$"),
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Sää</h1>"),
    )


def test_shift_three_times_leaves_and_the_back_button_does_not_return(desk):
    leave_to_a_page_of_ours(desk)
    desk.goto(NEUTRAL)
    desk.goto("/tyylit/")
    note = desk.locator("[data-exit-note]")
    desk.keyboard.press("Shift")
    expect(note).to_contain_text(re.compile("kaksi|twice"))
    desk.keyboard.press("Shift")
    desk.keyboard.press("Shift")

    desk.wait_for_url("**/poistu")
    desk.go_back()
    assert desk.url.endswith(NEUTRAL)


def test_writing_capitals_does_not_leave(desk):
    desk.goto("/tyylit/")
    desk.locator("#id_text").focus()
    for letter in "ABCDEF":
        desk.keyboard.press(f"Shift+{letter}")

    assert desk.url.endswith("/tyylit/")
    expect(desk.locator("#id_text")).to_have_value("ABCDEF")


def test_leaving_works_without_scripts(phone_without_script):
    leave_to_a_page_of_ours(phone_without_script)
    phone_without_script.goto("/tyylit/")
    phone_without_script.locator("[data-exit]").click()

    phone_without_script.wait_for_url("**/poistu")


def test_counter_tells_and_never_cuts(desk):
    desk.goto("/tyylit/")
    box = desk.locator("#id_text")
    box.fill("ä" * 8003)

    expect(desk.locator("#id_text + .counter")).to_have_text("3 merkkiä liikaa")
    assert len(box.input_value()) == 8003


def test_counter_counts_as_the_server_does(desk):
    """After NFC, in code points: a letter with a loose dieresis is one, a family of three five."""
    desk.goto("/tyylit/")
    desk.locator("#id_text").fill("a\u0308\U0001f469\u200d\U0001f469\u200d\U0001f467")

    expect(desk.locator("#id_text + .counter")).to_have_text(re.compile(r"^7\s994 merkkiä"))


def test_second_click_on_send_is_calm_and_the_button_says_so(desk):
    sent = []
    desk.goto("/tyylit/")

    def answer_with_nothing(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=204)

    desk.route(re.compile(r"/tyylit/\?"), answer_with_nothing)
    button = desk.locator("form[data-calm] .button")
    button.press("Enter")
    expect(button).to_have_text("Hetki…")
    button.press("Enter")

    assert len(sent) == 1
    assert button.get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize(("zone", "seen"), [("Europe/Helsinki", False), ("America/New_York", True)])
def test_own_time_is_told_only_where_the_clock_differs(open_browser, zone, seen):
    page = open_browser(timezone_id=zone).new_page()
    page.goto("/tyylit/")

    expect(page.locator("[data-zone-note]")).to_be_visible(visible=seen)


def test_menu_opens_and_escape_gives_the_focus_back(desk):
    desk.goto("/tyylit/")
    summary = desk.locator(".menu-drop summary").first
    summary.press("Enter")
    expect(desk.locator(".menu-drop[open]")).to_have_count(1)
    desk.keyboard.press("Escape")

    expect(desk.locator(".menu-drop[open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_menu_is_there_without_scripts(phone_without_script):
    phone_without_script.goto("/tyylit/")
    phone_without_script.locator(".menu-narrow summary").click()

    expect(phone_without_script.locator(".menu-narrow a").first).to_be_visible()


def test_fonts_are_ours_and_nothing_moves_when_they_arrive(desk):
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto("/tyylit/")
    desk.wait_for_load_state("networkidle")
    ours = desk.url.removesuffix("/tyylit/")
    loaded = desk.evaluate(
        "document.fonts.check('1rem Atkinson') && document.fonts.check('1rem Literata')"
    )

    assert [url for url in asked if not url.startswith(ours)] == []
    assert loaded


def test_printed_number_page_would_be_neutral(desk):
    """Only the number and the day: the body takes the class that the number page has."""
    desk.goto("/tyylit/")
    desk.evaluate("document.body.className = 'page-number'")
    desk.emulate_media(media="print")

    expect(desk.locator("#receipt-number")).to_be_visible()
    expect(desk.locator("#promise")).to_be_visible()
    for hidden in (".site-head", ".help", ".receipt-label", "h1", ".count"):
        expect(desk.locator(hidden).first).to_be_hidden()
