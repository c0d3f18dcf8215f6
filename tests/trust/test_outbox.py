"""The outbox: nothing is lost, nothing is sent twice but for a killed worker, nobody is flooded."""

import smtplib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction
from django_q.models import OrmQ

from accounts.models import Role, User
from trust import clock, outbox
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

QUARTER = timedelta(minutes=15)


@pytest.fixture
def expert(make_user) -> User:
    return make_user("aino", Role.EXPERT)


def queue(to: User, **changes: Any) -> OutgoingMail | None:
    fields = {
        "kind": "advice.waits",
        "subject": "Palvelussa odottaa uusi kysymys",
        "body": "Avaa työtila: http://testserver/tyotila/",
    }
    return outbox.queue_mail(to=to, **(fields | changes))


def waiting_jobs() -> list[str]:
    return [job.func() for job in OrmQ.objects.order_by("pk")]


# Queueing


def test_queued_mail_waits_with_one_crank(expert):
    mail = queue(expert)
    queue(expert)
    assert OutgoingMail.objects.due(clock.now()).first() == mail
    assert OutgoingMail.objects.due(clock.now()).count() == 2
    assert waiting_jobs() == ["trust.jobs.send_outbox"]


@pytest.mark.django_db(transaction=True)
def test_mail_and_crank_vanish_with_their_transaction(expert):
    with transaction.atomic():
        queue(expert)
        transaction.set_rollback(True)
    assert OutgoingMail.objects.count() == OrmQ.objects.count() == 0


def test_queueing_costs_few_queries(expert, django_assert_num_queries):
    queue(expert)
    with django_assert_num_queries(2):  # the row; is there a crank
        queue(expert)
    with django_assert_num_queries(4):  # the row, was it new, when was the last, is there a crank
        queue(expert, coalesce=QUARTER)


def test_same_key_queues_once_for_ever(expert):
    mail = queue(expert, key="advice.promise:17")
    assert mail is not None
    assert queue(expert, key="advice.promise:17") is None
    outbox.send_due()
    assert queue(expert, key="advice.promise:17") is None
    assert OutgoingMail.objects.count() == 1


def test_message_id_is_the_same_at_every_attempt(expert, settings):
    settings.SITE_URL = "https://kokenet.example:8443"
    mail = queue(expert)
    again = OutgoingMail.objects.get()
    assert mail.message_id == again.message_id == f"<{mail.uuid.hex}@kokenet.example>"


# Coalescing


def test_coalesced_mail_waits_once_for_each_person_and_kind(expert, make_user):
    eero = make_user("eero", Role.EXPERT)
    assert queue(expert, coalesce=QUARTER)
    assert queue(expert, coalesce=QUARTER) is None
    assert queue(eero, coalesce=QUARTER)
    assert queue(expert, kind="advice.promise", coalesce=QUARTER)
    assert OutgoingMail.objects.count() == 3


def test_mail_soon_after_another_is_due_when_the_window_ends(expert):
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False):
        queue(expert, coalesce=QUARTER)
        assert outbox.send_due() == 1
    with time_machine.travel("2026-11-21T10:05:00Z", tick=False):
        second = queue(expert, coalesce=QUARTER)
        assert second.due_at.isoformat() == "2026-11-21T10:15:00+00:00"
        assert queue(expert, coalesce=QUARTER) is None
        assert outbox.send_due() == 0
    with time_machine.travel("2026-11-21T10:15:00Z", tick=False):
        assert outbox.send_due() == 1
    with time_machine.travel("2026-11-21T10:30:01Z", tick=False):
        assert queue(expert, coalesce=QUARTER).due_at == clock.now()


def test_mail_put_off_turns_no_crank(expert):
    queue(expert, coalesce=QUARTER)
    outbox.send_due()
    OrmQ.objects.all().delete()
    queue(expert, coalesce=QUARTER)
    assert waiting_jobs() == []


def test_given_up_mail_frees_its_slot(expert, mail_to_sink):
    mail_to_sink.refuse_with = "554 No"
    queue(expert, coalesce=QUARTER)
    OutgoingMail.objects.update(attempts=4)
    outbox.send_due()
    assert OutgoingMail.objects.exclude(dead_at=None).count() == 1
    assert queue(expert, coalesce=QUARTER).due_at <= clock.now()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", [{"coalesce": QUARTER}, {"key": "once"}])
def test_many_at_the_same_moment_queue_one(expert, how):
    """Eight transactions queue at once, ten times over; each sees the row of none of the others."""
    for _ in range(10):
        OutgoingMail.objects.all().delete()
        start = threading.Barrier(8)

        def race(_: int, start: threading.Barrier = start) -> bool:
            try:
                start.wait()
                with transaction.atomic():
                    return queue(expert, **how) is not None
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(race, range(8))) == [False] * 7 + [True]
        assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_slot_freed_meanwhile_still_respects_the_window(expert):
    """The first mail is sent between another transaction's beginning and its queueing."""
    queue(expert, coalesce=QUARTER)
    if connection.vendor == "sqlite":
        assert outbox.send_due() == 1
        second = queue(expert, coalesce=QUARTER)
    else:
        with transaction.atomic():
            assert OutgoingMail.objects.filter(sent_at=None).count() == 1
            sender = threading.Thread(target=lambda: (outbox.send_due(), connection.close()))
            sender.start()
            sender.join()
            second = queue(expert, coalesce=QUARTER)
    assert second.due_at > clock.now() + timedelta(minutes=14)


# The crank


def test_job_waits_once(expert):
    outbox.wake("advice.jobs.announce")
    outbox.wake("advice.jobs.announce")
    outbox.wake("trust.jobs.seal_audit")
    assert waiting_jobs() == ["advice.jobs.announce", "trust.jobs.seal_audit"]


def test_taken_job_does_not_count_as_waiting():
    outbox.wake("advice.jobs.announce")
    OrmQ.objects.update(lock=clock.now() + timedelta(seconds=240))
    outbox.wake("advice.jobs.announce")
    assert len(waiting_jobs()) == 2


@pytest.mark.django_db(transaction=True)
def test_job_taken_before_the_commit_is_queued_again():
    """It would not see what this transaction writes."""
    outbox.wake("advice.jobs.announce")
    with transaction.atomic():
        outbox.wake("advice.jobs.announce")
        outbox.wake("advice.jobs.announce")
        OrmQ.objects.all().delete()  # as the cluster does when it has run it
    assert waiting_jobs() == ["advice.jobs.announce"]


# Handing over


def test_mail_arrives_as_it_was_queued(expert, mail_to_sink):
    mail = queue(expert)
    assert outbox.send_due() == 1
    [arrived] = mail_to_sink.messages
    assert {name: arrived[name] for name in ("To", "Subject", "Message-ID", "Auto-Submitted")} == {
        "To": expert.email,
        "Subject": "Palvelussa odottaa uusi kysymys",
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
    }
    assert arrived.get_content().strip() == "Avaa työtila: http://testserver/tyotila/"
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.leased_until, row.sent_at is None) == (1, None, False)
    assert outbox.send_due() == 0


def test_two_hundred_mails_go_in_ten_seconds_over_one_connection(expert, mail_to_sink, monkeypatch):
    opened = []
    connect = smtplib.SMTP.connect
    monkeypatch.setattr(
        smtplib.SMTP, "connect", lambda *args, **kw: opened.append(1) or connect(*args, **kw)
    )
    for _ in range(200):
        queue(expert)
    start = time.monotonic()
    assert outbox.send_due() == 200
    assert time.monotonic() - start < 10
    assert len(opened) == 1
    assert len({message["Message-ID"] for message in mail_to_sink.messages}) == 200


def test_attempt_is_counted_and_leased_before_the_hand_over(expert, monkeypatch):
    seen = []

    def send(self: Any, messages: list) -> int:
        row = OutgoingMail.objects.get()
        seen.append((row.attempts, row.leased_until - clock.now(), row.sent_at))
        return len(messages)

    monkeypatch.setattr(django_mail.backends.locmem.EmailBackend, "send_messages", send)
    queue(expert)
    outbox.send_due()
    [(attempts, lease, sent_at)] = seen
    assert (attempts, sent_at) == (1, None)
    assert timedelta(seconds=115) < lease <= timedelta(seconds=120)


@pytest.mark.django_db(transaction=True)
def test_lease_refuses_a_transaction_that_could_take_it_back(expert):
    queue(expert)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        outbox.send_due()
    assert django_mail.outbox == []


def test_leased_mail_is_left_alone_until_the_lease_ends(expert):
    queue(expert)
    OutgoingMail.objects.update(attempts=1, leased_until=clock.now() + outbox.LEASE)
    assert outbox.send_due() == 0
    with time_machine.travel(clock.now() + outbox.LEASE + timedelta(seconds=1), tick=False):
        assert outbox.send_due() == 1
    assert OutgoingMail.objects.get().attempts == 2


@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_mail_once(expert, mail_to_sink):
    for _ in range(40):
        queue(expert)

    def send(_: int) -> int:
        try:
            return outbox.send_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 40
    assert len(mail_to_sink.messages) == 40
    assert OutgoingMail.objects.exclude(attempts=1).count() == 0


def test_late_sender_does_not_mark_what_another_has_leased_again(expert, monkeypatch):
    """Its lease ran out in a long hand-over; the row is the other's now."""
    queue(expert)

    def slow(self: Any, messages: list) -> int:
        OutgoingMail.objects.update(attempts=2, leased_until=clock.now() + outbox.LEASE)
        return len(messages)

    monkeypatch.setattr(django_mail.backends.locmem.EmailBackend, "send_messages", slow)
    outbox.send_due()
    row = OutgoingMail.objects.get()
    assert (row.attempts, row.sent_at, row.leased_until is None) == (2, None, False)


def test_account_no_longer_in_use_gets_nothing(expert):
    queue(expert, coalesce=QUARTER)
    expert.is_active = False
    expert.save()
    outbox.send_due()
    row = OutgoingMail.objects.get()
    assert (row.sent_at, row.dropped_at is None, row.slot) == (None, False, None)
    assert django_mail.outbox == []


# Failures


def test_dead_mail_server_keeps_the_rows_and_gives_up_after_five(expert, mail_to_sink):
    mail_to_sink.down()
    queue(expert)
    start = clock.now()
    tries = []
    for minute in range(120):
        with time_machine.travel(start + timedelta(minutes=minute, seconds=1), tick=False):
            before = OutgoingMail.objects.get().attempts
            outbox.send_due()
            if OutgoingMail.objects.get().attempts > before:
                tries.append(minute)
    row = OutgoingMail.objects.get()
    assert tries == [0, 1, 6, 21, 81]
    assert (row.attempts, row.last_error, row.sent_at) == (5, "ConnectionRefusedError", None)
    assert row.dead_at is not None


def test_mail_goes_when_the_server_is_back(expert, mail_to_sink):
    mail_to_sink.down()
    queue(expert)
    assert outbox.send_due() == 0
    mail_to_sink.up()
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=True):
        assert outbox.send_due() == 1
    assert OutgoingMail.objects.get().last_error == ""


def test_dead_server_costs_one_attempt_and_not_one_of_each_mail(expert, mail_to_sink):
    mail_to_sink.down()
    for _ in range(5):
        queue(expert)
    outbox.send_due()
    assert sorted(OutgoingMail.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


def test_one_refused_mail_does_not_stop_the_others(expert, make_user, mail_to_sink, monkeypatch):
    async def no_aino(server, session, envelope, address, options):
        if "aino" in address:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    monkeypatch.setattr(type(mail_to_sink), "handle_RCPT", staticmethod(no_aino), raising=False)
    eero = make_user("eero", Role.EXPERT)
    refused = queue(expert)
    queue(eero)
    queue(eero)
    assert outbox.send_due() == 2
    refused.refresh_from_db()
    assert (refused.attempts, refused.last_error) == (1, "SMTPRecipientsRefused")
    assert refused.due_at > clock.now() + timedelta(seconds=50)


def test_error_keeps_only_its_class(expert, mail_to_sink):
    mail_to_sink.refuse_with = "554 MARKER aino@kokenet.example"
    queue(expert)
    outbox.send_due()
    row = OutgoingMail.objects.get()
    assert row.last_error == "SMTPDataError"


def test_worker_that_dies_at_every_attempt_is_counted_out(expert):
    queue(expert)
    OutgoingMail.objects.update(attempts=5, leased_until=clock.now() - timedelta(seconds=1))
    assert outbox.send_due() == 0
    row = OutgoingMail.objects.get()
    assert (row.last_error, row.dead_at is None) == ("WorkerDied", False)
    assert django_mail.outbox == []


def test_given_up_mail_can_be_revived(expert):
    queue(expert)
    OutgoingMail.objects.update(attempts=5, dead_at=clock.now(), failed_at=clock.now())
    assert outbox.revive_dead() == 1
    assert outbox.send_due() == 1


def test_long_crank_stops_and_queues_another(expert, monkeypatch):
    for _ in range(3):
        queue(expert)
    OrmQ.objects.all().delete()
    monkeypatch.setattr(outbox, "SECONDS_PER_CRANK", -1)
    assert outbox.send_due() == 0
    assert waiting_jobs() == ["trust.jobs.send_outbox"]


def test_table_refuses_two_ends(expert):
    queue(expert)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.update(sent_at=clock.now(), dead_at=clock.now())


# Texts written at the hand-over


def test_writer_gives_the_text_only_for_the_hand_over(expert, mail_to_sink, monkeypatch):
    monkeypatch.setitem(outbox.writers, "invitation", lambda _mail: "https://link/secret")
    queue(expert, kind="invitation", body="")
    assert outbox.send_due() == 1
    assert mail_to_sink.messages[0].get_content().strip() == "https://link/secret"
    assert OutgoingMail.objects.get().body == ""


def test_writer_that_fails_puts_the_mail_off(expert, monkeypatch):
    monkeypatch.setitem(outbox.writers, "invitation", lambda _mail: 1 / 0)
    queue(expert, kind="invitation", body="")
    queue(expert)
    assert outbox.send_due() == 1
    row = OutgoingMail.objects.get(kind="invitation")
    assert (row.attempts, row.last_error) == (1, "ZeroDivisionError")
