"""Help numbers are always in sight, in order, in one's own language, and looked after."""

import re
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from wagtail.models import Site

from home.errors import offline_page
from home.models import HelpContact
from trust import clock


def numbers(html):
    band = re.search(r'<aside class="help".*?</aside>', html, re.DOTALL)[0]
    return re.findall(r'href="tel:(.*?)"', band)


def test_contacts_stand_on_every_page_in_their_order(asker, front, make_contact):
    make_contact("Toinen", phone="09 2525 0111", sort_order=2)
    make_contact("Ensimmäinen", phone="112", sort_order=1)

    assert numbers(asker.get("/").content.decode()) == ["112", "0925250111"]
    assert numbers(asker.get("/ei-ole/").content.decode()) == ["112", "0925250111"]


def test_emergency_number_is_shown_when_nobody_has_told_any(asker, front):
    assert numbers(asker.get("/").content.decode()) == ["112"]


def test_language_has_its_own_contacts(asker, swedish_front, make_contact):
    make_contact("Kriisipuhelin", phone="09 2525 0111")
    make_contact("Kristelefon", phone="09 2525 0112", language="sv")

    assert numbers(asker.get("/").content.decode()) == ["0925250111"]
    assert numbers(asker.get("/sv/").content.decode()) == ["0925250112"]


def test_language_without_its_own_shows_the_main_language(asker, swedish_front, make_contact):
    make_contact("Kriisipuhelin", phone="09 2525 0111")

    assert numbers(asker.get("/sv/").content.decode()) == ["0925250111"]


def test_another_site_has_its_own_contacts(asker, front, site, make_contact, settings):
    make_contact("Kriisipuhelin", phone="09 2525 0111")
    Site.objects.create(hostname="toinen.example", root_page=front, port=80)
    settings.ALLOWED_HOSTS = ["toinen.example"]

    html = asker.get("/", HTTP_HOST="toinen.example").content.decode()

    assert numbers(html) == ["112"]


def test_contact_that_leads_nowhere_is_refused(make_contact):
    with pytest.raises(ValidationError):
        HelpContact(name="Tyhjä", what_for="ei mihinkään").full_clean(exclude=["settings"])
    with pytest.raises(IntegrityError):
        make_contact("Tyhjä", phone="", url="")


@pytest.mark.parametrize(
    ("checked_on", "is_stale"),
    [
        (None, True),
        (date(2026, 5, 24), True),
        (date(2026, 5, 25), False),
        (date(2026, 11, 21), False),
    ],
)
def test_contact_is_stale_after_180_days(make_contact, checked_on, is_stale):
    contact = make_contact("Kriisipuhelin", checked_on=checked_on)

    with time_machine.travel("2026-11-21T12:00:00Z", tick=False):
        assert list(HelpContact.objects.stale()) == ([contact] if is_stale else [])


def test_staff_are_reminded_of_stale_contacts(signed_in, coordinator, make_contact):
    contact = make_contact("Kriisipuhelin", phone="09 2525 0111")

    assert "Kriisipuhelin" in signed_in(coordinator).get("/hallinta/").content.decode()

    contact.checked_on = clock.local(clock.now()).date()
    contact.save()
    assert "Kriisipuhelin" not in signed_in(coordinator).get("/hallinta/").content.decode()


def test_page_for_a_broken_server_shows_what_was_told_last(asker, front, make_contact):
    make_contact("Kriisipuhelin", phone="09 2525 0111")
    asker.get("/")

    assert numbers(offline_page(500)) == ["0925250111"]


def test_page_for_a_broken_server_shows_the_emergency_number_before_anything(db):
    assert numbers(offline_page(500)) == ["112"]


def test_numbers_that_were_never_checked_claim_no_day(asker, front, make_contact):
    make_contact("Tarkistettu", checked_on=date(2026, 11, 1))
    make_contact("Tarkistamaton", phone="0800 1")

    html = asker.get("/").content.decode()

    assert "Numerot on tarkistettu" not in html


def test_oldest_check_is_the_day_that_is_shown(asker, front, make_contact):
    make_contact("Uusi", checked_on=date(2026, 11, 1))
    make_contact("Vanha", phone="0800 1", checked_on=date(2026, 9, 15))

    assert "Numerot on tarkistettu 15.9.2026." in asker.get("/").content.decode()
