"""With the number in hand: where the conversation is, how long it is, and what is promised."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps

from advice import actions
from advice.models import Conversation, Message, Status
from home.models import ServiceContact
from kokenet import plugins
from tests.advice.factories import make_conversation
from tests.advice.visitor import hidden
from tests.advice.walk import AGAIN, Walk, main, page, typed, words
from trust import receipts

pytestmark = pytest.mark.django_db

#: 72 hours by the wall clock over a change of it: asked, due, eight and three real hours before.
CHANGES = {
    "spring": (
        "2027-03-25T08:00:00Z",
        "2027-03-28T07:00:00Z",
        "2027-03-27T23:00:00Z",
        "2027-03-28T04:00:00Z",
    ),
    "autumn": (
        "2026-10-22T07:00:00Z",
        "2026-10-25T08:00:00Z",
        "2026-10-25T00:00:00Z",
        "2026-10-25T05:00:00Z",
    ),
}
WORRY = "Vastaus voi myöhästyä, ja olemme siitä pahoillamme"
LATE = "Vastaus on myöhässä, ja olemme siitä pahoillamme."
LONG_WAY = ["Saapunut", "Kirjoitetaan", "Tarvittaessa toinen lukee", "Vastattu"]


def turns(response: Any) -> list[str]:
    """What each letter of the page says of its own number; "" where it says nothing."""
    letters = re.findall(r"<article.*?</article>", main(response), re.DOTALL)
    found = [re.search(r'class="letter-turn">([^<]*)<', letter) for letter in letters]
    return [match[1] if match else "" for match in found]


def way(response: Any) -> tuple[list[str], list[str]]:
    """The stations in words, and those that are marked as present."""
    line = re.search(r'<ol class="steps.*?</ol>', main(response), re.DOTALL)
    items = re.findall(r"<li([^>]*)>([^<]*)", line[0]) if line else []
    return [said for _, said in items], [said for marks, said in items if "aria-current" in marks]


def conversation_at(status: str, by: Any, **fields: Any) -> Conversation:
    """A conversation in any status; at the gate as a letter there leaves the row."""
    begins = "writing" if status == "review" else status
    conversation = make_conversation(status=begins, by=by, **fields)
    Conversation.objects.filter(pk=conversation.pk).update(status=status)
    conversation.refresh_from_db()
    return conversation


def make_service(name: str, *topics: Any) -> ServiceContact:
    locale = ServiceContact._meta.get_field("locale").related_model.get_default()
    service = ServiceContact.objects.create(
        name=name, what_for="Kun mietityttää.", phone="0800 1", locale=locale
    )
    service.topics.set(topics)
    return service


# Where it is


@pytest.mark.parametrize(
    ("status", "stations", "present"),
    [
        ("quarantined", LONG_WAY, "Saapunut"),
        ("waiting", LONG_WAY, "Saapunut"),
        ("writing", LONG_WAY, "Kirjoitetaan"),
        ("review", ["Saapunut", "Kirjoitetaan", "Toinen lukee", "Vastattu"], "Toinen lukee"),
        ("answered", ["Saapunut", "Kirjoitetaan", "Vastattu"], "Vastattu"),
    ],
)
def test_way_of_the_message_is_told_in_words(
    walk: Walk, aino: Any, status: str, stations: list[str], present: str
) -> None:
    number = receipts.new_number()
    conversation_at(status, aino, number=number)

    assert way(walk.open(number)) == (stations, [present])


def test_ended_conversation_has_no_way_to_go(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    conversation_at("closed", aino, number=number)

    assert way(walk.open(number)) == ([], [])


def test_quarantined_page_differs_in_nothing_from_waiting(walk: Walk) -> None:
    pages = []
    for status in (Status.QUARANTINED, Status.WAITING):
        number = receipts.new_number()
        with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
            make_conversation(number=number, status=status)
            html = main(walk.open(number))
        pages.append(re.sub(r'name="ticket" value="[^"]*"', "", html))

    assert pages[0] == pages[1]


# The promise


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("status", "margin"), [("quarantined", 2), ("waiting", 2), ("writing", 3), ("review", 3)]
)
def test_promise_about_to_break_is_admitted_before_its_hour(
    walk: Walk, aino: Any, change: str, status: str, margin: int
) -> None:
    asked, due, *_ = moments = CHANGES[change]
    number = receipts.new_number()
    with time_machine.travel(asked, tick=False):
        conversation = conversation_at(status, aino, number=number)
    assert conversation.due_at.isoformat() == due.replace("Z", "+00:00")

    with time_machine.travel(moments[margin], tick=False) as now:
        admitted = words(walk.open(number))
        now.shift(timedelta(seconds=-1))
        calm = words(walk.open(number))

    assert WORRY in admitted
    assert WORRY not in calm
    for said in (admitted, calm):
        assert "sunnuntaina" in said
        assert "klo 10.00" in said


def test_broken_promise_is_admitted_once_and_keeps_its_hour(walk: Walk) -> None:
    number = receipts.new_number()
    asked, due, *_ = CHANGES["autumn"]
    with time_machine.travel(asked, tick=False):
        make_conversation(number=number)
    with time_machine.travel(due, tick=False) as now:
        now.shift(timedelta(seconds=1))
        response = walk.open(number)

    assert LATE in words(response)
    assert WORRY not in words(response)
    assert main(response).count('id="promise"') == 1


@pytest.mark.parametrize("hours", [66, 73])
def test_other_help_is_shown_when_the_answer_is_late_or_may_be(
    walk: Walk, gambling: Any, hours: int
) -> None:
    make_service("Peliapu", gambling)
    make_service("Muu paikka")
    number = receipts.new_number()
    with time_machine.travel("2026-11-16T10:00:00Z", tick=False) as now:
        make_conversation(number=number, topics=[gambling])
        calm = words(walk.open(number))
        now.shift(timedelta(hours=hours))
        response = walk.open(number)

    assert "Peliapu" not in calm
    assert "Peliapu" in words(response)
    assert "Muu paikka" not in words(response)
    assert 'href="#help-title"' in main(response)
    assert 'id="help-title"' in page(response)


def test_answered_conversation_promises_and_worries_nothing(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    make_conversation(number=number, status=Status.ANSWERED, by=aino)

    said = words(walk.open(number))

    assert "viimeistään" not in said
    assert WORRY not in said


# Who writes next


def test_change_of_writer_is_told_while_waiting(
    walk: Walk, aino: Any, eero: Any, coordinator: Any
) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number, status=Status.ANSWERED, by=aino)
    actions.write_again(conversation, text="Vielä yksi", nonce="1")
    same = words(walk.open(number))
    actions.assign(conversation, expert=eero.expert, by=coordinator)
    other = words(walk.open(number))
    actions.send_answer(conversation, text="Hei, täällä Eero", answers=3, by=eero)
    answered = words(walk.open(number))

    told = "Seuraavaksi sinulle kirjoittaa toinen kokemusasiantuntija."
    assert [told in said for said in (same, other, answered)] == [False, True, False]


def test_released_letter_tells_that_the_writer_may_change(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number, status=Status.ANSWERED, by=aino)
    actions.write_again(conversation, text="Vielä yksi", nonce="1")
    actions.release(conversation, by=aino)

    assert "voi kirjoittaa toinen kokemusasiantuntija" in words(walk.open(number))


def test_first_question_given_to_another_says_nothing_of_writers(
    walk: Walk, aino: Any, eero: Any, coordinator: Any
) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number, status=Status.WRITING, by=aino)
    actions.assign(conversation, expert=eero.expert, by=coordinator)

    assert "toinen kokemusasiantuntija" not in words(walk.open(number))


# The day of the last opening


def test_day_of_the_opening_before_is_shown(walk: Walk) -> None:
    number = receipts.new_number()
    with time_machine.travel("2026-03-04T21:30:00Z", tick=False) as now:
        make_conversation(number=number)
        first = words(walk.open(number))
        second = words(walk.open(number))
        now.shift(timedelta(hours=1))  # past midnight in Finland
        third = words(walk.open(number))
        fourth = words(walk.open(number))

    assert "Avattu viimeksi" not in first
    for said in (second, third):
        assert "Avattu viimeksi: keskiviikkona 4.3." in said
    assert "Avattu viimeksi: torstaina 5.3." in fourth
    assert "Etkö se ollut sinä?" in fourth


def test_acts_by_ticket_and_wrong_numbers_are_no_openings(walk: Walk) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number)
    walk.open("1234")
    walk.open(receipts.new_number())
    conversation.refresh_from_db()
    assert conversation.opened_on is None

    with time_machine.travel("2026-03-04T10:00:00Z", tick=False) as now:
        ticket = walk.ticket(number)
        now.shift(timedelta(minutes=5))
        said = words(walk.again(ticket, "Vielä"))
    assert "Avattu viimeksi" not in said
    conversation.refresh_from_db()
    assert conversation.opened_on.isoformat() == "2026-03-04"


# A receipt number in a letter


def test_number_in_a_letter_is_asked_about_once_and_never_refused(walk: Walk) -> None:
    ticket = walk.ticket(walk.ask())
    quoting = f"Numeroni on {receipts.show_number(receipts.new_number())}."

    asked = walk.again(ticket, quoting)
    assert asked.status_code == 422
    assert "Siinä näyttää olevan tunnusnumero." in words(asked)
    assert typed(asked) == quoting
    assert Message.objects.count() == 1

    fields = {"ticket": hidden(page(asked), "ticket"), "quoted": hidden(page(asked), "quoted")}
    sent = walk.client.post(AGAIN, fields | {"text": quoting})
    assert sent.status_code == 200
    assert Message.objects.count() == 2


def test_number_in_a_letter_is_not_asked_about_again_after_half_an_hour(walk: Walk) -> None:
    number = walk.ask()
    quoting = f"Numeroni on {receipts.new_number()}."

    asked = walk.again("vanha", quoting, quoted="yes")
    assert hidden(page(asked), "quoted") == "yes"
    sent = walk.again("vanha", quoting, quoted="yes", number=number)

    assert sent.status_code == 200
    assert Message.objects.count() == 2


# Ways on


def test_ended_conversation_offers_what_the_services_offer(
    walk: Walk, aino: Any, gambling: Any, monkeypatch: Any
) -> None:
    asked: list[Any] = []

    def offer(_request: Any, topic_keys: list) -> list[plugins.MenuItem]:
        asked.append(topic_keys)
        return [plugins.MenuItem("Varaa vastaanotto", "/vastaanotto/")]

    monkeypatch.setattr(apps.get_app_config("booking"), "ways_on", offer)
    make_service("Peliapu", gambling)
    number = receipts.new_number()
    make_conversation(number=number, status=Status.CLOSED, by=aino, topics=[gambling])

    response = walk.open(number)

    link = '<a class="button button-quiet" href="/vastaanotto/">Varaa vastaanotto</a>'
    assert link in main(response)
    assert "Peliapu" in words(response)
    assert asked == [[gambling.translation_key]]


def test_calendar_is_offered_while_an_answer_is_owed_and_not_late(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number, hours=24)
    offered = "Hae kalenterimerkintä"
    assert offered in words(walk.open(number))
    with time_machine.travel(conversation.due_at + timedelta(minutes=1)):
        assert offered not in words(walk.open(number))
    actions.claim(conversation, by=aino)
    actions.send_answer(conversation, text="Kiitos", answers=1, by=aino)
    assert offered not in words(walk.open(number))


# Length


def test_each_letter_of_the_asker_tells_its_own_number(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number, status="writing", by=aino)
    actions.write_again(conversation, text="Vielä yksi asia", nonce="1")
    actions.send_answer(conversation, text="Kiitos", answers=2, by=aino)
    actions.write_again(conversation, text="Ja toinen", nonce="2")

    response = walk.open(number)

    assert turns(response) == ["Viesti 1/5", "Viesti 2/5", "", "Viesti 3/5"]
    assert main(response).count('id="message-count"') == 1


def test_expert_sees_the_number_of_each_letter(aino: Any, signed_in: Any, gambling: Any) -> None:
    conversation = make_conversation(status="writing", by=aino, topics=[gambling], limit=3)
    actions.write_again(conversation, text="Vielä yksi asia", nonce="1")

    response = signed_in(aino).get(f"/tyotila/neuvonta/{conversation.pk}/kirjoita/")

    assert turns(response) == ["Viesti 1/3", "Viesti 2/3"]
    assert main(response).count('id="message-count"') == 1
