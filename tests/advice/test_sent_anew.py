"""The same question previewed anew where no script tells one page from another: one is told."""

from datetime import timedelta
from typing import Any

import pytest

from advice.actions import erase, purge
from advice.models import Conversation
from advice.retention import TOMBSTONE_KEPT
from advice.tickets import ASK_AGE
from tests.advice.walk import Walk, later, only_conversation, words

pytestmark = pytest.mark.django_db

TOLD = "Sama kysymys on jo tullut perille"
TEXT = "Olen pelannut koko kesän, eikä kukaan tiedä."


@pytest.fixture
def asked(walk: Walk) -> Walk:
    walk.ask(text=TEXT, topics=["paihteet"])
    return walk


def is_told(walk: Walk, **changes: Any) -> bool:
    response = walk.preview(**{"text": TEXT, "topics": ["paihteet"]} | changes)
    assert response.status_code == 200
    return TOLD in words(response)


def test_first_preview_tells_of_no_other(walk: Walk) -> None:
    assert not is_told(walk)
    assert "Mitään ei ole vielä lähetetty" in words(walk.preview(text=TEXT))


def test_preview_of_what_has_come_tells_so(asked: Walk) -> None:
    html = words(asked.preview(text=TEXT, topics=["paihteet"]))
    assert TOLD in html
    assert "Mitään ei ole vielä lähetetty" not in html
    assert "Lähetä uutena kysymyksenä" in html


def test_what_has_come_may_be_sent_as_another(asked: Walk) -> None:
    asked.ask(text=TEXT, topics=["paihteet"])
    assert Conversation.objects.count() == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": TEXT + "!"},
        {"topics": []},
        {"wish": "joku samassa"},
        {"perspective": "close"},
        {"notify_email": "mina@example.org"},
    ],
)
def test_preview_of_other_question_tells_of_none(asked: Walk, other: dict[str, Any]) -> None:
    assert not is_told(asked, **other)


def test_page_with_its_own_mark_needs_not_be_told(asked: Walk) -> None:
    assert not is_told(asked, page="1a0b0e9a-7c3d-4c19-9a52-8b1f6a8f2d11")


def test_nothing_is_told_when_no_preview_can_be_open_any_more(asked: Walk) -> None:
    with later(ASK_AGE - timedelta(minutes=1)):
        assert is_told(asked)
    with later(ASK_AGE + timedelta(minutes=1)):
        assert not is_told(asked)


def test_nothing_is_told_of_what_was_erased(asked: Walk) -> None:
    erase(only_conversation(), by=None)
    assert not is_told(asked)


def test_mark_is_keyed_and_destroyed_by_the_purge(asked: Walk, settings: Any) -> None:
    mark = only_conversation().said
    assert mark
    assert len(mark) == 32
    with later(TOMBSTONE_KEPT - timedelta(minutes=1)):
        purge()
        assert only_conversation().said == mark
    with later(TOMBSTONE_KEPT + timedelta(minutes=1)):
        purge()
        assert only_conversation().said is None
