"""Takes the pictures of the editors' guide anew, from a running demo site.

    make run
    python tools/pictures.py [http://localhost:8000]

Signs in as the demo's editor, whose second factor is off in development, and makes two drafts by
copying stories when the calendar does not have them. Writes small PNGs into `docs/kuvat/`.
"""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "kuvat"
PASSWORD = ROOT / "var" / "demo-password"
SIZE: ViewportSize = {"width": 1120, "height": 780}
COLOURS = 64
CALENDAR = "/hallinta/julkaisukalenteri/"
#: The one that is planned and shown, and one more to choose for a gap.
DRAFTS = {"Kun jäät lähtivät": "kun-jaat-lahtivat", "Kynnyksellä": "kynnyksella"}
DRAFT = next(iter(DRAFTS))
#: Wagtail's editor and its panels come by themselves, at their own pace.
SETTLES = 3_000


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_context(base_url=url, viewport=SIZE, locale="fi-FI").new_page()
        page.set_default_timeout(60_000)
        sign_in(page)
        story = our_draft(page)
        for name, take in TAKES.items():
            take(page, story)
            page.wait_for_timeout(SETTLES)
            save(name, page.screenshot())
        browser.close()


def sign_in(page: Page) -> None:
    page.goto("/kirjaudu/")
    page.fill("[name=login]", "toimittaja@kokenet.example")
    page.fill("[name=password]", PASSWORD.read_text(encoding="utf-8").strip())
    page.click("main button[type=submit]")
    page.wait_for_url("**/tyotila/**")


def our_draft(page: Page) -> str:
    """The address of the editor of the first of our drafts, which are made when missing."""
    page.goto(CALENDAR)
    out = page.locator(".story-entry-title a").first.get_attribute("href") or ""
    for title, slug in DRAFTS.items():
        if not page.locator(".story-entry-title a", has_text=title).count():
            page.goto(out.replace("/edit/", "/copy/"))
            page.fill("[name=new_title]", title)
            page.fill("[name=new_slug]", slug)
            page.click("main form button[type=submit], main form input[type=submit]")
            page.goto(CALENDAR)
    return page.locator(".story-entry-title a", has_text=DRAFT).first.get_attribute("href") or ""


def home(page: Page, _story: str) -> None:
    page.goto("/hallinta/")
    page.locator(".story-greeting").evaluate("one => one.scrollIntoView({block: 'center'})")


def editor(page: Page, story: str) -> None:
    page.goto(story)


def preview(page: Page, story: str) -> None:
    page.goto(story)
    page.locator("[data-side-panel-toggle=preview]").first.click()
    page.wait_for_timeout(SETTLES)
    page.locator("input[name=preview-size][value=tablet]").locator("xpath=..").click()
    page.wait_for_timeout(SETTLES)


def picture(page: Page, _story: str) -> None:
    page.goto("/hallinta/images/add/")


def weeks(page: Page, _story: str) -> None:
    """With a planned story and a gap beside it."""
    page.goto(CALENDAR)
    if page.locator("#waiting ~ ul", has_text=DRAFT).count():
        gap = page.locator(".story-week-form").first
        gap.locator("select").select_option(label=DRAFT)
        gap.locator("button").click()
    page.goto(CALENDAR)
    page.locator(".story-week.is-gap").first.evaluate(
        "one => one.scrollIntoView({block: 'center'})"
    )


def pieces(page: Page, story: str) -> None:
    page.goto(story)
    page.wait_for_timeout(SETTLES)
    plus = page.locator(".c-sf-add-button:visible").first
    plus.scroll_into_view_if_needed()
    plus.click()


def services(page: Page, _story: str) -> None:
    page.goto("/hallinta/snippets/home/servicecontact/")


TAKES: dict[str, Callable[[Page, str], None]] = {
    "kalenteri": weeks,
    "etusivu": home,
    "tarina": editor,
    "palat": pieces,
    "esikatselu": preview,
    "kuva": picture,
    "palvelut": services,
}


def save(name: str, png: bytes) -> None:
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
