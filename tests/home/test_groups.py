"""Peer-support groups: found by topic, for whom and where, and taken into a calendar."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from home.demo.groups import TUESDAY, Weekly
from home.models import GroupListPage, PeerGroup, SectionPage, TopicPage
from trust import clock

pytestmark = pytest.mark.django_db

KEPT = "/hallinta/snippets/home/peergroup/"


@pytest.fixture
def groups(make_page: Any) -> GroupListPage:
    page: GroupListPage = make_page("vertaisryhmat", model=GroupListPage)
    return page


@pytest.fixture
def make_group(gambling: Any) -> Any:
    """make_group("Ilta", gambling, online=True)"""

    def make(name: str, *topics: Any, **fields: Any) -> PeerGroup:
        told = {"what": "Jutellaan.", "for_whom": "own", "place": "Talo", "when": "tiistaisin"}
        told |= {"email": "ryhma@kokenet.example"} | fields
        group = PeerGroup.objects.create(name=name, locale=gambling.locale, **told)
        group.topics.set(topics)
        return group

    return make


def main(client: Any, path: str = "/vertaisryhmat/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    words: str = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return words


def named(html: str) -> list[str]:
    return re.findall(r'class="service-name">(.*?)</h2>', html)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Ilta", "Kumpikin", "Läheiset", "Verkko"]),
        ("aihe=rahapelaaminen", ["Ilta", "Verkko"]),
        ("kenelle=close", ["Läheiset", "Verkko"]),
        ("missa=verkossa", ["Kumpikin", "Verkko"]),
        ("missa=paikalla", ["Ilta", "Kumpikin", "Läheiset"]),
        ("missa=paikalla&kenelle=own", ["Ilta", "Kumpikin"]),
        ("miten=vapaasti", ["Ilta", "Läheiset", "Verkko"]),
        ("miten=sovitusti", ["Kumpikin"]),
        ("uusia=ottaa", ["Ilta", "Kumpikin", "Verkko"]),
        ("uusia=ei-nyt&miten=vapaasti", ["Läheiset"]),
        ("missa=kuussa&aihe=x", ["Ilta", "Kumpikin", "Läheiset", "Verkko"]),
        ("missa=verkossa&aihe=paihteet&uusia=ei-nyt", []),
    ],
)
def test_groups_are_chosen_by_plain_links(
    asker, groups, make_group, gambling, substances, query, shown
):
    make_group("Ilta", gambling)
    make_group("Kumpikin", substances, online=True, goal=True)
    make_group("Läheiset", substances, for_whom="close", is_open=False)
    make_group("Verkko", gambling, for_whom="both", place="", online=True)
    html = main(asker, f"/vertaisryhmat/?{query}")
    assert named(html) == shown
    assert ("Tällaista ryhmää ei ole vielä." in html) is (shown == [])


def test_group_tells_what_one_asks_before_coming(asker, groups, make_group):
    make_group("Ilta", is_open=False, goal=True, leader="Vertaisohjaaja", phone="040 123")
    html = main(asker)
    for words in ("tiistaisin", "Talo", "Vertaisohjaaja", "ei ota juuri nyt uusia", "tel:040123"):
        assert words in html


def test_list_takes_as_many_queries_however_many_groups(asker, groups, make_group, gambling):
    counted = []
    for nth in range(30):
        make_group(f"Ryhmä {nth}", gambling)
        if nth in (0, 29):
            main(asker)
            with CaptureQueriesContext(connection) as seen:
                main(asker)
            counted.append(len(seen))
    assert counted[0] == counted[1] <= 12


def test_calendar_has_the_meetings_in_finnish_time(asker, make_group):
    at = datetime(2026, 10, 20, 14, 0, tzinfo=UTC)
    group = make_group("Ilta & yö", next_at=at, repeats=2, minutes=90)
    answer = asker.get(f"/ryhma/{group.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer["Content-Disposition"] == 'attachment; filename="ilta-yo.ics"'
    assert answer.cookies == {}
    calendar = Calendar.from_ical(answer.content)
    event = calendar.walk("VEVENT")[0]
    assert (str(event["summary"]), str(event["location"])) == ("Ilta & yö", "Talo")
    assert event.decoded("dtstart") == at
    assert event["dtstart"].params["TZID"] == "Europe/Helsinki"
    assert (event["rrule"]["FREQ"], event["rrule"]["INTERVAL"]) == (["WEEKLY"], [2])


def test_group_without_a_time_has_no_calendar(asker, make_group):
    group = make_group("Ilta")
    assert asker.get(f"/ryhma/{group.pk}.ics").status_code == 404


def test_group_that_cannot_be_found_is_refused(make_group):
    for fields in ({"email": ""}, {"place": ""}):
        with pytest.raises(ValidationError):
            make_group("Ilta", **fields).full_clean()


def test_topic_page_shows_its_groups(asker, make_page, make_group, gambling, substances):
    section = make_page("aiheet", model=SectionPage)
    make_page("pelaaminen", model=TopicPage, under=section, topic=gambling)
    make_group("Pelaajat", gambling)
    make_group("Muut", substances)
    html = main(asker, "/aiheet/pelaaminen/")
    assert ("Pelaajat" in html, "Muut" in html) == (True, False)


def test_staff_are_reminded_of_stale_groups_until_they_are_checked(signed_in, editor, make_group):
    group = make_group("Iltaryhmä", checked_on=date(2025, 1, 1))
    make_group("Tarkistettu ryhmä", checked_on=date(2026, 11, 1))
    with time_machine.travel("2026-11-21T12:00:00Z"):
        client = signed_in(editor)
        before = client.get("/hallinta/").content.decode()
        stale = client.get(f"{KEPT}?checked=stale").content.decode()
        group.checked_on = date(2026, 11, 21)
        group.save()
        after = client.get("/hallinta/").content.decode()

    assert ": ryhma@kokenet.example – tarkistettu 1.1.2025" in before
    assert "Tarkistettu ryhmä" not in before
    assert f"{KEPT}?checked=stale" in before
    assert ("Iltaryhmä" in stale, "Tarkistettu ryhmä" in stale) == (True, False)
    assert "Iltaryhmä" not in after


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (datetime(2026, 11, 21, 9, tzinfo=UTC), "24.11.2026 10.00"),
        (datetime(2026, 11, 24, 3, tzinfo=UTC), "1.12.2026 10.00"),
        (datetime(2026, 10, 19, 22, tzinfo=UTC), "27.10.2026 10.00"),
    ],
)
def test_weekly_meeting_is_next_in_finnish_time(today, told):
    at = clock.local(Weekly(TUESDAY, hour=10, minutes=180).after(today))
    assert f"{at.day}.{at.month}.{at.year} {at:%H.%M}" == told


def test_group_of_the_demo_that_meets_weekly_is_taken_into_a_calendar(asker, demo):
    html = main(asker, "/vertaisryhmat/")
    addresses = re.findall(r'href="(/ryhma/\d+\.ics)"', html)
    assert len(addresses) == 2
    for address in addresses:
        event = Calendar.from_ical(asker.get(address).content).walk("VEVENT")[0]
        assert event.decoded("dtstart") > clock.now()
        assert (event["rrule"]["FREQ"], event["rrule"]["INTERVAL"]) == (["WEEKLY"], [1])
