"""Where a conversation stands: what a coordinator may do to it in each status, and no letter."""

import re
from typing import Any

import pytest
from django.urls import reverse

from advice import actions
from advice.models import Conversation, Status
from tests.advice.factories import make_conversation
from trust import receipts

pytestmark = pytest.mark.django_db

TEXT = "Luottamuksellinen kirje sadepäivältä"
WISH = "Toivon jotakuta kaukaa"
#: By status, the ways on that the page offers.
WAYS = {
    Status.QUARANTINED: {"question", "erase"},
    Status.WAITING: {"question", "assign", "close", "erase"},
    Status.WRITING: {"assign", "open_with_reason", "close", "erase"},
    Status.REVIEW: {"gate", "assign", "open_with_reason", "close", "erase"},
    Status.ANSWERED: {"open_with_reason", "close", "erase"},
    Status.CLOSED: {"open_with_reason", "erase"},
}
NAMES = set().union(*WAYS.values()) | {"granted", "write", "discard"}


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    return signed_in(coordinator)


def to(name: str, conversation: Conversation) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk])


def offered(html: str, conversation: Conversation) -> set[str]:
    links = set(re.findall(r'href="([^"]*)"', html))
    return {name for name in NAMES if to(name, conversation) in links}


@pytest.mark.parametrize("status", WAYS)
def test_page_offers_what_may_be_done_and_each_way_is_open(
    desk, coordinator, aino, gambling, status, trail
):
    conversation = make_conversation(TEXT, topics=[gambling], wish=WISH, by=aino, status=status)
    before = len(trail())
    shown = desk.get(to("standing", conversation)).content.decode()
    assert offered(shown, conversation) == WAYS[status]
    assert TEXT not in shown
    assert WISH not in shown
    assert trail()[before:] == []
    for name in WAYS[status]:
        assert desk.get(to(name, conversation)).status_code == 200, name


def test_page_tells_who_has_it_and_how_it_ended(desk, aino, gambling):
    writing = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    assert "Aino kirjoittaa vastausta" in desk.get(to("standing", writing)).content.decode()
    closed = make_conversation(by=aino, status=Status.CLOSED)
    shown = desk.get(to("standing", closed)).content.decode()
    assert str(closed.get_ending_display()) in shown


def test_pages_of_a_conversation_lead_to_where_it_stands(desk, aino, gambling):
    free = make_conversation(topics=[gambling])
    gated = make_conversation(topics=[gambling], by=aino, status=Status.REVIEW)
    way = f'href="{to("standing", free)}"'
    for answer in (
        desk.get(to("question", free)),
        desk.post(to("open", free)),
        desk.get(to("assign", free)),
    ):
        assert way in answer.content.decode()
    gate = desk.get(to("gate", gated)).content.decode()
    assert f'href="{to("standing", gated)}"' in gate


def test_expert_is_led_nowhere_that_is_not_theirs(aino, signed_in, gambling):
    free = make_conversation(topics=[gambling])
    client = signed_in(aino)
    for answer in (client.get(to("question", free)), client.post(to("open", free))):
        assert to("standing", free) not in answer.content.decode()


def test_coordinator_may_step_aside_from_whatever_they_come_upon(desk, coordinator, aino, gambling):
    answered = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    assert f'action="{to("step_aside", answered)}"' in (
        desk.get(to("standing", answered)).content.decode()
    )
    desk.post(to("step_aside", answered))
    assert desk.get(to("standing", answered)).status_code == 404


def test_reassigned_conversation_tells_its_asker_that_the_writer_changes(
    desk, aino, eero, coordinator, gambling, asker
):
    number = receipts.new_number()
    conversation = make_conversation(
        topics=[gambling], by=aino, status=Status.ANSWERED, number=number
    )
    actions.write_again(conversation, text="Vielä", nonce="1")
    assert desk.get(to("assign", conversation)).status_code == 200
    desk.post(to("assign", conversation), {"expert": eero.expert.pk})
    shown = asker.post("/neuvonta/vastaus/", {"number": number}).content.decode()
    assert "toinen kokemusasiantuntija" in shown.lower()
