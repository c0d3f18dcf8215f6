"""Error pages: human words and help numbers, whatever has broken."""

import re
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import path

from home import errors
from home import help as help_numbers
from home.models import HelpContact
from kokenet import urls

STATUSES = {
    400: "Emme saaneet siitä selvää",
    403: "Tämä ei mennyt perille",
    404: "Täällä ei ole sellaista sivua",
    405: "Tätä sivua voi vain lukea",
    413: "Se oli liikaa yhdellä kertaa",
    429: "Meitä on täällä juuri nyt monta",
    500: "Jokin meni meillä rikki",
    503: "Olemme hetken kiinni",
}
SECRET = "Kettutie 5"


def refuse(request):
    raise {
        "400": SuspiciousOperation,
        "403": PermissionDenied,
        "500": RuntimeError,
    }[request.GET["status"]](SECRET)


class WithRefusals:
    """The site's own addresses and one that refuses."""

    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = [path("kieltaytyy/", refuse), *urls.urlpatterns]


@pytest.mark.parametrize("status", STATUSES)
def test_page_has_its_words_and_the_help_numbers(rf, front, make_contact, status):
    make_contact("Kriisipuhelin", phone="09 2525 0111")

    answer = errors.error_page(rf.get("/"), status)

    html = answer.content.decode()
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    assert re.search(r"<h1>(.*?)</h1>", html)[1] == STATUSES[status]
    assert 'href="tel:0925250111"' in html
    assert 'href="/poistu"' in html


@pytest.mark.parametrize("status", ["400", "403", "500"])
def test_refusal_tells_nothing_of_its_cause(front, settings, status):
    settings.ROOT_URLCONF = WithRefusals

    answer = Client(raise_request_exception=False).get("/kieltaytyy/", {"status": status})

    assert answer.status_code == int(status)
    assert STATUSES[int(status)] in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_address_that_does_not_exist_is_404(asker, front):
    answer = asker.get("/ei-ole-olemassa/")

    assert answer.status_code == 404
    assert STATUSES[404] in answer.content.decode()
    assert answer.cookies == {}


def test_missing_page_has_its_words_in_development_too(asker, front, settings):
    settings.DEBUG = True

    answer = asker.get("/ei-ole-olemassa/")

    assert answer.status_code == 404
    assert STATUSES[404] in answer.content.decode()


@pytest.mark.parametrize("where", ["/sv/", "/en/"])
def test_error_speaks_the_language_of_the_address(asker, demo, where):
    html = asker.get(f"{where}ei-ole/").content.decode()

    assert {"/sv/": "Den sidan finns inte här", "/en/": "There is no such page here"}[where] in html


def test_page_for_a_broken_server_asks_no_database(rf, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = errors.server_error(rf.get("/")).content.decode()

    assert STATUSES[500] in html
    assert 'href="tel:112"' in html


def test_database_that_does_not_answer_still_gets_a_page(rf, front, monkeypatch):
    broken = Mock(side_effect=DatabaseError)

    monkeypatch.setattr(help_numbers, "contacts_for", broken)
    monkeypatch.setattr("home.frame.site_of", broken)

    answer = errors.error_page(rf.get("/"), 503)

    assert answer.status_code == 503
    assert STATUSES[503] in answer.content.decode()
    assert 'href="tel:112"' in answer.content.decode()


def test_broken_static_files_still_leave_a_page(rf, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }

    html = errors.server_error(rf.get("/")).content.decode()

    assert "<h1>Jokin meni meillä rikki</h1>" in html
    assert 'href="tel:112"' in html


def test_static_page_carries_the_numbers_of_the_day(site, make_contact, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    make_contact("Hätänumero", phone="112", sort_order=0)
    make_contact("Kriisipuhelin", phone="09 2525 0111", sort_order=1)

    call_command("write_static_pages", verbosity=0)

    html = (tmp_path / "static_pages" / "503.html").read_text()
    assert STATUSES[503] in html
    assert re.findall(r'href="tel:(.*?)"', html) == ["112", "0925250111"]
    assert HelpContact.objects.count() == 2


def test_cross_site_form_to_staff_is_refused_in_words(front):
    answer = Client(enforce_csrf_checks=True).post("/kirjaudu/", {"login": "a@b.example"})

    assert answer.status_code == 403
    assert STATUSES[403] in answer.content.decode()
