"""What an action does once, what it refuses, and what is left behind."""

import hashlib
import json
from pathlib import Path

import pytest
from django_q.models import OrmQ

from advice import actions, letters, permissions
from advice.models import Author, Conversation, Draft, Message, Status
from advice.wishes import Wish
from tests.advice.factories import make_conversation, make_form
from trust import audit, receipts, rotation
from trust.keyring import keyring, with_new_key
from trust.models import OutgoingMail
from trust.refusals import Refusal
from trust.seal import SealBroken, open_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def free(gambling) -> Conversation:
    return make_conversation("Mistä apua?", topics=[gambling], wish="Toive")


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation("Mistä apua?", topics=[gambling], by=aino, status=Status.WRITING)


@pytest.fixture
def answered(aino, gambling) -> Conversation:
    return make_conversation("Mistä apua?", topics=[gambling], by=aino, status=Status.ANSWERED)


def texts(conversation: Conversation) -> list[str | None]:
    permit = permissions.may_read_as_asker(conversation)
    return [letter.text for letter in letters.read(conversation, permit)]


def question(**changes) -> actions.Question:
    fields = {
        "form": make_form(),
        "text": "Kysymys",
        "topics": [],
        "perspective": "self",
        "wish": Wish(),
        "language": "fi",
        "urgent": False,
        "promise_hours": 72,
        "message_limit": 5,
    }
    return actions.Question(**{**fields, **changes})


# The asker


def test_ask_stores_everything_sealed_and_owes_an_answer(gambling, trail):
    number = receipts.new_number()
    conversation = actions.ask(
        question(topics=[gambling], wish=Wish(words="Joku kaukaa"), urgent=True), number=number
    )
    conversation.refresh_from_db()
    message = conversation.messages.get()
    assert conversation.status == Status.WAITING
    assert (conversation.due_at - conversation.asked_at).total_seconds() / 3600 in (71, 72, 73)
    assert list(conversation.topics.all()) == [gambling]
    assert (message.position, message.author, message.expert) == (1, Author.ASKER, None)
    for sealed, text in ((message.text, b"Kysymys"), (conversation.wish, b"Joku")):
        assert text not in bytes(sealed)
    assert number.encode() not in bytes(conversation.receipt)
    assert texts(conversation) == ["Kysymys"]
    assert trail("advice.ask") == [("advice.ask", "done", "asker", str(conversation.pk))]


def test_ask_again_with_the_same_number_stores_nothing(trail):
    number = receipts.new_number()
    first = actions.ask(question(), number=number)
    assert actions.ask(question(text="Toinen"), number=number) == first
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 1)
    assert len(trail("advice.ask")) == 1


def test_ask_suspicious_is_set_aside_and_has_a_promise():
    conversation = actions.ask(question(suspicious=True), number=receipts.new_number())
    assert conversation.status == Status.QUARANTINED
    assert conversation.due_at is not None


def test_find_knows_no_other_number(free):
    assert actions.find(receipts.new_number()) is None


def test_write_again_wakes_the_same_expert_and_owes_an_answer(answered, aino):
    actions.write_again(answered, text="Vielä yksi asia", nonce="n")
    answered.refresh_from_db()
    assert (answered.status, answered.expert) == (Status.WRITING, aino.expert)
    assert answered.due_at is not None
    assert answered.asker_messages == 2
    assert texts(answered)[-1] == "Vielä yksi asia"


def test_write_again_goes_to_anyone_when_the_expert_has_left(answered, aino):
    aino.is_active = False
    aino.save()
    actions.write_again(answered, text="Vielä", nonce="n")
    answered.refresh_from_db()
    assert (answered.status, answered.expert) == (Status.WAITING, None)
    assert answered.claimed_at is None


def test_write_again_while_an_answer_is_owed_keeps_the_promise(free):
    due = free.due_at
    actions.write_again(free, text="Lisään vielä", nonce="n")
    free.refresh_from_db()
    assert (free.status, free.due_at, free.asker_messages) == (Status.WAITING, due, 2)


def test_write_again_twice_is_one_letter(answered):
    first = actions.write_again(answered, text="Vielä", nonce="n")
    assert actions.write_again(answered, text="Vielä", nonce="n") == first
    assert Message.objects.count() == 3


def test_write_again_with_same_words_later_is_another_letter(answered):
    actions.write_again(answered, text="Vielä", nonce="1")
    actions.write_again(answered, text="Vielä", nonce="2")
    assert Message.objects.count() == 4


def test_write_again_stops_at_the_limit(gambling):
    conversation = make_conversation(topics=[gambling], limit=2)
    actions.write_again(conversation, text="Toinen", nonce="1")
    with pytest.raises(Refusal):
        actions.write_again(conversation, text="Kolmas", nonce="2")
    assert Message.objects.count() == 2
    assert Conversation.objects.get().asker_messages == 2


def test_write_again_to_an_ended_conversation_is_refused(aino, gambling):
    ended = make_conversation(topics=[gambling], by=aino, status=Status.CLOSED)
    with pytest.raises(Refusal):
        actions.write_again(ended, text="Vielä", nonce="1")


# Claiming and giving back


def test_claim_takes_and_leaves_a_row(free, aino, trail):
    conversation = actions.claim(free, by=aino)
    assert (conversation.status, conversation.expert) == (Status.WRITING, aino.expert)
    assert conversation.claimed_at is not None
    assert trail("advice.claim") == [("advice.claim", "done", f"user {aino.pk}", str(free.pk))]


def test_claim_of_taken_question_is_refused_and_changes_nothing(taken, aino, eero):
    with pytest.raises(Refusal) as refusal:
        actions.claim(taken, begun="Hei", by=eero)
    assert refusal.value.status == 409
    taken.refresh_from_db()
    assert taken.expert == aino.expert
    assert Draft.objects.count() == 0


def test_claim_again_keeps_the_newer_draft(free, aino):
    actions.claim(free, begun="Alku", by=aino)
    actions.save_draft(free, text="Alku ja jatko", by=aino)
    actions.claim(free, begun="Alku", by=aino)
    assert open_draft(free, aino) == "Alku ja jatko"


def open_draft(conversation: Conversation, user) -> str:
    way_in = audit.opening(permissions.may_answer(user, conversation))
    return open_text(conversation.drafts.get(expert=user.expert), "text", way_in)


@pytest.mark.parametrize("who", ["coordinator", "editor", "stranger"])
def test_claim_needs_an_expert(request, free, who):
    with pytest.raises(Refusal):
        actions.claim(free, by=request.getfixturevalue(who))
    free.refresh_from_db()
    assert free.status == Status.WAITING


def test_claim_of_question_set_aside_is_refused(aino):
    aside = make_conversation(status=Status.QUARANTINED)
    with pytest.raises(Refusal):
        actions.claim(aside, by=aino)


@pytest.mark.parametrize("act", ["release", "save_draft", "send_answer"])
def test_only_who_has_it_can_write_or_give_back(taken, eero, act):
    fields = {"save_draft": {"text": "x"}, "send_answer": {"text": "x", "answers": 1}}.get(act, {})
    with pytest.raises(Refusal):
        getattr(actions, act)(taken, **fields, by=eero)
    assert (Message.objects.count(), Draft.objects.count()) == (1, 0)


@pytest.mark.parametrize("act", ["release", "save_draft", "send_answer"])
def test_nothing_is_written_or_given_back_when_no_answer_is_owed(answered, aino, act):
    fields = {"save_draft": {"text": "x"}, "send_answer": {"text": "x", "answers": 2}}.get(act, {})
    with pytest.raises(Refusal):
        getattr(actions, act)(answered, **fields, by=aino)
    assert Message.objects.count() == 2


def test_release_leaves_the_draft_to_its_writer(taken, aino):
    actions.save_draft(taken, text="Luonnos", by=aino)
    released = actions.release(taken, by=aino)
    assert (released.status, released.expert, released.claimed_at) == (Status.WAITING, None, None)
    actions.claim(released, by=aino)
    assert open_draft(taken, aino) == "Luonnos"


# Answering


def test_draft_is_one_and_the_newest(taken, aino):
    actions.save_draft(taken, text="Ensin", by=aino)
    second = actions.save_draft(taken, text="Sitten", by=aino)
    assert Draft.objects.get() == second
    assert open_draft(taken, aino) == "Sitten"


def test_draft_may_be_empty(taken, aino):
    actions.save_draft(taken, text="", by=aino)
    assert open_draft(taken, aino) == ""


def test_send_answer_leaves_nothing_owed(taken, aino, trail):
    actions.save_draft(taken, text="Luonnos", by=aino)
    message = actions.send_answer(taken, text="Kiitos", answers=1, by=aino)
    taken.refresh_from_db()
    assert (message.position, message.author, message.expert) == (2, Author.EXPERT, aino.expert)
    assert (taken.status, taken.due_at, taken.is_owed) == (Status.ANSWERED, None, False)
    assert Draft.objects.count() == 0
    assert texts(taken) == ["Mistä apua?", "Kiitos"]
    assert [row[:2] for row in trail("advice.answer")] == [("advice.answer", "done")]


def test_send_answer_twice_is_one_letter(taken, aino, trail):
    first = actions.send_answer(taken, text="Kiitos", answers=1, by=aino)
    assert actions.send_answer(taken, text="Kiitos", answers=1, by=aino) == first
    assert (Message.objects.count(), len(trail("advice.answer"))) == (2, 1)


def test_send_answer_to_a_letter_not_seen_is_refused(taken, aino):
    actions.save_draft(taken, text="Luonnos", by=aino)
    actions.write_again(taken, text="Unohdin kertoa", nonce="n")
    with pytest.raises(Refusal):
        actions.send_answer(taken, text="Kiitos", answers=1, by=aino)
    assert (Message.objects.count(), Draft.objects.count()) == (2, 1)


def test_send_answer_to_the_last_message_ends_the_conversation(aino, gambling):
    last = make_conversation(topics=[gambling], by=aino, status=Status.WRITING, limit=1)
    actions.send_answer(last, text="Hyvää matkaa", answers=1, by=aino)
    last.refresh_from_db()
    assert (last.status, last.messages_left) == (Status.CLOSED, 0)


def test_what_is_sent_again_after_a_rotation_of_keys_is_one_letter(taken, aino, settings):
    first = actions.send_answer(taken, text="Kiitos", answers=1, by=aino)
    second = actions.write_again(taken, text="Vielä yksi asia", nonce="n")
    ring = with_new_key(Path(settings.KOKENET_KEYRING).read_text())
    settings.KOKENET_KEYRING = json.dumps(ring)
    keyring.cache_clear()
    try:
        rotation.rotate()
        again = actions.write_again(taken, text="Vielä yksi asia", nonce="n")
        assert actions.send_answer(taken, text="Kiitos", answers=1, by=aino) == first
    finally:
        keyring.cache_clear()
    assert (again, Message.objects.count()) == (second, 3)


def test_mark_of_a_sending_is_not_a_plain_digest_of_the_text(taken, aino):
    message = actions.send_answer(taken, text="Kiitos", answers=1, by=aino)
    parts = ("answer", taken.pk, aino.pk, 1, "Kiitos")
    plain = hashlib.sha256("\0".join(map(str, parts)).encode()).digest()
    assert bytes(message.once) != plain


# Relaying


def test_assign_gives_an_unclaimed_question(free, eero, coordinator, trail):
    given = actions.assign(free, expert=eero.expert, by=coordinator)
    assert (given.status, given.expert) == (Status.WRITING, eero.expert)
    assert trail("advice.assign") == [
        ("advice.assign", "done", f"user {coordinator.pk}", str(free.pk))
    ]


def test_assign_moves_a_claim_and_keeps_the_first_ones_draft_from_the_second(
    taken, aino, eero, coordinator
):
    actions.save_draft(taken, text="Ainon luonnos", by=aino)
    actions.assign(taken, expert=eero.expert, by=coordinator)
    taken.refresh_from_db()
    assert taken.expert == eero.expert
    assert not taken.drafts.filter(expert=eero.expert).exists()
    assert taken.drafts.filter(expert=aino.expert).exists()


def test_assign_of_a_claim_tells_both_and_the_first_one_that_another_reads_it(
    taken, aino, eero, coordinator
):
    actions.assign(taken, expert=eero.expert, by=coordinator)
    told = OutgoingMail.objects.filter(kind__in=["advice.assigned", "advice.taken"])
    assert set(told.values_list("kind", "to__email")) == {
        ("advice.assigned", eero.email),
        ("advice.taken", aino.email),
    }


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED, Status.QUARANTINED])
def test_assign_of_what_waits_for_nobody_is_refused(aino, eero, coordinator, gambling, status):
    conversation = make_conversation(topics=[gambling], by=aino, status=status)
    assert not permissions.may_assign(coordinator, conversation)
    with pytest.raises(Refusal):
        actions.assign(conversation, expert=eero.expert, by=coordinator)


def test_let_in_only_once(coordinator):
    aside = make_conversation(status=Status.QUARANTINED)
    assert actions.let_in(aside, by=coordinator).status == Status.WAITING
    with pytest.raises(Refusal):
        actions.let_in(aside, by=coordinator)


# Whole or not at all


def test_nothing_is_left_of_an_action_whose_audit_row_fails(free, taken, aino, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    jobs = OrmQ.objects.count()
    for act in (
        lambda: actions.ask(question(), number=receipts.new_number()),
        lambda: actions.claim(free, begun="Hei", by=aino),
        lambda: actions.release(taken, by=aino),
        lambda: actions.write_again(free, text="Vielä", nonce="1"),
        lambda: actions.send_answer(taken, text="Kiitos", answers=1, by=aino),
    ):
        with pytest.raises(RuntimeError):
            act()
    free.refresh_from_db()
    taken.refresh_from_db()
    assert (free.status, taken.status) == (Status.WAITING, Status.WRITING)
    assert (Conversation.objects.count(), Message.objects.count()) == (2, 2)
    assert Draft.objects.count() == 0
    assert OrmQ.objects.count() == jobs


def test_text_of_one_conversation_does_not_open_with_the_permit_of_another(free, taken, aino):
    way_in = audit.opening(permissions.may_read(aino, taken))
    with pytest.raises(SealBroken):
        open_text(free.messages.get(), "text", way_in)
    assert open_text(taken.messages.get(), "text", way_in) == "Mistä apua?"
