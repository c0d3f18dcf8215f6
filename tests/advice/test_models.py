"""Conversations' moves, their constraints, and the verbs that lists are made of."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.db import IntegrityError, transaction

from advice import actions
from advice.actions.rows import move
from advice.models import Conversation, Draft, Message, Status
from advice.models.conversation import UNCLAIMED
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from trust.refusals import Refusal
from trust.seal import seal_text

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ALLOWED = {
    ("quarantined", "waiting"),
    ("quarantined", "closed"),
    ("waiting", "writing"),
    ("waiting", "closed"),
    ("writing", "waiting"),
    ("writing", "review"),
    ("writing", "answered"),
    ("writing", "closed"),
    ("review", "waiting"),
    ("review", "writing"),
    ("review", "answered"),
    ("review", "closed"),
    ("answered", "writing"),
    ("answered", "waiting"),
    ("answered", "closed"),
}


@pytest.mark.parametrize(("start", "end"), list(product(Status.values, Status.values)))
def test_moves_allow_exactly_the_table(start, end, aino):
    assert Status(start).can_become(Status(end)) is ((start, end) in ALLOWED)
    by = None if start in UNCLAIMED else aino
    conversation = make_conversation(status=start, by=by)
    if (start, end) in ALLOWED:
        move(conversation, Status(end))
        assert conversation.status == end
    else:
        with pytest.raises(Refusal):
            move(conversation, Status(end))
        assert conversation.status == start


def test_moves_have_a_line_for_every_status():
    assert set(Status.moves) == set(Status.values)


# Constraints: what the database itself refuses


def broken(rows, **changes) -> str:
    """The name of the constraint that an update breaks."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.update(**changes)
    return str(refused.value)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("advice_conversation_status", {"status": "lost", "due_at": None}),
        ("advice_conversation_claim_whole", {"claimed_at": NOON}),
        ("advice_conversation_claimed_has_expert", {"status": "writing"}),
        ("advice_conversation_claimed_has_expert", {"status": "answered", "due_at": None}),
        ("advice_conversation_promise_while_owed", {"due_at": None}),
        (
            "advice_conversation_promise_while_owed",
            {"status": "closed", "closed_at": NOON, "ending": "asker"},
        ),
        ("advice_conversation_within_limit", {"asker_messages": 6}),
        ("advice_conversation_within_limit", {"asker_messages": 0}),
        ("advice_conversation_perspective", {"perspective": "mine"}),
    ],
)
def test_waiting_conversation_refuses_what_is_not_whole(constraint, changes):
    conversation = make_conversation()
    assert constraint in broken(Conversation.objects.filter(pk=conversation.pk), **changes)


@pytest.mark.parametrize("status", ["waiting", "quarantined"])
def test_unclaimed_conversation_refuses_an_expert(aino, gambling, status):
    conversation = make_conversation(topics=[gambling], by=aino, status="writing")
    rows = Conversation.objects.filter(pk=conversation.pk)
    assert "advice_conversation_unclaimed_has_none" in broken(rows, status=status)


def test_claimed_conversation_refuses_claim_without_its_time(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status="writing")
    rows = Conversation.objects.filter(pk=conversation.pk)
    assert "advice_conversation_claim_whole" in broken(rows, claimed_at=None)


def test_receipt_is_one_conversations_only():
    one, other = make_conversation(), make_conversation()
    rows = Conversation.objects.filter(pk=other.pk)
    assert "receipt" in broken(rows, receipt=bytes(one.receipt))


def test_message_of_expert_refuses_no_signature(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status="answered")
    assert "advice_message_signed_by_expert" in broken(
        conversation.messages.filter(author="expert"), expert=None
    )
    assert "advice_message_signed_by_expert" in broken(
        conversation.messages.filter(author="asker"), expert=aino.expert
    )


def test_message_positions_are_taken_once_from_one(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status="answered")
    answer = conversation.messages.filter(author="expert")
    assert "position" in broken(answer, position=1)
    assert "advice_message_position_from_one" in broken(answer, position=0)


def test_draft_is_one_per_expert(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status="writing")
    actions.save_draft(conversation, text="Hei", by=aino)
    second = Draft(conversation=conversation, expert=aino.expert, saved_at=NOON)
    second.text = seal_text(second, "text", "Hei taas")
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_records_say_nothing_in_their_names(aino, gambling):
    conversation = make_conversation("Salaisuus", topics=[gambling], by=aino, status="writing")
    draft = actions.save_draft(conversation, text="Salaisuus", by=aino)
    message = Message.objects.get()
    assert str(conversation) == f"Keskustelu {conversation.pk}"
    assert str(message) == f"Viesti {message.pk}"
    assert str(draft) == f"Luonnos {draft.pk}"
    assert conversation.label == f"K-{conversation.pk}"


# Verbs


def test_queue_has_own_topics_and_those_without_topic_oldest_promise_first(
    aino, gambling, substances
):
    late = make_conversation(topics=[gambling], hours=48)
    none = make_conversation(hours=24)
    make_conversation(topics=[substances], hours=24)
    make_conversation(topics=[gambling], status="quarantined")
    make_conversation(topics=[gambling], status="writing", by=aino)
    both = make_conversation(topics=[substances, gambling], hours=72)
    assert list(Conversation.objects.queue_of(aino)) == [none, late, both]


def test_queue_finds_topic_in_any_language(aino, gambling, make_topic):
    swedish = make_topic("spelande", language="sv")
    swedish.translation_key = gambling.translation_key
    swedish.save()
    question = make_conversation(topics=[swedish], language="sv")
    assert list(Conversation.objects.queue_of(aino)) == [question]


def test_queue_of_coordinator_has_every_topic(coordinator, gambling, substances):
    two = [make_conversation(topics=[gambling]), make_conversation(topics=[substances])]
    assert list(Conversation.objects.queue_of(coordinator)) == two


def test_queue_is_empty_for_those_who_answer_nothing(
    editor, administrator, stranger, make_user, gambling
):
    make_conversation(topics=[gambling])
    make_conversation()
    root = make_user("root", is_superuser=True, is_staff=True)
    without_record = make_user("uusi", "expert")
    for user in (editor, administrator, stranger, root, without_record):
        assert list(Conversation.objects.queue_of(user)) == []
        assert list(Conversation.objects.claimed_by(user)) == []
        assert list(Conversation.objects.to_check_by(user)) == []
        assert list(Conversation.objects.watched_by(user)) == []


def test_claimed_is_nothing_when_role_is_gone(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status="writing")
    assert list(Conversation.objects.claimed_by(aino)) == [conversation]
    aino.groups.clear()
    again = type(aino).objects.get(pk=aino.pk)
    assert list(Conversation.objects.claimed_by(again)) == []


def test_due_before_has_what_is_owed_an_answer(aino, gambling):
    with time_machine.travel(NOON, tick=False):
        soon = make_conversation(topics=[gambling], hours=24)
        make_conversation(topics=[gambling], hours=72)
        make_conversation(topics=[gambling], hours=24, by=aino, status="answered")
        checked = make_conversation(hours=24, status="quarantined")
        taken = make_conversation(topics=[gambling], hours=24, by=aino, status="writing")
    due = Conversation.objects.due_before(NOON + timedelta(hours=25))
    assert list(due) == [soon, checked, taken]


@pytest.mark.parametrize(
    ("passed", "left", "is_late"),
    [
        (timedelta(), 72, False),
        (timedelta(hours=41, minutes=1), 30, False),
        (timedelta(hours=71, minutes=1), 0, False),
        (timedelta(hours=72, minutes=1), -1, True),
        (timedelta(hours=75), -3, True),
    ],
)
def test_hours_left_counts_down_to_late(passed, left, is_late):
    with time_machine.travel(NOON, tick=False) as clock:
        conversation = make_conversation(hours=72)
        clock.shift(passed)
        assert (conversation.hours_left, conversation.is_late) == (left, is_late)


def test_expert_active_needs_role_and_open_account(aino, eero):
    assert list(Expert.objects.active()) == [aino.expert, eero.expert]
    aino.is_active = False
    aino.save()
    eero.groups.clear()
    assert list(Expert.objects.active()) == []
