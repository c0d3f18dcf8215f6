"""Every move × every person: whoever sends to every address what it wants to hear, moves a
conversation as the table here says and no other way."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from advice import actions, desk_urls, tickets
from advice.models import Conversation, Ending, Status
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from tests.advice.walk import AGAIN, CALENDAR, END, ERASE, FEEDBACK

pytestmark = pytest.mark.django_db

GONE = "gone"
TEXT = "Kiitos, että kirjoitit. Et ole yksin."
STATUSES = ("quarantined", "waiting", "writing", "review", "answered", "closed")
NOBODY = ("editor", "administrator", "superuser", "stranger", "nameless")

#: who → status → what they do → where it then is. All else changes nothing.
TABLE: dict[str, dict[str, dict[str, str]]] = {
    "owner": {
        "waiting": {"claim": "writing"},
        "writing": {
            "send": "answered",
            "gate_ask": "review",
            "release": "waiting",
            "step_aside": "waiting",
        },
        "review": {"gate_take_back": "writing", "step_aside": "waiting"},
    },
    "other": {"waiting": {"claim": "writing"}},
    "reader": {
        "waiting": {"claim": "writing"},
        "review": {"let_go": "answered", "return": "writing"},
    },
    "coordinator": {
        "quarantined": {"let_in": "waiting", "discard": GONE, "erase": GONE},
        "waiting": {"assign": "writing", "close": "closed", "erase": GONE},
        "writing": {"close": "closed", "erase": GONE},
        "review": {
            "let_go": "answered",
            "return": "writing",
            "assign": "writing",
            "close": "closed",
            "erase": GONE,
        },
        "answered": {"close": "closed", "erase": GONE},
        "closed": {"erase": GONE},
    },
    "asker": {
        "quarantined": {"end": "closed", "erase": GONE},
        "waiting": {"end": "closed", "erase": GONE},
        "writing": {"end": "closed", "erase": GONE},
        "review": {"again": "writing", "end": "closed", "erase": GONE},
        "answered": {"again": "writing", "end": "closed", "erase": GONE},
        "closed": {"erase": GONE},
    },
}
#: Whatever moves a conversation in somebody's hands.
MOVING = {act for moves in TABLE.values() for acts in moves.values() for act in acts}
#: What comes to pass without anybody's hand (tests/advice/test_purge.py, test_jobs.py), or because
#: the expert has left meanwhile (test_actions.py).
OF_ITSELF = {("writing", "waiting"), ("review", "waiting"), ("answered", "waiting")}


@pytest.fixture
def people(aino: Any, eero: Any, make_expert: Any, gambling: Any, request: Any) -> dict[str, Any]:
    eero.expert.topics.add(gambling)
    reader = make_expert("lukija", gambling)
    Expert.objects.filter(user=reader).update(reads_for_others=True)
    return {"owner": aino, "other": eero, "reader": reader}


@pytest.fixture
def superuser(make_user: Any) -> Any:
    return make_user("root", is_superuser=True, is_staff=True)


@pytest.fixture
def nameless() -> None:
    """Somebody who is signed in to nothing."""


def conversation_in(status: str, people: dict[str, Any], gambling: Any) -> Conversation:
    owned = status not in ("quarantined", "waiting")
    by = people["owner"] if owned else None
    made = make_conversation("Mitä teen?", topics=[gambling], status=Status(status), by=by)
    actions.note_checked(made)  # nothing is discarded unread
    return made


def desk_acts(conversation: Conversation, people: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every address of the desk that names a conversation, with all that it could want."""
    fields = {"text": TEXT, "answers": conversation.messages.count(), "confirm": "yes"}
    fields |= {"note": TEXT, "level": "team", "reason": TEXT, "expert": people["other"].expert.pk}
    review = conversation.reviews.order_by("-pk").first()
    fields |= {"review": review.pk if review else 1}
    for pattern in desk_urls.urlpatterns:
        if "<int:pk>" not in str(pattern.pattern) or pattern.name in ("talked", "let_purge"):
            continue
        address = reverse(f"advice_desk:{pattern.name}", args=[conversation.pk])
        if pattern.name == "gate_decide":
            yield "let_go", address, fields | {"verdict": "let_go"}
            yield "return", address, fields | {"verdict": "returned", "comment_0": TEXT}
        elif pattern.name == "gate_ask":
            yield "gate_ask", address, fields | {"wished": "on"}
        else:
            yield pattern.name, address, fields


def asker_acts(conversation: Conversation) -> Iterator[tuple[str, str, Any]]:
    """Every address of the asker's side that takes a ticket."""
    fields = {"ticket": tickets.ticket_for(conversation), "text": TEXT, "confirm": "yes"}
    fields |= {"heard": "5", "helped": "5", "comment": TEXT}
    names = {"again": AGAIN, "end": END, "erase": ERASE, "feedback": FEEDBACK, "file": CALENDAR}
    return ((name, address, fields) for name, address in names.items())


def moved(client: Client, conversation: Conversation, acts: Any) -> dict[str, str]:
    """What each act alone makes of it, those left out that leave its status; undone after each."""
    found = {}
    for name, address, fields in acts:
        before = transaction.savepoint()
        client.post(address, fields, headers={"Sec-Fetch-Site": "same-origin"})
        now = Conversation.objects.filter(pk=conversation.pk).first()
        after = now.status if now else GONE
        if after != conversation.status:
            found[name] = str(after)
        transaction.savepoint_rollback(before)
    return found


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("who", ["owner", "other", "reader", "coordinator"])
def test_staff_moves_only_as_the_table_says(
    request: Any, people: Any, gambling: Any, signed_in: Any, who: str, status: str
) -> None:
    user = people.get(who) or request.getfixturevalue(who)
    conversation = conversation_in(status, people, gambling)

    found = moved(signed_in(user), conversation, desk_acts(conversation, people))

    assert found == TABLE[who].get(status, {})


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("who", NOBODY)
def test_outsider_moves_nothing(
    request: Any, people: Any, gambling: Any, signed_in: Any, who: str, status: str
) -> None:
    user = request.getfixturevalue(who)
    client = signed_in(user) if user else Client()
    conversation = conversation_in(status, people, gambling)
    acts = [act for act in desk_acts(conversation, people) if act[0] in MOVING]

    assert moved(client, conversation, acts) == {}


@pytest.mark.parametrize("status", STATUSES)
def test_asker_moves_only_as_the_table_says(
    asker: Client, people: Any, gambling: Any, status: str
) -> None:
    conversation = conversation_in(status, people, gambling)
    assert moved(asker, conversation, asker_acts(conversation)) == TABLE["asker"].get(status, {})


def test_table_shows_every_move_there_is() -> None:
    shown = {
        (before, after)
        for moves in TABLE.values()
        for before, acts in moves.items()
        for after in acts.values()
        if after != GONE
    }
    every = {(before, after) for before, ends in Status.moves.items() for after in ends}
    assert shown | OF_ITSELF == every


@pytest.mark.parametrize("status", STATUSES)
def test_of_itself_a_conversation_moves_only_as_the_table_says(
    people: Any, gambling: Any, status: str
) -> None:
    """The expert leaves; the daily work gives back what is owed."""
    conversation = conversation_in(status, people, gambling)
    people["owner"].groups.clear()
    actions.give_back_left_behind(conversation)
    conversation.refresh_from_db()
    after = "waiting" if status in ("writing", "review") else status
    assert conversation.status == after
    if status == "answered":
        actions.write_again(conversation, text=TEXT, nonce="x")
        conversation.refresh_from_db()
        assert conversation.status == Status.WAITING
    if status == "closed":
        assert actions.close(conversation, ending=Ending.SILENCE, by=None).status == Status.CLOSED
