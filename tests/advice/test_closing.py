"""The coordinator ends, erases, lets in and discards: each says what happens, and does it once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from advice import actions, retention
from advice.models import Conversation, Draft, Ending, Message, Status, Tally, Tombstone
from tests.advice.factories import make_conversation
from tests.advice.visitor import shown_number
from tests.advice.walk import SEND, Walk, page, words
from tests.conftest import with_second_factor
from trust import receipts
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXT = "Luottamuksellinen kirje sadepäivältä"
STATUSES = list(Status)
ACTS = ("close", "erase", "discard")
OTHERS = ("aino", "eero", "editor", "administrator", "stranger")


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    return signed_in(coordinator)


def to(name: str, conversation: Conversation | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk] if conversation else [])


def made(status: str, aino: Any, gambling: Any, **more: Any) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], by=aino, status=status, **more)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_a_coordinator_ends_erases_or_discards(
    request, aino, gambling, signed_in, who, status, act
):
    conversation = made(status, aino, gambling)
    client = signed_in(request.getfixturevalue(who))
    for method in ("get", "post"):
        assert getattr(client, method)(to(act, conversation)).status_code == 404
    assert Conversation.objects.get(pk=conversation.pk).status == status


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", STATUSES)
def test_page_asks_first_and_changes_and_opens_nothing(desk, aino, gambling, trail, status, act):
    conversation = made(status, aino, gambling)
    before = len(trail())
    answer = desk.get(to(act, conversation))
    assert TEXT not in answer.content.decode()
    assert Conversation.objects.get(pk=conversation.pk).status == status
    assert [row for row in trail()[before:] if row[1] != "refused"] == []


# Ending


@pytest.mark.parametrize("status", [Status.WAITING, Status.WRITING, Status.REVIEW, Status.ANSWERED])
def test_close_ends_it_without_reading(desk, coordinator, aino, gambling, trail, status):
    conversation = made(status, aino, gambling)
    before = len(trail())
    answer = desk.post(to("close", conversation))
    assert answer.headers["Location"] == to("overview")
    conversation.refresh_from_db()
    assert (conversation.status, conversation.ending) == (Status.CLOSED, Ending.COORDINATOR)
    who = f"user {coordinator.pk}"
    assert trail()[before:] == [("advice.close", "done", who, str(conversation.pk))]
    told = OutgoingMail.objects.filter(kind="advice.ended").values_list("to__email", flat=True)
    assert list(told) == ([] if status == Status.WAITING else [aino.email])
    assert "päätetty" in words(desk.get(to("overview")))


@pytest.mark.parametrize("status", STATUSES)
def test_close_page_says_whether_somebody_waits_in_vain(desk, aino, gambling, status):
    conversation = made(status, aino, gambling)
    answer = desk.get(to("close", conversation))
    if status == Status.QUARANTINED:
        assert answer.status_code == 404
    elif status == Status.CLOSED:
        assert answer.headers["Location"] == to("standing", conversation)
    else:
        owed = status != Status.ANSWERED
        assert ("odottaa nyt vastausta eikä saa sitä" in words(answer)) is owed
        assert "60 päivän ajan" in words(answer)


def test_close_twice_leaves_the_first_ending(desk, aino, gambling, trail):
    conversation = made(Status.ANSWERED, aino, gambling)
    actions.close(conversation, ending=Ending.ASKER, by=None)
    assert desk.post(to("close", conversation)).status_code == 302
    conversation.refresh_from_db()
    assert conversation.ending == Ending.ASKER
    assert len(trail("advice.close")) == 1


def test_asker_reads_that_the_coordinator_ended_it(desk, aino, gambling, asker):
    number = receipts.new_number()
    conversation = made(Status.WRITING, aino, gambling, number=number)
    desk.post(to("close", conversation))
    shown = words(asker.post("/neuvonta/vastaus/", {"number": number}))
    assert "Koordinaattori on päättänyt tämän keskustelun" in shown


# Erasing


@pytest.mark.parametrize("status", STATUSES)
def test_erase_leaves_nothing_and_the_number_opens_nothing(
    desk, coordinator, aino, gambling, asker, trail, status
):
    number = receipts.new_number()
    conversation = made(status, aino, gambling, number=number)
    if status == Status.WRITING:
        actions.save_draft(conversation, text="Kesken", by=aino)
    OutgoingMail.objects.all().delete()
    before = len(trail())
    assert desk.post(to("erase", conversation)).headers["Location"] == to("overview")
    assert (Conversation.objects.count(), Message.objects.count(), Draft.objects.count()) == (
        0,
        0,
        0,
    )
    who = f"user {coordinator.pk}"
    assert trail()[before:] == [("advice.erase", "done", who, str(conversation.pk))]
    told = OutgoingMail.objects.filter(kind="advice.ended").values_list("to__email", flat=True)
    has_it = status in (Status.WRITING, Status.REVIEW, Status.ANSWERED)
    assert list(told) == ([aino.email] if has_it else [])
    unknown = asker.post("/neuvonta/vastaus/", {"number": receipts.new_number()})
    erased = asker.post("/neuvonta/vastaus/", {"number": number})
    assert erased.status_code == unknown.status_code
    assert words(erased) == words(unknown)
    assert Tombstone.objects.count() == 1


def test_erase_destroys_the_key_before_any_row(desk, aino, gambling, monkeypatch):
    conversation = made(Status.ANSWERED, aino, gambling)
    seen: list[int] = []
    destroy = Conversation.destroy_key

    def note(self: Conversation) -> None:
        seen.append(Message.objects.filter(conversation=self).count())
        destroy(self)
        assert Conversation.objects.get(pk=self.pk).sealed_key is None

    monkeypatch.setattr(Conversation, "destroy_key", note)
    desk.post(to("erase", conversation))
    assert seen == [2]


@pytest.mark.parametrize("act", ["close", "erase", "discard"])
def test_ending_needs_csrf_token(coordinator, aino, gambling, act):
    status = Status.QUARANTINED if act == "discard" else Status.WRITING
    conversation = made(status, aino, gambling)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = with_second_factor(coordinator).cookies
    assert strict.post(to(act, conversation)).status_code == 403
    assert Conversation.objects.get().status == status


# What was set aside


@pytest.fixture
def aside(gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], status=Status.QUARANTINED)


def test_discard_by_hand_is_only_after_reading_and_confirming(desk, coordinator, aside, trail):
    assert "Mitään ei hylätä lukematta" in words(desk.get(to("discard", aside)))
    desk.post(to("discard", aside))
    assert "Mitään ei hylätä lukematta" in words(desk.get(to("overview")))
    assert Conversation.objects.filter(pk=aside.pk).exists()
    opened = page(desk.post(to("open", aside)))
    assert TEXT in opened
    assert to("discard", aside) in opened
    assert "Hylkää lopullisesti" in words(desk.get(to("discard", aside)))
    assert desk.post(to("discard", aside)).headers["Location"] == to("overview")
    assert not Conversation.objects.exists()
    who = f"user {coordinator.pk}"
    assert trail("advice.erase") == [("advice.erase", "done", who, str(aside.pk))]
    assert not Tally.objects.filter(count__gt=0).exists()
    assert not OutgoingMail.objects.filter(kind="advice.ended").exists()


def test_letter_that_comes_after_reading_is_read_before_discarding(desk, aside):
    desk.post(to("open", aside))
    actions.write_again(aside, text="Olen oikea ihminen", nonce="1")
    assert "Mitään ei hylätä lukematta" in words(desk.get(to("discard", aside)))
    desk.post(to("discard", aside))
    assert Conversation.objects.filter(pk=aside.pk).exists()


def test_pages_tell_the_day_on_which_the_purge_discards_it(coordinator, signed_in, gambling):
    with time_machine.travel(NOON, tick=False):
        aside = make_conversation(TEXT, topics=[gambling], status=Status.QUARANTINED)
        desk = signed_in(coordinator)
        opened = desk.post(to("open", aside))
        asked = desk.get(to("discard", aside))
    for answer in (opened, asked):
        assert 'datetime="2026-12-08T12:00:00+02:00"' in page(answer)
    aside.refresh_from_db()
    assert retention.discarded_at(aside) == NOON + timedelta(days=14)
    assert retention.to_erase(NOON + timedelta(days=14)).get() == aside
    assert not retention.to_erase(NOON + timedelta(days=14, seconds=-1)).exists()


def test_after_release_everything_counts_from_the_first_moment(
    desk, coordinator, aino, walk: Walk, gambling, signed_in
):
    """A trapped sender sees what everybody sees; let in on the next month, it is as if it had
    never been set aside: promise, messages and numbers."""
    with time_machine.travel(NOON, tick=False):
        sent = walk.send(website="https://spam.example", topics=[gambling.slug])
        number = shown_number(page(sent))
        ticket = walk.ticket(number)
        assert walk.again(ticket, "Olen oikea ihminen.").status_code == 200
    aside = Conversation.objects.get()
    assert aside.status == Status.QUARANTINED
    assert not Tally.objects.filter(count__gt=0).exists()
    with time_machine.travel(NOON + timedelta(days=8), tick=False):
        desk = signed_in(coordinator)
        desk.post(to("open", aside))
        assert desk.post(to("let_in", aside)).headers["Location"] == to("queue")
    aside.refresh_from_db()
    assert (aside.status, aside.asker_messages, aside.messages_left) == (Status.WAITING, 2, 3)
    assert NOON <= aside.asked_at < NOON + timedelta(minutes=1)
    assert aside.due_at == aside.asked_at + timedelta(hours=72)
    counted = Tally.objects.filter(topic="", count__gt=0)
    assert sorted(counted.values_list("month", "what", "count")) == [
        (date(2026, 11, 1), "asked", 1),
        (date(2026, 11, 1), "letters", 2),
    ]
    assert list(Conversation.objects.queue_of(aino)) == [aside]


def test_sender_of_what_is_set_aside_sees_a_normal_page_and_number(walk: Walk):
    trapped = walk.send(website="https://spam.example")
    assert trapped.status_code == 200
    number = shown_number(page(trapped))
    assert Conversation.objects.get().status == Status.QUARANTINED
    opened = walk.open(number)
    assert opened.status_code == 200
    assert "odottaa kokemusasiantuntijaa" in words(opened)
    assert SEND not in words(opened)
