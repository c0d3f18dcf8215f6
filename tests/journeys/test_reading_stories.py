"""From an editor's draft through a second reader to the public, and back out of it."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Site

from accounts.models import Role
from kokeblog.models import Line, Side, StoryIndexPage, StoryPage, Writer
from tests.journeys.conftest import PHONE, find_nothing, fits


@pytest.fixture
def draft(live_server, gambling, editor) -> StoryPage:
    """A story that the editor has written and nobody has read."""
    front = Site.objects.get(is_default_site=True).root_page.specific
    listing = StoryIndexPage(title="KokeBlogi", slug="kokeblogi", locale=front.locale)
    front.add_child(instance=listing)
    writer = Writer.objects.create(alias="Ilta")
    story = StoryPage(
        title="Aamu järvellä",
        slug="aamu",
        introduction="Yhdestä aamusta, jolloin en pelannut.",
        writer=writer,
        side=Side.SELF,
        body=[("text", "<p>Heräsin ennen muita ja menin rantaan.</p>")],
        helped="Kävely rannalla",
        live=False,
    )
    story.topics = [gambling]
    listing.add_child(instance=story)
    story.save_revision(user=editor)
    return story


def open_menu(page) -> None:
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()


def test_story_is_read_by_another_and_taken_back(draft, open_browser, editor, make_user):
    edit = f"/hallinta/pages/{draft.pk}/edit/"
    desk = open_browser(user=editor).new_page()
    desk.goto(edit)
    expect(desk.get_by_text("Kukaan toinen ei ole vielä lukenut tätä tekstiä")).to_be_visible()
    expect(desk.locator("[name=action-publish]")).to_have_count(0)
    open_menu(desk)
    desk.get_by_role("button", name="Lähetä työnkulkuun Tarinan lukeminen").click()
    desk.wait_for_url("**/hallinta/pages/*/")

    desk.goto(edit)
    expect(desk.get_by_text("Tarina odottaa nyt toista lukijaansa")).to_be_visible()
    expect(desk.get_by_role("button", name="Luettu: hyväksy ja julkaise")).to_have_count(0)
    reader = open_browser(user=make_user("lukija", Role.EDITOR)).new_page()
    reader.goto("/hallinta/")
    expect(reader.get_by_role("link", name="Aamu järvellä").first).to_be_visible()
    reader.goto(edit)
    open_menu(reader)
    reader.get_by_role("button", name="Luettu: hyväksy ja julkaise").click()
    dialog = reader.locator(".modal-body")
    expect(dialog.get_by_text("Olet tarinan ”Aamu järvellä” toinen lukija")).to_be_visible()
    approve = dialog.get_by_role("button", name="Olen lukenut tarinan: hyväksyn sen")
    approve.click()
    expect(dialog.get_by_text("Vielä merkitsemättä.")).to_have_count(len(Line))
    for line in Line:
        dialog.get_by_label(str(line.label)).check()
    approve.click()
    reader.wait_for_url("**/hallinta/pages/*/")

    public = open_browser(viewport=PHONE).new_page()
    public.goto("/kokeblogi/aamu/")
    expect(public.get_by_role("heading", level=1, name="Aamu järvellä")).to_be_visible()

    desk.goto(edit)
    expect(desk.get_by_text("Lukija on lukenut tämän tekstin")).to_be_visible()
    open_menu(desk)
    desk.get_by_role("link", name="Ota tarina pois").click()
    desk.get_by_label("Kirjoittaja pyytää sitä").check()
    desk.get_by_role("button", name="Ota tarina pois lopullisesti").click()
    expect(desk.get_by_text("Tarina on otettu pois.")).to_be_visible()

    # Another reader: what a browser has fetched it may show for a minute more.
    public = open_browser(viewport=PHONE).new_page()
    assert public.goto("/kokeblogi/aamu/").status == 410
    expect(public.get_by_role("heading", level=1)).to_have_text("Tämä tarina on otettu pois")
    find_nothing(public)
    assert fits(public)
