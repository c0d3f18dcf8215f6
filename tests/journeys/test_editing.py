"""An editor's week in the Wagtail admin: choosing a week without scripts, looking at a preview."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from kokeblog.models import StoryPage
from tests.journeys.conftest import PHONE
from tests.kokeblog.conftest import make_draft, reader, site, stories  # noqa: F401 -- fixtures

CALENDAR = "/hallinta/julkaisukalenteri/"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_editor_gives_a_draft_its_week(open_browser, editor, make_draft, script):  # noqa: F811
    make_draft("kesken")
    page = open_browser(viewport=PHONE, script=script, user=editor).new_page()
    page.goto(CALENDAR)

    gap = page.locator(".story-week.is-gap").nth(1)
    week = gap.get_attribute("id")
    gap.get_by_label("Valitse luonnos").select_option(label="Kesken")
    gap.get_by_role("button").click()

    planned = page.locator(f"[id='{week}']")
    expect(planned).to_contain_text("Kesken")
    expect(planned).to_contain_text("suunniteltu, ei vielä toisella lukijalla")
    at = StoryPage.objects.get().get_latest_revision_as_object().go_live_at
    assert at > datetime.now(UTC)  # noqa: TID251 -- the browser's own day
    planned.get_by_role("button", name="Ota pois viikolta").click()
    expect(page.locator(".story-waiting")).to_contain_text("Kesken")


def test_editor_looks_at_a_story_in_the_sizes_of_three_devices(
    open_browser,
    editor,
    make_draft,  # noqa: F811
):
    story = make_draft("kesken")
    page = open_browser(user=editor).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.goto(f"/hallinta/pages/{story.pk}/edit/")
    page.locator("[data-side-panel-toggle=preview]").first.click()

    frame = page.frame_locator("iframe.w-preview__iframe").first
    expect(frame.locator("h1")).to_have_text("Kesken")
    expect(frame.locator("wagtail-userbar")).to_be_attached()
    for size in ("mobile", "tablet", "desktop"):
        page.locator(f"input[name=preview-size][value={size}]").locator("xpath=..").click()
        expect(frame.locator("h1")).to_have_text("Kesken")
    page.locator("[data-side-panel-toggle=checks]").first.click()
    expect(page.get_by_text("Ongelmia löytynyt")).to_be_visible()
    assert said == []


def test_accessibility_checker_answers_in_the_preview(open_browser, editor, make_draft):  # noqa: F811
    story = make_draft("kesken")
    page = open_browser(user=editor).new_page()
    page.goto(f"/hallinta/pages/{story.pk}/view_draft/")
    page.locator("#wagtail-userbar-trigger").click()
    expect(
        page.locator("#accessibility-trigger, [data-content-checker-trigger]").first
    ).to_be_visible()
