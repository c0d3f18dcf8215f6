"""What tests of the written service may ask for, besides the people of tests/conftest.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from wagtail.models import Site

from tests.advice.factories import make_form
from tests.advice.walk import Walk
from trust import canary, throttle
from trust.models import AuditRow


@pytest.fixture
def trail(db: None) -> Any:
    """The audit rows since now, as (act, outcome, who, subject's id): trail()."""
    last = AuditRow.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    def rows(act: str = "") -> list[tuple[str, str, str, str]]:
        found = AuditRow.objects.filter(pk__gt=last)
        if act:
            found = found.filter(act=act)
        fields = ("act", "outcome", "actor_label", "subject_id")
        return list(found.order_by("pk").values_list(*fields))

    return rows


@pytest.fixture
def ask_form(gambling: Any, substances: Any) -> Any:
    """The editors' form, with both topics."""
    form = make_form()
    form.topics.set([gambling, substances])
    return form


@pytest.fixture
def walk(asker: Any, ask_form: Any) -> Walk:
    """A person at the form."""
    return Walk(asker, ask_form)


@pytest.fixture
def site(db: None) -> Any:
    return Site.objects.get(is_default_site=True)


@pytest.fixture(autouse=True)
def forgotten_paths() -> Iterator[None]:
    """Wagtail keeps the paths of front pages in the cache, which outlives a test's rollback."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def fresh_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests sent slows nobody here: they all come from one address."""
    monkeypatch.setattr(throttle, "_process", throttle.Throttle())


@pytest.fixture
def closed(settings: Any) -> Iterator[None]:
    """The key ring is missing."""
    settings.KOKENET_KEYRING, settings.KEYRING_MAKE_ON_FIRST_RUN = "/nowhere/keyring.json", False
    canary.forget()
    yield
    canary.forget()
