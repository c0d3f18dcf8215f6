"""From an invitation to the desk and back in, in a real browser, small and large."""

from urllib.parse import urlsplit

import pytest
from django.core import mail

from accounts import actions
from accounts.models import Role
from tests.accounts.conftest import code_now
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits
from trust import outbox

ADDRESS = "uusi@kokenet.example"
PASSWORD = "pitka ja oma lause"


@pytest.fixture
def look(tmp_path):
    """Checks a page as every page is checked."""

    def check(page):
        find_nothing(page)
        assert fits(page), f"{page.url} scrolls sideways"

    return check


@pytest.mark.parametrize(
    ("viewport", "dark"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"]
)
def test_an_invited_person_gets_in_and_in_again(viewport, dark, open_browser, administrator, look):
    link = invited_link(administrator)
    page = open_browser(viewport=viewport, dark=dark).new_page()
    page.goto(link)
    look(page)
    page.get_by_label("Etunimi").fill("Uusi")
    page.get_by_label("Sukunimi").fill("Ihminen")
    page.get_by_label("Salasana", exact=True).fill("lyhyt")
    page.get_by_label("Sama salasana uudelleen").fill("lyhyt")
    page.get_by_role("button", name="Jatka").click()
    look(page)
    page.get_by_label("Salasana", exact=True).fill(PASSWORD)
    page.get_by_label("Sama salasana uudelleen").fill(PASSWORD)
    page.get_by_role("button", name="Jatka").click()

    look(page)
    secret = page.locator(".set-up-key").inner_text().replace(" ", "")
    page.get_by_label("Koodi").fill(code_now(secret))
    page.get_by_role("button", name="Ota käyttöön").click()
    look(page)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="Olen kirjoittanut ne muistiin").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hei, Uusi"
    look(page)

    page.get_by_role("button", name="Kirjaudu ulos").click()
    look(page)
    page.get_by_label("Sähköpostiosoite").fill(ADDRESS)
    page.get_by_label("Salasana").fill(PASSWORD)
    page.get_by_role("button", name="Kirjaudu sisään").click()
    look(page)
    page.get_by_label("Koodi").fill(codes[0])
    page.get_by_role("button", name="Jatka").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Hei, Uusi"


@pytest.mark.parametrize(
    ("viewport", "dark"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"]
)
def test_the_desks_own_pages(viewport, dark, open_browser, administrator, make_user, look):
    other = make_user("eero", Role.EXPERT)
    actions.invite(email=ADDRESS, roles=[Role.EDITOR], by=administrator)
    page = open_browser(viewport=viewport, dark=dark, user=administrator).new_page()
    for address in (
        "/tyotila/",
        "/tyotila/oma/",
        "/tyotila/oma/salasana/",
        "/tyotila/henkilosto/",
        "/tyotila/henkilosto/kutsu/",
        f"/tyotila/henkilosto/{other.pk}/",
        "/sv/tyotila/henkilosto/",
        "/kirjaudu/salasana/",
    ):
        page.goto(address)
        look(page)


def invited_link(administrator):
    actions.invite(email=ADDRESS, roles=[Role.EDITOR], by=administrator)
    outbox.send_due()
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith("http"))
    return urlsplit(link).path
