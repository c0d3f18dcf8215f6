"""Services to turn to: shown by topic, kept by staff, and looked after."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.models import Role
from home.models import ServiceContact

LIST = "/hallinta/snippets/home/servicecontact/"
MAY = {Role.COORDINATOR, Role.EDITOR, Role.ADMINISTRATOR}


@pytest.fixture
def make_service(make_topic):
    """Adds a service: make_service("Peluuri", gambling, phone="0800 1")."""

    def make(name, *topics: Any, language="fi", **fields):
        locale = make_topic("kieli", language=language).locale
        words = {"what_for": f"{name} auttaa.", "web": "https://apu.example/", "locale": locale}
        service = ServiceContact.objects.create(name=name, **(words | fields))
        service.topics.set(topics)
        return service

    return make


def names(html):
    return re.findall(r'class="service-name">([^<]+)<', html)


def listed(html):
    return re.findall(
        r"Palvelu \w+", re.search(r'<table class="listing".*?</table>', html, re.DOTALL)[0]
    )


def test_page_shows_the_services_of_its_topic_only(
    asker, make_page, make_service, gambling, substances
):
    make_service("Peluuri", gambling, phone="0800 100 101", checked_on=date(2026, 3, 4))
    make_service("Irti", substances)
    page = make_page("apua", body=[("services", {"topic": gambling})])

    html = asker.get(page.url).content.decode()

    assert names(html) == ["Peluuri"]
    assert 'href="tel:0800100101">0800 100 101</a>' in html
    assert "tarkistettu 4.3.2026" in html
    assert ">apu.example</a>" in html


def test_unchecked_service_claims_no_day(asker, make_page, make_service, gambling):
    make_service("Peluuri", gambling)
    page = make_page("apua", body=[("services", {"topic": gambling})])

    html = asker.get(page.url).content.decode()

    assert names(html) == ["Peluuri"]
    assert "tarkistettu" not in html.split("<main")[1].split("</main>")[0]


def test_page_in_swedish_shows_the_swedish_services(
    asker, swedish_front, make_page, make_service, make_topic, gambling
):
    swedish = make_topic("rahapelaaminen", "Penningspel", "sv")
    swedish.translation_key = gambling.translation_key
    swedish.save()
    make_service("Peluuri", gambling)
    make_service("Spelhjälpen", swedish, language="sv")
    page = make_page("hjalp", under=swedish_front, body=[("services", {"topic": gambling})])

    assert names(asker.get(page.url).content.decode()) == ["Spelhjälpen"]


def test_topic_without_services_leaves_nothing_on_the_page(asker, make_page, gambling):
    page = make_page("apua", body=[("services", {"topic": gambling})])

    assert 'class="service' not in asker.get(page.url).content.decode()


def test_service_that_cannot_be_reached_is_refused(make_service):
    service = make_service("Tyhjä", web="")

    with pytest.raises(ValidationError):
        service.full_clean()


@pytest.mark.parametrize("role", list(Role))
def test_role_keeps_services_or_does_not_enter(make_user, signed_in, role):
    answer = signed_in(make_user("henkilo", role)).get(LIST)

    assert (answer.status_code == 200) is (role in MAY)


def test_list_is_filtered_by_topic_and_by_check(
    signed_in, coordinator, make_service, gambling, substances
):
    make_service("Palvelu yksi", gambling, checked_on=date(2026, 11, 1))
    make_service("Palvelu kaksi", gambling)
    make_service("Palvelu kolme", substances)
    with time_machine.travel("2026-11-21T12:00:00Z"):
        client = signed_in(coordinator)
        pages = {
            query: client.get(f"{LIST}?{query}").content.decode()
            for query in ("", f"topic={gambling.pk}", "checked=stale")
        }

    assert {query: sorted(set(listed(html))) for query, html in pages.items()} == {
        "": ["Palvelu kaksi", "Palvelu kolme", "Palvelu yksi"],
        f"topic={gambling.pk}": ["Palvelu kaksi", "Palvelu yksi"],
        "checked=stale": ["Palvelu kaksi", "Palvelu kolme"],
    }
    assert "1.11.2026" in pages[""]
    assert "tarkista ennen julkaisua" in pages[""]


@pytest.mark.parametrize(
    ("checked_on", "is_stale"),
    [(None, True), (date(2026, 5, 24), True), (date(2026, 5, 25), False)],
)
def test_service_is_stale_after_180_days(make_service, checked_on, is_stale):
    service = make_service("Peluuri", checked_on=checked_on)

    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        assert list(ServiceContact.objects.stale()) == ([service] if is_stale else [])


def test_staff_are_reminded_of_stale_services_until_they_are_checked(
    signed_in, editor, make_service
):
    service = make_service("Peluuri", checked_on=date(2025, 1, 1))
    with time_machine.travel("2026-11-21T12:00:00Z"):
        client = signed_in(editor)
        before = client.get("/hallinta/").content.decode()
        service.checked_on = date(2026, 11, 21)
        service.save()
        after = client.get("/hallinta/").content.decode()

    assert "tarkistettu 1.1.2025" in before
    assert f"{LIST}?checked=stale" in before
    assert "Peluuri" not in after


def test_services_of_the_demo_wait_to_be_checked(demo):
    assert ServiceContact.objects.stale().count() == ServiceContact.objects.count() == 27
    assert all(service.topics.exists() for service in ServiceContact.objects.all())


@pytest.mark.parametrize(("language", "shown"), [("fi", 20), ("sv", 4)])
def test_page_of_services_in_the_demo_shows_every_one(asker, demo, language, shown):
    html = asker.get(demo.page("services", language).url).content.decode()

    assert len(set(names(html))) == shown
