"""From one writer to another: a word to whoever goes on, and what the asker is told."""

import json
from typing import Any

import pytest
from django.urls import reverse

from advice import actions
from advice.desk_forms import LONGEST_NOTE
from advice.models import Conversation, Note, Status
from tests.advice.factories import make_conversation
from tests.advice.walk import Walk, words
from trust import canary, receipts
from trust.keyring import new_ring
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

WORD = "Ehdotin jo ryhmää, hän miettii sitä"
MAY_CHANGE = "Seuraavaksi sinulle voi kirjoittaa toinen kokemusasiantuntija."
CHANGES = "Seuraavaksi sinulle kirjoittaa toinen kokemusasiantuntija."


def to(name: str, conversation: Conversation) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk])


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(topics=[gambling], by=aino, status=Status.WRITING)


@pytest.fixture
def successor(eero, gambling) -> Any:
    eero.expert.topics.add(gambling)
    return eero


def test_word_left_on_release_is_read_by_whoever_opens_and_takes_it(
    aino, successor, taken, signed_in
):
    client = signed_in(aino)
    assert 'name="word"' in page(client.post(to("release", taken), {"text": "Luonnos"}))
    answer = client.post(to("release", taken), {"confirm": "yes", "word": WORD})
    assert answer.headers["Location"] == reverse("advice_desk:queue")
    note = Note.objects.get()
    assert (note.author, note.level) == (aino, Note.Level.TEAM)
    assert WORD.encode() not in bytes(note.text)
    other = signed_in(successor)
    assert WORD not in page(other.get(to("question", taken)))
    assert WORD in page(other.post(to("open", taken)))
    other.post(to("claim", taken))
    assert WORD in page(other.get(to("write", taken)))


@pytest.mark.parametrize("word", ["", " \r\n"])
def test_release_without_a_word_leaves_none(aino, taken, signed_in, word):
    signed_in(aino).post(to("release", taken), {"confirm": "yes", "word": word})
    taken.refresh_from_db()
    assert (taken.status, Note.objects.count()) == (Status.WAITING, 0)


def test_word_that_is_too_long_is_given_back_and_nothing_is_released(aino, taken, signed_in):
    long = "a" * (LONGEST_NOTE + 1)
    shown = page(signed_in(aino).post(to("release", taken), {"confirm": "yes", "word": long}), 422)
    assert f"{long}</textarea>" in shown
    taken.refresh_from_db()
    assert (taken.status, Note.objects.count()) == (Status.WRITING, 0)


def test_word_of_one_who_has_it_no_longer_is_given_back(
    aino, successor, coordinator, taken, signed_in
):
    actions.assign(taken, expert=successor.expert, by=coordinator)
    form = {"confirm": "yes", "word": WORD}
    assert f"{WORD}</textarea>" in page(signed_in(aino).post(to("release", taken), form), 404)
    assert Note.objects.count() == 0


def test_word_of_a_letter_at_the_gate_goes_with_it_too(aino, gambling, signed_in):
    gated = make_conversation(topics=[gambling], by=aino, status=Status.REVIEW)
    signed_in(aino).post(to("release", gated), {"confirm": "yes", "word": WORD})
    gated.refresh_from_db()
    assert (gated.status, Note.objects.count()) == (Status.WAITING, 1)


@pytest.mark.parametrize("status", [Status.WAITING, Status.WRITING])
def test_coordinators_word_is_read_by_the_one_who_is_given_it_and_stands_in_no_mail(
    aino, successor, coordinator, gambling, signed_in, status
):
    conversation = make_conversation(topics=[gambling], by=aino, status=status)
    client = signed_in(coordinator)
    assert 'name="word"' in page(client.get(to("assign", conversation)))
    form = {"expert": successor.expert.pk, "word": WORD}
    assert client.post(to("assign", conversation), form).status_code == 302
    assert WORD in page(signed_in(successor).get(to("write", conversation)))
    assert WORD not in page(client.get(to("assign", conversation)))
    mails = OutgoingMail.objects.all()
    assert mails
    assert not any(WORD in mail.subject + mail.body for mail in mails)


def test_word_to_the_one_who_has_it_already_reaches_them(aino, coordinator, taken):
    for _ in range(2):
        actions.assign(taken, expert=aino.expert, word=WORD, by=coordinator)
    assert Note.objects.get().author == coordinator


def test_coordinators_word_is_not_lost_when_nobody_is_chosen(coordinator, aino, taken, signed_in):
    shown = page(signed_in(coordinator).post(to("assign", taken), {"word": WORD}), 422)
    assert f"{WORD}</textarea>" in shown


def test_coordinators_word_that_cannot_be_sealed_gives_nothing_away(
    coordinator, aino, successor, taken, signed_in, settings
):
    client = signed_in(coordinator)
    settings.KOKENET_KEYRING = json.dumps(new_ring())
    canary.forget()
    form = {"expert": successor.expert.pk, "word": WORD}
    shown = page(client.post(to("assign", taken), form), 503)
    assert f"{WORD}</textarea>" in shown
    canary.forget()
    taken.refresh_from_db()
    assert (taken.expert, Note.objects.count()) == (aino.expert, 0)


# What the asker is told


@pytest.fixture
def known(aino, gambling) -> tuple[Conversation, str]:
    """The asker has an answer from aino, and has written again; with their number."""
    number = receipts.new_number()
    conversation = make_conversation(
        topics=[gambling], by=aino, status=Status.ANSWERED, number=number
    )
    actions.write_again(conversation, text="Kiitos! Vielä yksi asia.", nonce="1")
    conversation.refresh_from_db()
    return conversation, number


def told(walk: Walk, number: str) -> list[bool]:
    said = words(walk.open(number))
    return [MAY_CHANGE in said, CHANGES in said]


def test_asker_who_knows_an_expert_is_told_that_the_writer_changes(
    aino, successor, coordinator, known, walk
):
    conversation, number = known
    assert told(walk, number) == [False, False]
    actions.release(conversation, word=WORD, by=aino)
    assert told(walk, number) == [True, False]
    actions.claim(conversation, by=successor)
    assert told(walk, number) == [False, True]
    actions.assign(conversation, expert=aino.expert, by=coordinator)
    assert told(walk, number) == [False, False]
    assert WORD not in words(walk.open(number))


def test_asker_is_told_when_a_coordinator_gives_it_to_another(successor, coordinator, known, walk):
    conversation, number = known
    actions.assign(conversation, expert=successor.expert, by=coordinator)
    assert told(walk, number) == [False, True]
    actions.send_answer(conversation, text="Minä jatkan tästä.", answers=3, by=successor)
    assert told(walk, number) == [False, False]


def test_asker_who_knows_nobody_yet_is_told_nothing_of_it(aino, successor, gambling, walk):
    number = receipts.new_number()
    conversation = make_conversation(
        topics=[gambling], by=aino, status=Status.WRITING, number=number
    )
    actions.release(conversation, by=aino)
    actions.claim(conversation, by=successor)
    assert told(walk, number) == [False, False]
