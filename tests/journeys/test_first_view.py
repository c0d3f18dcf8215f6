"""The first view as a browser with nothing kept gets it: light, from us alone, and standing still.

The site answers as in production: gunicorn, and static files collected, compressed and named by
their content.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import DESK, PHONE, fits, unfold
from tests.processes import Processes

pytestmark = pytest.mark.processes

KB = 1024
MOST_BYTES = 150 * KB
MOST_REQUESTS = 10
STORY = "/kokeblogi/sama-pyykki-nelja-kertaa/"
PAGES = [STORY, "/", "/kokeblogi/", "/neuvontapalvelu/kirjoita-kysymys/"]

#: Every movement of what is already drawn since the page began, also what user input excuses.
SHIFTS = """() => new Promise(done => {
  const found = [];
  new PerformanceObserver(list => found.push(...list.getEntries().map(e => e.value)))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(found), 300);
})"""


@pytest.fixture(scope="module")
def shipped(process_template: Processes, tmp_path_factory: Any) -> Iterator[Processes]:
    """The demo site as production serves it."""
    site = Processes(tmp_path_factory.mktemp("shipped"))
    site.env |= {"PROCESSES_COLLECTED_STATIC": "1"}
    site.create_database(copy_of=process_template)
    site.manage("demo", "-v0")
    site.manage("collectstatic", "--noinput", "-v0")
    site.start_web(workers=1)
    yield site
    site.close()


class Wire:
    """What a page asks for, and the bytes of each answer with its head, compressed as sent."""

    def __init__(self, page: Page) -> None:
        self.urls: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": False})
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._answered)

    def _asked(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.urls[event["requestId"]] = event["request"]["url"]

    def _answered(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.urls:
            self.bytes[event["requestId"]] = event["encodedDataLength"]

    @property
    def told(self) -> str:
        """Each address with its weight, for the one who reads a failure."""
        return "\n".join(f"{self.bytes.get(one, 0):8.0f} {url}" for one, url in self.urls.items())


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_first_view_is_light_ours_and_still(
    shipped: Processes,
    open_browser: Callable[..., BrowserContext],
    path: str,
    viewport: dict[str, int],
) -> None:
    page = open_browser(viewport=viewport).new_page()
    wire = Wire(page)
    answer = page.goto(shipped.url + path, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200
    assert page.evaluate(SHIFTS) == []
    # The story under its content note belongs to the page, and brings nothing heavy along.
    assert unfold(page) == (path == STORY)
    page.wait_for_timeout(300)
    assert fits(page)
    assert wire.urls.keys() == wire.bytes.keys()
    assert sum(wire.bytes.values()) <= MOST_BYTES, wire.told
    assert len(wire.urls) <= MOST_REQUESTS, wire.told
    assert {url for url in wire.urls.values() if not url.startswith(shipped.url)} == set()
