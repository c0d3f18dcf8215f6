from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Locale, Page, Site

from home import help as help_numbers
from home.models import ContentPage, FrontPage, HelpContact, HelpSettings, SectionPage


@pytest.fixture(autouse=True)
def forgotten_paths():
    """Wagtail keeps the paths of front pages in the cache, which outlives a test's rollback."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch):
    """What the process last showed of help contacts is another test's."""
    monkeypatch.setattr(help_numbers, "_last_told", {})


@pytest.fixture(autouse=True)
def finnish():
    with translation.override("fi"):
        yield


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def front(site: Site) -> FrontPage:
    """The front page that the migration made."""
    return FrontPage.objects.get(pk=site.root_page_id)


@pytest.fixture
def swedish_front(front: FrontPage) -> FrontPage:
    locale = Locale.objects.create(language_code="sv")
    page = front.copy_for_translation(locale)
    page.heading = "Välkommen"
    page.save_revision().publish()
    cache.clear()
    return page


@pytest.fixture
def make_page(front: FrontPage) -> Callable[..., Page]:
    """Publishes a page beneath the front page: make_page("ohje", body=[("text", "<p>…</p>")])."""

    def make(
        slug: str, *, model: type[Page] = ContentPage, under: Page | None = None, **fields: Any
    ) -> Page:
        parent = (under or front).specific
        fields = {"title": slug.capitalize(), "locale": parent.locale} | fields
        page = parent.add_child(instance=model(slug=slug, **fields))
        page.save_revision().publish()
        return page

    return make


@pytest.fixture
def section(make_page: Callable[..., Page]) -> SectionPage:
    return make_page("osio", model=SectionPage)


@pytest.fixture
def make_contact(site: Site) -> Callable[..., HelpContact]:
    """Adds a help contact: make_contact("Kriisipuhelin", phone="09 2525 0111")."""

    def make(name: str, **fields: Any) -> HelpContact:
        settings, _ = HelpSettings.objects.get_or_create(site=site)
        words = {"what_for": "kun tarvitset apua", "phone": "112"}
        return HelpContact.objects.create(settings=settings, name=name, **(words | fields))

    return make
