"""Phrases: who keeps them, and how one gets into a letter without any script."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from advice import actions
from advice.desk_forms import LONGEST_DRAFT
from advice.models import Conversation, Draft, Phrase, Status
from tests.advice.factories import make_conversation
from tests.advice.walk import typed

pytestmark = pytest.mark.django_db

ADD = "/hallinta/snippets/advice/phrase/add/"
OPENING, ENDING = "Kiitos, että kirjoitit.", "Kirjoita, kun siltä tuntuu."


def to(name: str, conversation: Conversation) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk])


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def make_phrase(text: str, kind: str = "opening", language: str = "fi", title: str = "") -> Phrase:
    locale, _ = Locale.objects.get_or_create(language_code=language)
    return Phrase.objects.create(locale=locale, kind=kind, title=title or text[:20], text=text)


@pytest.fixture
def phrase() -> Phrase:
    return make_phrase(OPENING)


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(topics=[gambling], by=aino, status=Status.WRITING)


@pytest.fixture
def client(aino, signed_in) -> Any:
    """aino's own."""
    return signed_in(aino)


# Who keeps them


def test_phrases_are_the_coordinators_to_keep(coordinator, editor, signed_in):
    form = {"kind": "ending", "title": "Lopuksi", "text": ENDING}
    assert signed_in(editor).post(f"{ADD}?locale=fi", form).status_code == 302
    assert Phrase.objects.count() == 0
    assert signed_in(coordinator).post(f"{ADD}?locale=fi", form).status_code == 302
    assert Phrase.objects.get().locale.language_code == "fi"
    assert "Lopuksi" in page(signed_in(coordinator).get("/hallinta/snippets/advice/phrase/"))


def test_phrase_as_long_as_an_answer_is_not_taken(coordinator, signed_in):
    form = {"kind": "ending", "title": "Pitkä", "text": "a" * 601}
    page(signed_in(coordinator).post(f"{ADD}?locale=fi", form))
    assert Phrase.objects.count() == 0


# Which are offered


def offered(html: str) -> list[str]:
    return re.findall(r'name="insert" value="\d+" data-phrase="([^"]*)"', html)


def test_phrases_stand_by_kind_in_the_language_of_the_letter(client, aino, gambling):
    make_phrase(ENDING, kind="ending")
    make_phrase("Soita 112", kind="crisis")
    make_phrase(OPENING)
    make_phrase("Tack för ditt brev.", language="sv")
    for language, found in (
        ("fi", [OPENING, ENDING, "Soita 112"]),
        ("sv", ["Tack för ditt brev."]),
        ("en", [OPENING, ENDING, "Soita 112"]),
    ):
        conversation = make_conversation(
            topics=[gambling], by=aino, status=Status.WRITING, language=language
        )
        assert offered(page(client.get(to("write", conversation)))) == found


def test_page_without_phrases_says_nothing_of_them(client, taken):
    assert "Valmiita lauseita" not in page(client.get(to("write", taken)))


@pytest.mark.parametrize("status", [Status.REVIEW, Status.ANSWERED, Status.CLOSED])
def test_phrases_are_there_only_while_one_writes(client, aino, gambling, phrase, status):
    conversation = make_conversation(topics=[gambling], by=aino, status=status)
    assert offered(page(client.get(to("write", conversation)))) == []


def test_phrase_that_is_code_stays_text(client, taken):
    make_phrase('"><script>alert(1)</script>')
    shown = page(client.get(to("write", taken)))
    assert "<script>alert(1)" not in shown
    assert "&quot;&gt;&lt;script&gt;" in shown


# Into the letter


def test_phrase_goes_to_the_end_of_the_letter_which_is_kept(client, taken, phrase):
    form = {"text": "Hei sinä.\r\n", "answers": 1, "insert": phrase.pk}
    answer = client.post(to("draft", taken), form)
    assert answer.headers["Location"] == f"{to('write', taken)}#reply"
    assert typed(client.get(to("write", taken))) == f"Hei sinä.\n\n{OPENING}"
    assert OPENING.encode() not in bytes(Draft.objects.get().text)


@pytest.mark.parametrize("text", ["", " \r\n"])
def test_phrase_begins_an_empty_letter(client, taken, phrase, text):
    client.post(to("draft", taken), {"text": text, "insert": phrase.pk})
    assert typed(client.get(to("write", taken))) == OPENING


def test_wish_that_was_ticked_stays_ticked(client, taken, phrase):
    form = {"text": "Hei", "wished": "on", "insert": phrase.pk}
    answer = client.post(to("draft", taken), form)
    assert answer.headers["Location"] == f"{to('write', taken)}?wished=on#reply"


@pytest.mark.parametrize("number", ["999999", "", "x", "9" * 40])
def test_phrase_that_is_gone_leaves_the_text_as_it_was(client, taken, number):
    answer = client.post(to("draft", taken), {"text": "Hei sinä.", "insert": number})
    if number:
        assert "Tätä lausetta ei enää ole" in page(answer, 422)
        assert "Hei sinä.</textarea>" in answer.content.decode()
    else:
        assert typed(client.get(to("write", taken))) == "Hei sinä."


def test_phrase_that_does_not_fit_in_leaves_the_text_as_it_was(client, taken, phrase):
    long = "a" * (LONGEST_DRAFT - 3)
    shown = page(client.post(to("draft", taken), {"text": long, "insert": phrase.pk}), 422)
    assert f"{long}</textarea>" in shown
    assert f"{long}\n\n{OPENING}" not in shown


def test_phrase_into_a_letter_of_anothers_gives_the_text_back(
    client, aino, eero, coordinator, taken, phrase
):
    actions.assign(taken, expert=eero.expert, by=coordinator)
    shown = page(client.post(to("draft", taken), {"text": "Kirjeeni", "insert": phrase.pk}), 404)
    assert "Kirjeeni</textarea>" in shown


def test_many_phrases_take_as_many_queries_as_one(client, taken):
    counted = []
    for more in (1, 29):
        for nth in range(more):
            make_phrase(f"Lause {more} {nth}")
        page(client.get(to("write", taken)))
        with CaptureQueriesContext(connection) as seen:
            page(client.get(to("write", taken)))
        counted.append(len(seen))
    assert counted[0] == counted[1]
