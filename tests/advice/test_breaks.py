"""Service breaks: a promise counts no day of one, and says so before anybody writes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from advice import actions
from advice.breaks import promise
from advice.models import Conversation, ServiceBreak, Status
from tests.advice.factories import make_conversation
from tests.advice.walk import PREVIEW, Walk, words
from trust import clock, receipts

pytestmark = pytest.mark.django_db

#: Friday 18.12.2026 at 21.10 in Finland.
EVENING = datetime(2026, 12, 18, 19, 10, tzinfo=UTC)
LIST = reverse("wagtailsnippets_advice_servicebreak:list")


@pytest.fixture(autouse=True)
def evening() -> Any:
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


def pause(first: str, last: str) -> ServiceBreak:
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)}
    return ServiceBreak.objects.create(**days)


def due(hours: int = 72) -> str:
    return f"{clock.local(promise(clock.now(), hours).due_at):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("breaks", "promised"),
    [
        ([], "2026-12-21 21:10"),
        ([("2026-12-01", "2026-12-17")], "2026-12-21 21:10"),
        ([("2026-12-22", "2026-12-27")], "2026-12-21 21:10"),
        ([("2026-12-21", "2026-12-21")], "2026-12-22 21:10"),
        ([("2026-12-20", "2026-12-27")], "2026-12-29 21:10"),
        ([("2026-12-10", "2026-12-19")], "2026-12-23 21:10"),
        ([("2026-12-20", "2026-12-24"), ("2026-12-23", "2026-12-27")], "2026-12-29 21:10"),
        ([("2026-12-19", "2026-12-19"), ("2026-12-22", "2026-12-22")], "2026-12-23 21:10"),
    ],
)
def test_promise_counts_no_day_of_a_break(breaks, promised):
    for first, last in breaks:
        pause(first, last)
    assert due() == promised


def test_promise_keeps_its_hour_over_the_spring(evening):
    evening.move_to(datetime(2027, 3, 26, 15, 0, tzinfo=UTC))
    pause("2027-03-27", "2027-03-28")
    assert due() == "2027-03-31 17:00"


def test_promise_names_the_first_break_that_moves_it():
    first = pause("2026-12-20", "2026-12-20")
    pause("2026-12-21", "2026-12-21")
    pause("2026-12-30", "2026-12-31")
    assert promise(clock.now(), 72).moved_by == first


def test_question_and_next_letter_are_promised_after_the_break(aino):
    pause("2026-12-20", "2026-12-27")
    asked = make_conversation(by=aino, status=Status.ANSWERED)
    actions.write_again(asked, text="Vielä", nonce="1")
    waiting = make_conversation()
    moments = {one.due_at for one in Conversation.objects.filter(pk__in=[asked.pk, waiting.pk])}
    assert moments == {datetime(2026, 12, 29, 19, 10, tzinfo=UTC)}


def test_promise_given_before_the_break_was_set_stays(evening):
    asked = make_conversation()
    pause("2026-12-20", "2026-12-27")
    asked.refresh_from_db()
    assert asked.due_at == datetime(2026, 12, 21, 19, 10, tzinfo=UTC)


def test_form_and_preview_say_it_before_one_writes(walk: Walk):
    shown = walk.client.post(PREVIEW, walk.fields(edit="1"))
    assert "Palvelutauko" not in words(shown)
    pause("2026-12-20", "2026-12-27")
    for extra in ({"edit": "1"}, {}):
        shown = walk.client.post(PREVIEW, walk.fields(**extra))
        said = words(shown)
        assert "Palvelutauko 20.12.–27.12." in said
        assert "viimeistään tiistaina 29.12." in said
        assert "kolmen päivän kuluessa" not in said


def test_conversation_says_it_before_the_next_letter(walk: Walk, aino):
    number = receipts.new_number()
    make_conversation(by=aino, status=Status.ANSWERED, number=number)
    waiting = walk.ask()
    pause("2026-12-19", "2026-12-19")
    assert "Kukaan ei" not in words(walk.open(waiting))
    assert "kysymyksiin ei vastata lauantaina 19.12." in words(walk.open(number))
    assert "kysymyksiin ei vastata" not in words(walk.open(waiting))


def test_coordinator_keeps_the_breaks_and_nobody_else(request, signed_in):
    seen = {}
    for name in ("aino", "coordinator", "editor", "administrator"):
        seen[name] = signed_in(request.getfixturevalue(name)).get(LIST).status_code
    assert seen == {"aino": 404, "coordinator": 200, "editor": 302, "administrator": 302}


def test_coordinator_sets_a_break_in_the_admin(coordinator, signed_in):
    address = reverse("wagtailsnippets_advice_servicebreak:add")
    client = signed_in(coordinator)
    backwards = client.post(address, {"first_day": "2026-12-27", "last_day": "2026-12-20"})
    assert "Viimeinen päivä ei voi olla ennen ensimmäistä" in backwards.content.decode()
    client.post(address, {"first_day": "2026-12-20", "last_day": "2026-12-27"})
    assert [str(one) for one in ServiceBreak.objects.all()] == [
        "20. joulukuuta 2026 – 27. joulukuuta 2026"
    ]
