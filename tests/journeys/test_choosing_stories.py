"""Finding a story by the keyboard alone, with scripts and without: filters, pages, content note."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from kokeblog.models import Side
from tests.kokeblog.conftest import make_story, reader, site, stories  # noqa: F401 -- fixtures

START = datetime(2026, 11, 5, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)
MOST_STEPS = 80
#: How thick the line is that shows where one is: a card has it around itself.
OUTLINE = """e => Math.max(...[e, e.closest(".card")].filter(Boolean)
  .map(shown => parseFloat(getComputedStyle(shown).outlineWidth)))"""
HEAVY = "Ensin oli vain velka."


@pytest.fixture
def shelf(live_server, make_story, gambling, substances) -> None:  # noqa: F811
    """Fourteen stories: the newest is heavy, every second one is told beside someone."""
    for nth in range(14):
        make_story(
            f"tarina{nth:02}",
            at=START - nth * WEEK,
            topics=[substances if nth % 3 else gambling],
            side=Side.CLOSE if nth % 2 else Side.SELF,
            touches="" if nth else "velka, häpeä",
            body=[("text", f"<p>{'Sitten tuli kevät.' if nth else HEAVY}</p>")],
        )


def step_to(page: Page, wanted: Locator) -> None:
    """Goes on with Tab until the wanted element has the focus, and looks that it is seen to."""
    expect(wanted).to_be_visible()
    for _nth in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            assert wanted.evaluate(OUTLINE) >= 2
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def titles(page: Page) -> list[str]:
    return page.locator("main :is(.card-title, .story-first-title)").all_inner_texts()


def test_stories_are_chosen_by_keyboard(shelf: Any, any_page: Page) -> None:
    page = any_page
    page.goto("/kokeblogi/")
    sides = page.locator(".filter").filter(has_text="Näkökulma")
    question, answer = sides.locator("summary"), sides.locator("a[href$='nakokulma=close']")
    expect(answer).to_be_hidden()
    step_to(page, question)
    page.keyboard.press("Enter")
    step_to(page, answer)
    page.keyboard.press("Enter")

    page.wait_for_url("**/kokeblogi/?nakokulma=close")
    assert titles(page) == [f"Tarina{nth:02}" for nth in range(1, 14, 2)]
    expect(sides.locator("a[aria-current]")).to_have_text("Läheisen rinnalla")
    step_to(page, sides.locator("a").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/kokeblogi/?")
    assert len(titles(page)) == 12


def test_older_stories_are_reached_by_keyboard(shelf: Any, any_page: Page) -> None:
    page = any_page
    page.goto("/kokeblogi/")
    step_to(page, page.locator(".pagination [rel=next]"))
    page.keyboard.press("Enter")

    page.wait_for_url("**/kokeblogi/?page=2")
    assert titles(page) == ["Tarina12", "Tarina13"]
    step_to(page, page.get_by_role("link", name="Tarina13"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kokeblogi/tarina13/")
    expect(page.get_by_text("Sitten tuli kevät.")).to_be_visible()


def test_heavy_story_opens_and_closes_by_keyboard(shelf: Any, any_page: Page) -> None:
    page = any_page
    page.goto("/kokeblogi/tarina00/")
    expect(page.get_by_text("velka, häpeä")).to_be_visible()
    expect(page.get_by_text(HEAVY)).to_be_hidden()
    step_to(page, page.locator(".content-note summary"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(HEAVY)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text(HEAVY)).to_be_hidden()


def test_folded_story_is_whole_on_paper(shelf: Any, desk: Page) -> None:
    desk.goto("/kokeblogi/tarina00/")
    expect(desk.get_by_text(HEAVY)).to_be_hidden()
    desk.emulate_media(media="print")
    expect(desk.get_by_text("velka, häpeä")).to_be_visible()
    expect(desk.get_by_text(HEAVY)).to_be_visible()
    expect(desk.locator(".content-note-open")).to_be_hidden()
