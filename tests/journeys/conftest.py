"""A real browser: Debian's Chromium, at the sizes of a phone and a desk, with and without scripts.

The site answers from pytest-django's live server with the shipped headers. Tests here are journeys
without saying so, and are left out in one line where no Chromium is found.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page
from wagtail.models import Site

from accounts.models import User
from advice.models import AdviceSettings, AskForm
from home.models import ContentPage
from tests.browser import chromium
from tests.conftest import REQUIRE_ALL, with_second_factor

# Playwright's loop lives in the test's own thread, where Django then refuses its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
NO_CHROMIUM = "no Chromium here: install Debian's package chromium, or set CHROMIUM to its path"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
            if not chromium() and not REQUIRE_ALL:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not chromium():
        pytest.fail(NO_CHROMIUM)
    return {
        "executable_path": chromium(),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session", autouse=True)
def one_connection(django_db_setup: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """What migrations made is known on the connection that the browser's tests use.

    While Playwright's loop runs, Django keeps another connection for this thread; a flush is only
    made good again on a connection that has the serialized contents.
    """
    contents = getattr(connection, "_test_serialized_contents", None)
    request.getfixturevalue("browser")
    if contents is not None:
        connection._test_serialized_contents = contents
    yield
    connection.close()


@pytest.fixture
def open_browser(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """A new browser: open_browser(viewport=PHONE, script=False, user=aino, dark=True).

    Each has cookies of its own, so that two of them are two people.
    """
    contexts: list[BrowserContext] = []

    def make(
        *,
        viewport: dict[str, int] = DESK,
        script: bool = True,
        user: User | None = None,
        dark: bool = False,
        **options: Any,
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            locale="fi-FI",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user:
            sign_in(context, user, live_server.url)
        return context

    yield make
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, user: User, url: str) -> None:
    """Gives the browser the session of someone who has signed in with password and code."""
    cookie = with_second_factor(user).cookies[django_settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


@pytest.fixture
def phone(open_browser: Callable[..., BrowserContext]) -> Page:
    """A page of 360 px with scripts."""
    return open_browser(viewport=PHONE).new_page()


@pytest.fixture
def desk(open_browser: Callable[..., BrowserContext]) -> Page:
    """A page of 1280 px with scripts."""
    return open_browser(viewport=DESK).new_page()


@pytest.fixture
def phone_without_script(open_browser: Callable[..., BrowserContext]) -> Page:
    return open_browser(viewport=PHONE, script=False).new_page()


@pytest.fixture
def desk_without_script(open_browser: Callable[..., BrowserContext]) -> Page:
    return open_browser(viewport=DESK, script=False).new_page()


@pytest.fixture(params=["phone", "desk", "phone_without_script", "desk_without_script"])
def any_page(request: pytest.FixtureRequest) -> Page:
    """The same journey four times: small and large, with scripts and without."""
    page: Page = request.getfixturevalue(request.param)
    return page


@pytest.fixture
def ask_page(live_server: Any, gambling: Any, substances: Any) -> None:
    """A published page with the form, to which the menu leads."""
    site = Site.objects.get(is_default_site=True)
    parent = site.root_page.specific
    form = AskForm.objects.create(
        title="Kysy", locale=parent.locale, introduction="<p>Kirjoita niin kuin tuntuu.</p>"
    )
    form.topics.set([gambling, substances])
    page = ContentPage(title="Kirjoita kysymys", slug="kirjoita", locale=parent.locale)
    page.body = [("ask_form", form)]
    parent.add_child(instance=page)
    AdviceSettings.objects.create(site=site, ask_page=page)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Runs the accessibility rules on a page (one with scripts); fails with what they found."""
    return find_nothing


def find_nothing(page: Page) -> None:
    page.wait_for_load_state()
    results = Axe().run(page, options={**RULES, "resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()


def unfold(page: Page) -> int:
    """Opens the story that its content note covers; how many there were to open."""
    notes = page.locator(".content-note:not([open]) > summary").all()
    for note in notes:
        note.click()
    return len(notes)


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )
