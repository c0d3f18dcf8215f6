"""The directory of services to turn to: everything in it is found by topic, region and way."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.demo.services import SERVICES
from home.models import ServiceContact, ServiceListPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(make_page: Any) -> ServiceListPage:
    page: ServiceListPage = make_page("palvelut", model=ServiceListPage)
    return page


@pytest.fixture
def make_service(make_topic):
    """make_service("Peluuri", gambling, phone="0800 1", region="Pirkanmaa")"""

    def make(name: str, *topics: Any, language: str = "fi", **fields: Any) -> ServiceContact:
        locale = make_topic("kieli", language=language).locale
        told = {"what_for": f"{name} auttaa.", "locale": locale} | fields
        service = ServiceContact.objects.create(name=name, **told)
        service.topics.set(topics)
        return service

    return make


def main(client: Any, path: str = "/palvelut/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    words: str = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return words


def named(html: str) -> list[str]:
    return re.findall(r'class="service-name">(.*?)</h2>', html)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Chatti", "Linja", "Tampere", "Turku"]),
        ("aihe=rahapelaaminen", ["Linja", "Turku"]),
        ("alue=koko-maa", ["Chatti", "Linja"]),
        ("alue=pirkanmaa", ["Tampere", "Chatti", "Linja"]),
        ("yhteys=chat", ["Chatti"]),
        ("yhteys=puhelin", ["Linja", "Tampere"]),
        ("yhteys=verkko&alue=varsinais-suomi", ["Turku"]),
        ("yhteys=kirje&aihe=x&alue=kuu", ["Chatti", "Linja", "Tampere", "Turku"]),
        ("yhteys=chat&aihe=rahapelaaminen", []),
    ],
)
def test_services_are_chosen_by_plain_links(
    asker, services, make_service, gambling, substances, query, shown
):
    make_service("Linja", gambling, phone="0800 1")
    make_service("Chatti", substances, chat="https://chat.example/")
    make_service("Tampere", substances, phone="03 1", region="Pirkanmaa")
    make_service("Turku", gambling, web="https://turku.example/", region="Varsinais-Suomi")
    html = main(asker, f"/palvelut/?{query}")
    assert named(html) == shown
    assert ("Tällaista palvelua ei ole vielä." in html) is (shown == [])


def test_service_tells_how_to_get_through_and_when_it_was_checked(asker, services, make_service):
    make_service(
        "Linja", phone="0800 9 8009", web="https://www.apu.example/", checked_on=date(2026, 3, 4)
    )
    make_service("Muu", phone="010 1")
    html = main(asker)
    assert '<a class="service-phone" href="tel:080098009">0800 9 8009</a>' in html
    assert ">apu.example</a>" in html
    assert html.count("tarkistettu") == 1
    assert "tarkistettu 4.3.2026" in html


def test_page_has_the_services_of_its_own_language_only(
    asker, swedish_front, make_page, make_service
):
    make_page("tjanster", model=ServiceListPage, under=swedish_front)
    make_service("Linja", phone="0800 1")
    make_service("Linjen", phone="0800 2", language="sv")
    assert named(main(asker, "/sv/tjanster/")) == ["Linjen"]


def test_filtered_lists_ask_search_engines_to_leave_them(asker, services, make_service, gambling):
    make_service("Linja", gambling, phone="0800 1")
    robots = '<meta name="robots" content="noindex, follow">'
    assert robots not in asker.get("/palvelut/").content.decode()
    assert robots in asker.get("/palvelut/?aihe=rahapelaaminen").content.decode()


def test_search_finds_the_directory_and_what_is_in_it(asker, services, make_service):
    page = ServiceListPage.objects.get()
    page.introduction = "Paikkoja joihin voi soittaa."
    page.save_revision().publish()
    make_service("Velkalinja", phone="0800 1")
    assert 'href="/palvelut/"' in main(asker, "/haku/?q=paikkoja")
    assert "Velkalinja" in main(asker, "/haku/?q=velkalinja")


def test_list_takes_as_many_queries_however_many_services(asker, services, make_service, gambling):
    counted = []
    for nth in range(30):
        make_service(f"Palvelu {nth}", gambling, phone="1")
        if nth in (0, 29):
            main(asker)
            with CaptureQueriesContext(connection) as seen:
                main(asker)
            counted.append(len(seen))
    assert counted[0] == counted[1] <= 12


def test_demo_has_fifteen_national_services_with_numbers_to_check(asker, demo, signed_in, editor):
    finnish = ServiceContact.objects.in_language("fi")
    assert finnish.exclude(phone="").filter(region="").count() == 15
    assert not ServiceContact.objects.exclude(checked_on=None).exists()

    for path, language in (("/palvelut/", "fi"), ("/sv/tjanster/", "sv"), ("/en/services/", "en")):
        assert sorted(named(main(asker, path))) == sorted(one.name for one in SERVICES[language])
    listed = signed_in(editor).get("/hallinta/snippets/home/servicecontact/?locale=fi&p=1")
    rows = listed.content.decode()
    assert rows.count("tarkista ennen julkaisua") == len(SERVICES["fi"])
