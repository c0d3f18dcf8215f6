"""A story from its writer to the readers and back, by both its people, in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from accounts.models import Role, User
from kokeblog.models import SentStatus, SentStory, StoryIndexPage, StoryPage
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits
from tests.journeys.test_asking import A_PERSON_READS_MS
from tests.kokeblog.conftest import edit, read_newest

pytestmark = pytest.mark.django_db(transaction=True)

INBOX = "/hallinta/lahetetyt-tarinat/"
TEXT = "Aluksi en puhunut kenellekään.\n\nSitten soitin siskolle, ja se auttoi."
WISH = "Vaihda siskon tilalle ystävä."


@pytest.fixture
def stories(live_server: Any, gambling: Any, substances: Any) -> StoryIndexPage:
    front = Site.objects.get(is_default_site=True).root_page.specific
    page = StoryIndexPage(title="KokeBlogi", slug="kokeblogi", locale=front.locale)
    front.add_child(instance=page)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def looks_well(page: Page, script: bool) -> None:
    if script:
        find_nothing(page)
        assert fits(page), f"{page.url} scrolls sideways"


def write(page: Page, script: bool) -> str:
    """From the list of stories to the number, which is returned as shown."""
    page.goto("/kokeblogi/")
    page.get_by_role("link", name="Lähetä oma tarinasi").click()
    looks_well(page, script)
    page.get_by_label("Tarinasi", exact=True).fill(TEXT)
    page.get_by_label("Tarinan otsikko").fill("Hiljaa")
    page.get_by_label("Nimimerkkisi").fill("Usva")
    page.get_by_label("Rahapelaaminen").check()
    press(page, "Lue vielä läpi")
    looks_well(page, script)
    expect(page.locator(".letter-body")).to_contain_text("soitin siskolle")
    page.wait_for_timeout(A_PERSON_READS_MS)
    press(page, "Lähetä")
    expect(page.get_by_role("heading", name="Tarinasi on perillä")).to_be_visible()
    looks_well(page, script)
    return page.locator("#receipt-number").inner_text()


def open_by(page: Page, number: str) -> None:
    page.goto("/kokeblogi/oma/")
    page.get_by_label("Tunnusnumerosi").fill(number)
    press(page, "Avaa tarina")
    expect(page.get_by_role("heading", name="Tarinasi", exact=True)).to_be_visible()


def open_inbox(page: Page) -> None:
    page.goto(INBOX)
    page.get_by_role("link", name=SentStory.objects.get().label).click()
    page.wait_for_url(re.compile(rf"{INBOX}\d+/"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_story_is_sent_edited_agreed_published_and_taken_back(
    open_browser: Any, stories: Any, editor: User, make_user: Any, script: bool
) -> None:
    writer = open_browser(viewport=PHONE, script=script).new_page()
    desk = open_browser(viewport=DESK, user=editor).new_page()
    reader = open_browser(viewport=DESK).new_page()

    number = write(writer, script)
    assert re.fullmatch(r"\d{4}\s\d{4}\s\d{4}\s\d{4}", number)

    open_inbox(desk)
    expect(desk.get_by_text("soitin siskolle")).to_be_visible()
    press(desk, "Tee luonnos")
    expect(desk).to_have_url(re.compile("/hallinta/pages/"))
    page = StoryPage.objects.get()
    edit(page, introduction="Siitä, miten puhuminen alkoi.")
    open_inbox(desk)
    press(desk, "Näytä kirjoittajalle")
    expect(desk.get_by_text("Kirjoittaja voi nyt lukea luonnoksen")).to_be_visible()

    open_by(writer, number)
    expect(writer.locator(".own-draft")).to_contain_text("soitin siskolle")
    looks_well(writer, script)
    writer.get_by_label("Viestisi toimittajalle").fill(WISH)
    press(writer, "Pyydä muutoksia")
    expect(writer.get_by_text("Toimittaja työstää tekstiä.")).to_be_visible()

    open_inbox(desk)
    expect(desk.get_by_text(WISH)).to_be_visible()
    edit(page, body=[("text", "<p>Sitten soitin ystävälle, ja se auttoi.</p>")])
    desk.reload()
    press(desk, "Näytä kirjoittajalle")

    open_by(writer, number)
    expect(writer.locator(".own-draft")).to_contain_text("soitin ystävälle")
    press(writer, "Kyllä, juuri tämän tekstin saa julkaista")
    expect(writer.get_by_text("Suostumuksesi on tallessa")).to_be_visible()
    looks_well(writer, script)
    read_newest(StoryPage.objects.get(), make_user("lukija", Role.EDITOR)).publish()

    address = StoryPage.objects.get().url
    reader.goto(address)
    expect(reader.get_by_role("heading", name="Hiljaa")).to_be_visible()
    open_by(writer, number)
    expect(writer.get_by_text("Tarinasi on julkaistu kaikkien luettavaksi.")).to_be_visible()
    press(writer, "Peru tarina")
    looks_well(writer, script)
    press(writer, "Peru tarina")
    expect(writer.get_by_text("Olet perunut tarinasi.")).to_be_visible()
    assert SentStory.objects.get().status == SentStatus.WITHDRAWN
    assert reader.goto(address).status in (404, 410)
    assert writer.context.cookies() == []
    assert re.sub(r"\D", "", number) not in re.sub(r"\D", "", writer.url)


def test_double_click_sends_once(open_browser: Any, stories: Any) -> None:
    page = open_browser(viewport=DESK, script=False).new_page()
    page.goto("/kokeblogi/laheta/")
    page.get_by_label("Tarinasi", exact=True).fill(TEXT)
    press(page, "Lue vielä läpi")
    page.get_by_role("button", name="Lähetä").dblclick()

    expect(page.locator("#receipt-number")).to_be_visible()
    assert SentStory.objects.count() == 1


def test_inbox_and_a_story_are_accessible(open_browser: Any, stories: Any, editor: User) -> None:
    writer = open_browser(viewport=PHONE).new_page()
    write(writer, script=False)
    desk = open_browser(viewport=DESK, user=editor).new_page()
    desk.goto(INBOX)
    find_nothing(desk)
    open_inbox(desk)
    find_nothing(desk)
