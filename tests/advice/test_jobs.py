"""What the worker does: tells once of what arrived, reminds once, warns once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django_q.models import OrmQ

from accounts.models import Role
from advice import actions, jobs
from advice.models import Conversation, Status
from tests.advice.factories import make_conversation
from trust import schedule
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """A clock that stands still until it is shifted."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def mails(kind: str) -> list[str]:
    """To whom mails of this kind have been queued, in the order of queueing."""
    return list(
        OutgoingMail.objects.filter(kind=kind).order_by("pk").values_list("to__email", flat=True)
    )


def test_question_wakes_the_worker_in_its_own_transaction(gambling):
    make_conversation(topics=[gambling])
    assert [job.func() for job in OrmQ.objects.all()] == ["advice.jobs.announce"]


def test_announce_tells_the_experts_of_the_topic_once(aino, eero, coordinator, gambling):
    make_conversation(topics=[gambling])
    assert (jobs.announce(), jobs.announce()) == (1, 0)
    assert mails("advice.waits") == [aino.email]
    assert OutgoingMail.objects.count() == 1


def test_announce_without_topic_tells_every_expert(aino, eero, coordinator):
    make_conversation()
    jobs.announce()
    assert mails("advice.waits") == [aino.email, eero.email]


def test_announce_tells_coordinators_when_no_expert_knows_the_topic(eero, coordinator, gambling):
    make_conversation(topics=[gambling])
    jobs.announce()
    assert (mails("advice.waits"), mails("advice.nobody_free")) == ([], [coordinator.email])


def test_announce_tells_nobody_whose_account_is_closed(aino, eero, gambling):
    eero.expert.topics.add(gambling)
    aino.is_active = False
    aino.save()
    make_conversation(topics=[gambling])
    jobs.announce()
    assert mails("advice.waits") == [eero.email]


def test_announce_of_what_is_set_aside_tells_coordinators_only(aino, coordinator, gambling):
    make_conversation(topics=[gambling], status=Status.QUARANTINED)
    jobs.announce()
    assert mails("advice.check") == [coordinator.email]
    assert OutgoingMail.objects.count() == 1


def test_many_questions_are_one_mail(aino, gambling, now):
    for _ in range(5):
        make_conversation(topics=[gambling])
    assert jobs.announce() == 5
    now.shift(timedelta(minutes=5))
    make_conversation(topics=[gambling])
    jobs.announce()
    assert mails("advice.waits") == [aino.email]


def test_letter_again_is_told_to_the_one_who_answers(aino, eero, gambling):
    eero.expert.topics.add(gambling)
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    jobs.announce()
    OutgoingMail.objects.all().delete()
    actions.write_again(conversation, text="Vielä", nonce="1")
    jobs.announce()
    assert mails("advice.again") == [aino.email]
    assert OutgoingMail.objects.count() == 1


def test_answered_before_anyone_was_told_tells_nobody(aino, gambling):
    make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    assert jobs.announce() == 1
    assert OutgoingMail.objects.count() == 0


def test_released_question_is_told_to_the_topic_again(aino, eero, gambling, now):
    eero.expert.topics.add(gambling)
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    jobs.announce()
    actions.release(conversation, by=aino)
    jobs.announce()
    assert mails("advice.waits") == [aino.email, eero.email]


def test_announce_is_bounded_and_goes_on(aino, gambling, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    for _ in range(3):
        make_conversation(topics=[gambling])
    assert (jobs.announce(), jobs.announce(), jobs.announce()) == (2, 1, 0)


# The promise


@pytest.mark.parametrize(
    ("hours_left", "reminded", "warned"),
    [(25, 0, 0), (24, 0, 0), (23, 1, 0), (9, 1, 0), (7, 1, 1), (-1, 1, 1)],
)
def test_remind_and_warn_when_their_time_has_come(
    aino, coordinator, gambling, now, hours_left, reminded, warned
):
    make_conversation(topics=[gambling], hours=72)
    now.shift(timedelta(hours=72 - hours_left))
    assert jobs.remind() == reminded + warned
    assert mails("advice.promise_ends") == [aino.email] * reminded
    assert mails("advice.promise_breaks") == [coordinator.email] * warned


def test_remind_each_promise_once(aino, coordinator, gambling, now):
    make_conversation(topics=[gambling])
    now.shift(timedelta(hours=71))
    assert jobs.remind() == 2
    for _ in range(3):
        now.shift(timedelta(minutes=20))
        assert jobs.remind() == 0
    assert len(mails("advice.promise_ends")) == 1


def test_remind_again_of_the_next_promise(aino, coordinator, gambling, now):
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    now.shift(timedelta(hours=60))
    assert jobs.remind() == 1
    actions.send_answer(conversation, text="Kiitos", answers=1, by=aino)
    actions.write_again(conversation, text="Vielä", nonce="1")
    assert jobs.remind() == 0
    now.shift(timedelta(hours=60))
    assert jobs.remind() == 1


def test_remind_tells_only_the_one_who_has_it(aino, eero, gambling, now):
    eero.expert.topics.add(gambling)
    make_conversation(topics=[gambling], by=eero, status=Status.WRITING)
    now.shift(timedelta(hours=60))
    jobs.remind()
    assert mails("advice.promise_ends") == [eero.email]


def test_short_promise_is_reminded_of_halfway(aino, gambling, now):
    make_conversation(topics=[gambling], hours=24)
    now.shift(timedelta(hours=11, minutes=59))
    assert jobs.remind() == 0
    now.shift(timedelta(minutes=1))
    assert jobs.remind() == 1


def test_answered_question_is_not_reminded_of(aino, coordinator, gambling, now):
    make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    now.shift(timedelta(hours=100))
    assert jobs.remind() == 0


def test_question_set_aside_is_not_forgotten(aino, coordinator, gambling, now):
    make_conversation(topics=[gambling], status=Status.QUARANTINED)
    now.shift(timedelta(hours=66))
    assert jobs.remind() == 1
    assert mails("advice.promise_breaks") == [coordinator.email]
    assert mails("advice.promise_ends") == []


def test_many_promises_are_one_mail_each(aino, coordinator, gambling, now):
    for _ in range(4):
        make_conversation(topics=[gambling])
    now.shift(timedelta(hours=71))
    assert jobs.remind() == 8
    assert mails("advice.promise_ends") == [aino.email]
    assert mails("advice.promise_breaks") == [coordinator.email]


def test_promise_kept_between_look_and_telling_is_not_told_of(aino, gambling, now):
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    stale = Conversation.objects.get()
    actions.send_answer(conversation, text="Kiitos", answers=1, by=aino)
    assert jobs._tell_once(stale, "reminded_for", lambda _: pytest.fail("told")) == 0


@pytest.mark.parametrize("how", ["account closed", "role gone"])
def test_question_of_an_expert_who_has_left_goes_back_to_the_queue_and_is_announced(
    aino, eero, gambling, trail, how
):
    eero.expert.topics.add(gambling)
    taken = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    due_at = taken.due_at
    jobs.announce()
    if how == "account closed":
        aino.is_active = False
        aino.save()
    else:
        aino.groups.clear()

    assert (jobs.give_back_left_behind(), jobs.give_back_left_behind()) == (1, 0)

    taken.refresh_from_db()
    assert (taken.status, taken.expert, taken.claimed_at) == (Status.WAITING, None, None)
    assert taken.due_at == due_at
    assert trail("advice.release") == [("advice.release", "done", "system", str(taken.pk))]
    jobs.announce()
    assert mails("advice.waits") == [eero.email]


def test_question_of_an_expert_who_stays_is_left_alone(aino, gambling):
    taken = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    answered = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    aino.groups.clear()
    aino.groups.add(*Group.objects.filter(name=Role.EXPERT))

    assert jobs.give_back_left_behind() == 0
    aino.groups.clear()
    assert jobs.give_back_left_behind() == 1

    assert Conversation.objects.get(pk=taken.pk).status == Status.WAITING
    assert Conversation.objects.get(pk=answered.pk).status == Status.ANSWERED


def test_question_answered_between_look_and_giving_back_stays(aino, gambling):
    taken = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    actions.send_answer(taken, text="Kiitos.", answers=1, by=aino)
    aino.groups.clear()

    assert actions.give_back_left_behind(taken) is False


def test_giving_back_what_was_left_behind_is_a_regular_job():
    assert "advice.jobs.give_back_left_behind" in schedule._jobs
