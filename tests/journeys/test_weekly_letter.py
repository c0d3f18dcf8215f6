"""From a story to the weekly letter and out of it again, through a real browser and real links."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Page as WagtailPage
from wagtail.models import Site

from accounts.models import Role, User
from kokeblog import actions
from kokeblog.models import LetterSettings, Side, StoryIndexPage, StoryPage, Subscription, Writer
from tests.journeys.conftest import find_nothing, fits
from tests.kokeblog.readers import path_in
from tests.kokeblog.vouching import read_by_another
from trust import clock, outbox

ADDRESS = "lukija@muualla.example"


@pytest.fixture
def story(live_server: Any, make_user: Callable[..., User]) -> StoryPage:
    """This week's story, an hour old; the letter's hour is this one."""
    site = Site.objects.get(is_default_site=True)
    front = site.root_page.specific
    listing = front.add_child(
        instance=StoryIndexPage(title="KokeBlogi", slug="kokeblogi", locale=front.locale)
    )
    page = StoryPage(
        title="Aamu keittiössä",
        slug="aamu",
        introduction="Kerron siitä, mikä auttoi.",
        touches="velat",
        side=Side.SELF,
        writer=Writer.objects.create(alias="Ilta"),
        body=[("text", "<p>Tarina.</p>")],
        locale=front.locale,
    )
    listing.add_child(instance=page)
    read_by_another(page, make_user("lukija", Role.EDITOR)).publish()
    at = clock.now() - timedelta(hours=1)
    WagtailPage.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    here = clock.local(clock.now())
    LetterSettings.objects.create(site=site, weekday=here.weekday(), hour=here.hour)
    return page


@pytest.fixture
def checked(request: pytest.FixtureRequest) -> Callable[[Page], None]:
    """Every page fits; where scripts run, the accessibility rules find nothing on it."""
    scripts = "without_script" not in request.node.name

    def check(page: Page) -> None:
        if scripts:
            assert fits(page)
            find_nothing(page)

    return check


def test_story_letter_and_leaving(
    any_page: Page, story: StoryPage, checked: Callable, mailoutbox: list
) -> None:
    page = any_page
    page.goto("/kokeblogi/aamu/")
    box = page.get_by_role("region", name="Tarina sähköpostiisi joka viikko")
    box.get_by_label("Sähköpostiosoitteesi").fill("lukija@")
    box.get_by_role("button", name="Tilaa kirje").click()
    expect(page.get_by_text("Tässä on vielä tarkistettavaa")).to_be_visible()
    expect(page.get_by_label("Sähköpostiosoitteesi")).to_have_value("lukija@")
    checked(page)
    page.get_by_label("Sähköpostiosoitteesi").fill(ADDRESS)
    page.get_by_role("button", name="Tilaa kirje").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Katso sähköpostisi")
    checked(page)

    assert outbox.send_due() == 1
    page.goto(path_in(mailoutbox[0].body, "vahvista"))
    checked(page)
    assert Subscription.objects.get().confirmed_at is None
    page.get_by_role("button", name="Kyllä, haluan kirjeen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiitos – kirje tulee")
    checked(page)

    assert actions.send_letters()
    assert outbox.send_due() == 1
    letter = mailoutbox[1]
    assert letter.to == [ADDRESS]
    page.goto("/kokeblogi/aamu/")
    page.goto(path_in(letter.body, "lopeta"))
    checked(page)
    page.get_by_role("button", name="Lopeta tilaus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjettä ei enää tule")
    checked(page)
    assert Subscription.objects.count() == 0
    assert page.context.cookies() == []


def test_letter_itself_reads_in_a_browser(
    phone: Page, story: StoryPage, mailoutbox: list, tmp_path: Path
) -> None:
    """The HTML of the mail by itself: accessible, within 360 px, and it fetches nothing."""
    actions.subscribe(ADDRESS, language="fi")
    actions.confirm(Subscription.objects.get().seal_id)
    actions.send_letters()
    outbox.send_due()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "letter.html"
    file.write_text(mailoutbox[1].alternatives[0].content, encoding="utf-8")
    phone.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert fits(phone)
    find_nothing(phone)
    expect(phone.get_by_role("link", name="Lue tarina")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Aamu keittiössä")


def test_link_that_opens_nothing_helps_on(
    any_page: Page, live_server: Any, checked: Callable
) -> None:
    any_page.goto("/kokeblogi/kirje/vahvista/vanha/")
    expect(any_page.get_by_role("heading", level=1)).to_have_text("Tämä linkki ei enää aukea")
    expect(any_page.get_by_label("Sähköpostiosoitteesi")).to_be_visible()
    checked(any_page)
