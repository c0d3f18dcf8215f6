"""The year's numbers as a coordinator sees them: whole years, and no small number."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advice import tallies
from advice.models import Event, Tally

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 24, 10, 0, tzinfo=UTC)
PAGE = "/tyotila/neuvonta/luvut/"


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    return signed_in(coordinator)


def tally(number: int, event: Event = Event.ASKED, *, month: date, topic="", perspective="self"):
    Tally.objects.create(
        month=month, what=event, topic=topic, perspective=perspective, count=number
    )


def tables(client: Any, **query: Any) -> dict[str, list[list[str]]]:
    """Every table of the page by its title, as rows of words."""
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    shown = answer.content.decode()
    found = {}
    for part in re.findall(r'<section class="flow numbers-table".*?</section>', shown, re.DOTALL):
        title = words(re.search(r"<h2.*?</h2>", part, re.DOTALL)[0])
        body = re.search(r"<tbody>.*?</tbody>", part, re.DOTALL)[0]
        rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
        cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
        found[title] = [[words(cell) for cell in row] for row in cells]
    return found


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


HIDDEN = "– ei näytetä"


def test_page_without_numbers_is_calm(desk):
    shown = desk.get(PAGE).content.decode()
    assert "Vuodelta 2026 ei ole vielä lukuja" in shown
    assert "<table" not in shown


def test_tables_show_the_year_by_month_topic_and_perspective(desk, gambling, substances):
    for month, number in ((date(2026, 1, 1), 6), (date(2026, 3, 1), 9)):
        tally(number, month=month)
        tally(number, month=month, topic=gambling.slug)
        tally(number, Event.ANSWERED, month=month)
    tally(7, month=date(2026, 3, 1), perspective="close")
    tally(7, month=date(2026, 3, 1), perspective="close", topic=substances.slug)
    tally(99, month=date(2025, 12, 1))
    found = tables(desk)
    assert found["Kuukausittain"] == [
        ["Tammikuu", "6", "0", "6", "0"],
        ["Helmikuu", "0", "0", "0", "0"],
        ["Maaliskuu", "16", "0", "9", "0"],
        ["Koko vuosi", "22", "0", "15", "0"],
    ]
    assert found["Aiheittain"] == [
        ["Päihteet", "7", "0"],
        ["Rahapelaaminen", "15", "0"],
        ["Koko vuosi", "22", "15"],
    ]
    assert found["Sen mukaan, kenen tilanteesta oli kyse"] == [
        ["Oma tilanteeni", "15", "15"],
        ["Läheiseni tilanne", "7", "0"],
        ["Koko vuosi", "22", "15"],
    ]


def test_small_numbers_and_what_would_tell_of_them_are_not_shown(desk, gambling, substances):
    january = date(2026, 1, 1)
    for number, slug in ((30, gambling.slug), (4, substances.slug), (12, "kolmas")):
        tally(number, month=january, topic=slug)
    tally(46, month=january)
    tally(4, Event.ANSWERED, month=january)
    found = tables(desk)
    assert found["Aiheittain"] == [
        ["Päihteet", HIDDEN, "0"],
        ["Rahapelaaminen", "30", "0"],
        ["Kolmas", HIDDEN, "0"],
        ["Koko vuosi", "46", HIDDEN],
    ]
    assert found["Kuukausittain"][0] == ["Tammikuu", "46", "0", HIDDEN, "0"]


def test_endings_are_shown_of_the_whole_year(desk):
    for month, event, number in (
        (1, Event.CLOSED_LIMIT, 3),
        (2, Event.CLOSED_LIMIT, 4),
        (2, Event.CLOSED_COORDINATOR, 2),
        (3, Event.ERASED, 5),
    ):
        tally(number, event, month=date(2026, month, 1))
    found = tables(desk)["Miten keskustelut päättyivät"]
    assert [cells for _name, *cells in found] == [["7"], ["0"], ["0"], [HIDDEN], ["5"]]


def test_only_years_with_numbers_can_be_chosen(desk):
    tally(6, month=date(2024, 5, 1))
    shown = desk.get(PAGE).content.decode()
    assert re.findall(r'href="\?vuosi=(\d+)"', shown) == ["2026", "2024"]
    assert tables(desk, vuosi="2024")["Kuukausittain"][4] == ["Toukokuu", "6", "0", "0", "0"]
    assert len(tables(desk, vuosi="2024")["Kuukausittain"]) == 13
    for nonsense in ("1999", "x", "2025", "9" * 30):
        assert "Luvut 2026" in words(desk.get(PAGE, {"vuosi": nonsense}).content.decode())


def test_all_events_at_once_are_as_each_one_alone(gambling):
    for nth, event in enumerate(Event):
        for month in (1, 2):
            tally(3 + nth * month, event, month=date(2026, month, 1))
            tally(3 + nth, event, month=date(2026, month, 1), topic=gambling.slug)
    span = {"first": date(2026, 1, 1), "last": date(2026, 12, 1)}
    for by in tallies.PARTS:
        together = tallies.shown_all(by=by, **span)
        assert together == {event: tallies.shown(event, by=by, **span) for event in Event}


def test_page_asks_the_database_equally_often_for_1_and_many(desk, make_topic):
    def queries() -> int:
        desk.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            desk.get(PAGE)
        return len(seen)

    tally(6, month=date(2026, 1, 1), topic="yksi")
    with_one = queries()
    for nth in range(30):
        make_topic(f"aihe-{nth}")
        for month in (1, 2, 3):
            tally(6, month=date(2026, month, 1), topic=f"aihe-{nth}")
    assert queries() == with_one <= 20


def test_overview_leads_to_the_numbers(desk):
    assert f'href="{PAGE}"' in desk.get(reverse("advice_desk:overview")).content.decode()
