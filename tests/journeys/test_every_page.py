"""Every page of the demo site, small and large, by day and by night, in a real browser."""

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from tests.journeys.conftest import DESK, PHONE, find_nothing, fits, unfold

SERVICE = [
    "/neuvonta/vastaus/", "/kokeblogi/laheta/", "/kokeblogi/oma/", "/ei-ole/", "/kirjaudu/",
]  # fmt: skip


@pytest.fixture
def addresses(live_server):
    """The addresses of all public pages, in three languages, and of what is not a page."""
    call_command("demo", verbosity=0)
    root = Site.objects.get(is_default_site=True).root_page
    sites = Page.objects.live().filter(translation_key=root.translation_key)
    pages = [page for front in sites for page in front.get_descendants(inclusive=True).live()]
    return [page.relative_url(Site.objects.get(is_default_site=True)) for page in pages] + SERVICE


class Witness:
    """Notes what a page says to the console, and what it asks for from elsewhere."""

    def __init__(self, page, home) -> None:
        self.said, self.asked = [], []
        page.on("console", lambda message: self.said.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"{page.url} {error}"))
        page.on("request", lambda request: self._note(request.url, home))

    def _note(self, url, home):
        if not url.startswith((home, "data:")):
            self.asked.append(url)


def is_a_missing_page(line):
    """Chromium itself remarks on the 404 that we asked for."""
    return "/ei-ole/" in line and "404" in line


@pytest.mark.parametrize(
    ("viewport", "dark"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"]
)
def test_every_page_is_accessible_quiet_and_fits(
    viewport, dark, addresses, open_browser, live_server
):
    context = open_browser(viewport=viewport, dark=dark)
    page = context.new_page()
    witness = Witness(page, live_server.url)
    unfolded = 0
    for address in addresses:
        page.goto(address)
        unfolded += unfold(page)
        find_nothing(page)
        assert fits(page), f"{address} scrolls sideways"
    assert unfolded > 10
    assert [line for line in witness.said if not is_a_missing_page(line)] == []
    assert witness.asked == []
    assert [cookie["name"] for cookie in context.cookies()] in ([], ["csrftoken"])


def test_public_pages_leave_nothing_in_the_browser(addresses, open_browser):
    context = open_browser(viewport=PHONE)
    page = context.new_page()
    for address in [one for one in addresses if "/kirjaudu/" not in one]:
        page.goto(address)
    stored = page.evaluate("[Object.keys(localStorage).length, Object.keys(sessionStorage).length]")
    assert (context.cookies(), stored) == ([], [0, 0])


def test_every_page_reads_without_scripts(addresses, open_browser):
    page = open_browser(viewport=PHONE, script=False).new_page()
    for address in addresses:
        response = page.goto(address)
        assert response.status == (404 if address == "/ei-ole/" else 200), address
        assert page.locator("h1").count() == 1, address
