"""An editor's week in the Wagtail admin: choosing a week, looking at a preview."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from kokeblog.models import StoryPage
from tests.journeys.conftest import PHONE
from tests.kokeblog.conftest import make_draft, reader, site, stories  # noqa: F401 -- fixtures

CALENDAR = "/hallinta/julkaisukalenteri/"


def test_editor_gives_a_draft_its_week(open_browser, editor, make_draft):  # noqa: F811
    make_draft("kesken")
    page = open_browser(viewport=PHONE, user=editor).new_page()
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


def test_accessibility_checker_answers_in_the_preview(open_browser, editor, make_draft):  # noqa: F811
    story = make_draft("kesken")
    page = open_browser(user=editor).new_page()
    page.goto(f"/hallinta/pages/{story.pk}/view_draft/")
    page.locator("#wagtail-userbar-trigger").click()
    expect(page.get_by_role("menuitem", name="Ongelmia löytynyt")).to_contain_text("0")
