"""The purge: to the day, one by one, and never more than a person would expect."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django_q.models import OrmQ

from advice import actions, jobs, retention
from advice.models import Conversation, Ending, HeldPurge, Status, Tombstone
from tests.advice.factories import make_conversation
from tests.advice.test_actions import question
from trust import audit, clock, receipts
from trust.models import Heartbeat, OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def at():
    """The clock, moved: at(days). A purge is believed to have run a moment before."""
    with time_machine.travel(START, tick=False) as traveller:

        def move(days: float, *, ran: bool = True) -> datetime:
            traveller.move_to(START + timedelta(days=days))
            if ran:
                Heartbeat.beat(retention.LAST_RUN)
            return clock.now()

        yield move


@pytest.fixture
def answered(at, aino):
    at(0)
    return make_conversation(by=aino, status=Status.ANSWERED, limit=3)


def purged() -> tuple[int, int]:
    done = actions.purge()
    assert done.held == []
    return done.closed, done.erased


def is_there(conversation: Conversation) -> bool:
    return Conversation.objects.filter(pk=conversation.pk).exists()


# When


def test_silence_ends_an_answered_conversation_after_thirty_days(answered, at):
    at(30 - 0.001)
    assert purged() == (0, 0)
    at(30)
    assert purged() == (1, 0)
    answered.refresh_from_db()
    assert (answered.status, answered.ending) == (Status.CLOSED, Ending.SILENCE)


def test_closed_conversation_is_erased_after_sixty_days(answered, at):
    actions.close(answered, ending=Ending.ASKER, by=None)
    assert retention.erased_at(Conversation.objects.get()) == at(60)
    at(60 - 0.001)
    assert purged() == (0, 0)
    at(60)
    assert purged() == (0, 1)
    assert not is_there(answered)


def test_new_letter_begins_the_silence_anew_and_is_owed_an_answer(answered, at, aino):
    at(29)
    actions.write_again(answered, text="Vielä", nonce="n")
    at(300)
    assert purged() == (0, 0)
    actions.send_answer(answered, text="Vastaus", answers=3, by=aino)
    at(329)
    assert purged() == (0, 0)
    at(330)
    assert purged() == (1, 0)


@pytest.mark.parametrize("status", [Status.QUARANTINED, Status.WAITING, Status.WRITING])
def test_unanswered_conversation_is_never_erased(at, aino, status):
    at(0)
    conversation = make_conversation(by=aino, status=status)
    assert retention.erased_at(conversation) is None
    at(1000)
    assert purged() == (0, 0)
    assert is_there(conversation)


def test_letter_at_the_gate_is_never_erased(at, aino):
    at(0)
    conversation = make_conversation(by=aino, status=Status.WRITING)
    Conversation.objects.filter(pk=conversation.pk).update(status=Status.REVIEW)
    at(1000)
    assert purged() == (0, 0)


def test_twelve_months_after_the_first_letter_it_is_erased_at_the_latest(answered, at, aino):
    for day in (20, 340):
        at(day)
        actions.write_again(answered, text=f"Vielä {day}", nonce=str(day))
        answers = answered.messages.count()
        actions.send_answer(answered, text="Vastaus", answers=answers, by=aino)
    answered.refresh_from_db()
    assert answered.status == Status.CLOSED
    assert retention.erased_at(answered) == START + 365 * DAY
    at(365 - 0.001)
    assert purged() == (0, 0)
    at(365)
    assert purged() == (0, 1)


def test_answer_can_be_read_for_fourteen_days_whatever_is_over(answered, at, aino):
    at(29)
    actions.write_again(answered, text="Vielä", nonce="n")
    at(360)
    actions.send_answer(answered, text="Vastaus", answers=3, by=aino)
    answered.refresh_from_db()
    assert retention.erased_at(answered) == START + 374 * DAY
    at(374 - 0.001)
    assert purged() == (0, 0)
    at(374)
    assert purged() == (0, 1)


def test_set_aside_question_goes_fourteen_days_after_somebody_looked(at, coordinator, signed_in):
    at(0)
    seen, unseen = (make_conversation(status=Status.QUARANTINED) for _ in range(2))
    at(100)
    signed_in(coordinator).post(f"/tyotila/neuvonta/{seen.pk}/avaa/")
    seen.refresh_from_db()
    assert seen.checked_at == at(100)
    at(114 - 0.001)
    assert purged() == (0, 0)
    at(114)
    assert purged() == (0, 1)
    assert (is_there(seen), is_there(unseen)) == (False, True)


def test_set_aside_question_with_a_letter_nobody_looked_at_stays(at):
    at(0)
    conversation = make_conversation(status=Status.QUARANTINED)
    actions.note_checked(conversation)
    at(1)
    actions.write_again(conversation, text="Vielä", nonce="n")
    at(100)
    assert purged() == (0, 0)


def test_looking_at_what_waits_in_the_queue_marks_nothing(at, coordinator, signed_in):
    conversation = make_conversation()
    signed_in(coordinator).post(f"/tyotila/neuvonta/{conversation.pk}/avaa/")
    conversation.refresh_from_db()
    assert conversation.checked_at is None


def test_tombstone_stays_as_long_as_a_form_can_come_late(at, aino):
    at(0)
    number = receipts.new_number()
    actions.erase(make_conversation(number=number), by=None)
    at(1)
    purged()
    with pytest.raises(actions.Erased):
        actions.ask(question(), number=number)
    at(1.01)
    purged()
    assert not Tombstone.objects.exists()


def test_letter_that_comes_while_others_are_erased_keeps_its_conversation(
    answered, at, aino, monkeypatch
):
    other = make_conversation(by=aino, status=Status.ANSWERED)
    at(29)
    for each in (answered, other):
        actions.write_again(each, text="Vielä", nonce="n")
        actions.send_answer(each, text="Vastaus", answers=3, by=aino)
    at(30 + 14)
    Conversation.objects.update(asked_at=START - 365 * DAY)
    destroy = Conversation.destroy_key

    def and_meanwhile_somebody_writes(self):
        destroy(self)
        actions.write_again(other, text="Ja vielä", nonce="m")

    monkeypatch.setattr(Conversation, "destroy_key", and_meanwhile_somebody_writes)
    assert purged() == (0, 1)
    assert (is_there(answered), is_there(other)) == (False, True)


# How many


def closed_ones(number: int, aino) -> None:
    """Conversations that all ended on the first day."""
    number_now = Conversation.objects.count()
    original = make_conversation(by=aino, status=Status.CLOSED)
    Conversation.objects.bulk_create(
        Conversation(
            receipt=receipts.fingerprint(receipts.new_number()),
            sealed_key=None,
            **{
                field: getattr(original, field)
                for field in (
                    "perspective", "language", "status", "ending", "closed_at", "expert",
                    "claimed_at", "promise_hours", "message_limit", "asked_at", "last_message_at",
                )
            },
        )
        for _ in range(number - 1)
    )  # fmt: skip
    assert Conversation.objects.count() == number_now + number


@pytest.mark.parametrize(
    ("conversations", "most"),
    [(0, 10), (12, 10), (100, 10), (110, 11), (1999, 199), (2000, 200), (90_000, 200)],
)
def test_bound_is_a_tenth_at_least_ten_and_at_most_two_hundred(
    monkeypatch, conversations, most, db
):
    monkeypatch.setattr(type(Conversation.objects.all()), "count", lambda _self: conversations)
    assert retention.most_at_once() == most


def test_purge_over_its_bound_waits_for_a_person(at, aino, coordinator, trail):
    at(0)
    closed_ones(11, aino)
    at(60)
    done = actions.purge()
    assert (done.erased, [(held.why, held.count) for held in done.held]) == (0, [("erasing", 11)])
    assert Conversation.objects.count() == 11
    assert OutgoingMail.objects.get(kind="advice.purge_waits").to == coordinator
    at(61)
    assert len(actions.purge().held) == HeldPurge.objects.waiting().count() == 1
    assert len(trail("advice.hold_purge")) == 1

    held = actions.let_purge(HeldPurge.objects.get(), by=coordinator)
    assert (held.let_by, held.let_at) == (coordinator, clock.now())
    assert OrmQ.objects.filter(payload__isnull=False).exists()
    assert purged() == (0, 11)
    assert not HeldPurge.objects.exists()
    assert trail("advice.let_purge") == [
        ("advice.let_purge", "done", f"user {coordinator.pk}", str(held.pk))
    ]


def test_what_a_person_let_go_is_no_leave_for_much_more(at, aino, coordinator):
    at(0)
    closed_ones(11, aino)
    at(60)
    held = actions.purge().held[0]
    actions.let_purge(held, by=coordinator)
    with time_machine.travel(START, tick=False):
        closed_ones(15, aino)
    again = actions.purge().held[0]
    assert (again.count, again.let_at) == (26, None)
    assert Conversation.objects.count() == 26


def test_purge_that_is_done_is_let_go_no_more(at, aino, coordinator):
    at(0)
    closed_ones(11, aino)
    at(60)
    actions.let_purge(actions.purge().held[0], by=coordinator)
    assert purged() == (0, 11)
    with time_machine.travel(START, tick=False):
        closed_ones(11, aino)
    assert actions.purge().erased == 0


def test_purge_that_ran_out_of_time_goes_on_where_it_was(at, aino, coordinator):
    at(0)
    closed_ones(11, aino)
    at(60)
    actions.let_purge(actions.purge().held[0], by=coordinator)
    first = actions.purge(seconds=-1)
    assert (first.erased, first.unfinished) == (0, True)
    assert HeldPurge.objects.let().exists()
    assert purged() == (0, 11)


def test_holding_what_would_be_erased_does_not_hold_what_is_ended(at, aino):
    at(0)
    closed_ones(11, aino)
    at(30)
    silent = make_conversation(by=aino, status=Status.ANSWERED)
    at(60)
    assert actions.purge().closed == 1
    silent.refresh_from_db()
    assert silent.status == Status.CLOSED


def test_one_that_cannot_be_erased_keeps_no_other_from_it(at, aino, monkeypatch):
    at(0)
    first = make_conversation(by=aino, status=Status.CLOSED)
    second = make_conversation(by=aino, status=Status.CLOSED)
    at(60)
    destroy = Conversation.destroy_key

    def fail_for_first(self):
        if self.pk == first.pk:
            raise OSError
        destroy(self)

    monkeypatch.setattr(Conversation, "destroy_key", fail_for_first)
    done = actions.purge()
    assert (done.erased, done.failed) == (1, 1)
    assert (is_there(first), is_there(second)) == (True, False)
    assert first.messages.count() == 2


# The clock


@pytest.mark.parametrize("days", [3.01, 400, -0.05, -30])
def test_clock_that_jumped_waits_for_a_person(at, aino, coordinator, days):
    at(200)
    with time_machine.travel(START, tick=False):
        closed = make_conversation(by=aino, status=Status.CLOSED)
    at(200 + days, ran=False)
    done = actions.purge()
    assert [held.why for held in done.held] == ["clock"]
    assert is_there(closed)
    at(200 + days + 0.01, ran=False)
    actions.let_purge(done.held[0], by=coordinator)
    assert purged() == (0, 1)
    assert not HeldPurge.objects.exists()


@pytest.mark.parametrize("days", [0, 1, 2.9, -0.03])
def test_clock_of_an_ordinary_night_is_believed(at, days):
    at(200)
    at(200 + days, ran=False)
    assert purged() == (0, 0)


def test_clock_put_right_again_needs_nobody(at):
    at(200)
    at(600, ran=False)
    assert len(actions.purge().held) == 1
    at(201, ran=False)
    assert purged() == (0, 0)
    assert not HeldPurge.objects.exists()


def test_let_purge_twice_is_one(at, coordinator, aino, trail):
    at(0)
    closed_ones(11, aino)
    at(60)
    held = actions.purge().held[0]
    for user in (coordinator, aino):
        assert actions.let_purge(held, by=user).let_by == coordinator
    assert len(trail("advice.let_purge")) == 1


# Discarding


def test_discard_erases_what_was_set_aside(coordinator, trail):
    conversation = make_conversation(status=Status.QUARANTINED)
    actions.note_checked(conversation)
    actions.discard(conversation, by=coordinator)
    assert not is_there(conversation)
    who = f"user {coordinator.pk}"
    assert trail("advice.erase") == [("advice.erase", "done", who, str(conversation.pk))]


def test_discard_of_what_nobody_has_read_is_refused(coordinator):
    conversation = make_conversation(status=Status.QUARANTINED)
    with pytest.raises(Refusal):
        actions.discard(conversation, by=coordinator)
    actions.note_checked(conversation)
    actions.write_again(conversation, text="Vielä", nonce="n")
    with pytest.raises(Refusal):
        actions.discard(conversation, by=coordinator)
    assert is_there(conversation)


def test_discard_of_what_was_let_in_meanwhile_is_refused(coordinator):
    conversation = make_conversation(status=Status.QUARANTINED)
    actions.let_in(conversation, by=coordinator)
    with pytest.raises(Refusal):
        actions.discard(conversation, by=coordinator)
    assert is_there(conversation)


# The job and the command


def test_job_does_it_and_says_how_many(at, aino):
    at(0)
    make_conversation(by=aino, status=Status.CLOSED)
    at(60)
    assert jobs.purge() == 1


def test_command_tells_what_was_done_and_what_waits(at, aino, capsys):
    at(0)
    closed_ones(11, aino)
    at(60)
    call_command("purge")
    told = capsys.readouterr().out
    assert "0 conversations ended in silence, 0 erased." in told
    assert "11 conversations would be erased" in told
    at(100, ran=False)
    call_command("purge")
    assert "Nothing was done" in capsys.readouterr().out


def test_purge_leaves_its_name_in_the_trail(at, aino, trail):
    at(0)
    conversation = make_conversation(by=aino, status=Status.ANSWERED)
    at(30)
    purged()
    at(90)
    purged()
    for act in ("advice.close", "advice.erase"):
        assert trail(act) == [(act, "done", audit.SYSTEM, str(conversation.pk))]
