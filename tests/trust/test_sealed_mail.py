"""Mail to an address that is sealed elsewhere: used once, then gone, and never written down."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction
from django_q.models import OrmQ

from tests.trust.conftest import ring_of, secret
from tests.trust.shelf import letters
from tests.trust.shelf.models import Crate
from trust import canary, clock, outbox
from trust.models import AuditRow, OutgoingMail

pytestmark = pytest.mark.django_db

ADDRESS = "zxqwvk@muualla.example"
MARKER = "zxqwvk"


@pytest.fixture
def refusing_sink(mail_to_sink, monkeypatch):
    """Says no to every recipient, by name."""

    async def no_one(server, session, envelope, address, options):
        return f"550 {address} is not here"

    monkeypatch.setattr(type(mail_to_sink), "handle_RCPT", staticmethod(no_one), raising=False)
    return mail_to_sink


def everything_stored() -> str:
    """Every value of every row of every table, and every queued task unpacked."""
    found = [
        repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.values_list()
    ]
    return "\n".join([*found, *(repr(job.task) for job in OrmQ.objects.all())])


def only_row() -> OutgoingMail:
    return OutgoingMail.objects.get()


def let_try_again() -> None:
    OutgoingMail.objects.update(due_at=clock.now(), leased_until=None)


# Queueing


def test_queued_row_has_the_record_and_no_address():
    crate = letters.write_to(ADDRESS)
    row = only_row()
    assert (row.to, row.about, row.subject, row.body) == (None, crate.pk, "Viesti", "Avaa.")
    assert "Viesti" in everything_stored()
    assert MARKER not in everything_stored()


def test_sealed_kind_takes_a_record_and_no_person(aino):
    for wrong in ({}, {"to": aino}, {"to": aino, "about": 1}):
        with pytest.raises(ValueError, match=letters.KIND):
            outbox.queue_mail(kind=letters.KIND, subject="s", body="b", **wrong)


def test_other_kinds_take_a_person():
    with pytest.raises(ValueError, match=r"advice\.waits"):
        outbox.queue_mail(kind="advice.waits", about=1, subject="s", body="b")


def test_table_refuses_mail_to_nobody_about_nothing():
    with pytest.raises(IntegrityError, match="trust_mail_addressed"), transaction.atomic():
        OutgoingMail.objects.create(kind="advice.waits", subject="s", body="b")


def test_same_key_queues_once():
    letters.write_to(ADDRESS, key="told:1")
    letters.write_to(ADDRESS, key="told:1")
    assert OutgoingMail.objects.count() == 1


def test_coalesced_mail_waits_once_for_each_record():
    fields = {"kind": letters.KIND, "subject": "s", "body": "b", "coalesce": timedelta(minutes=15)}
    assert outbox.queue_mail(about=1, **fields)
    assert outbox.queue_mail(about=2, **fields)
    assert outbox.queue_mail(about=1, **fields) is None
    OutgoingMail.objects.filter(about=1).update(sent_at=clock.now(), slot=None)
    assert outbox.queue_mail(about=1, **fields).due_at > clock.now() + timedelta(minutes=14)


# Handing over


def test_mail_arrives_and_the_address_is_gone(mail_to_sink, site_log):
    letters.write_to(ADDRESS)
    assert outbox.send_due() == 1
    [arrived] = mail_to_sink.messages
    row = only_row()
    assert (arrived["To"], arrived["Message-ID"]) == (ADDRESS, row.message_id)
    assert arrived.get_content().strip() == "Avaa."
    assert row.sent_at is not None
    assert Crate.objects.count() == 0
    assert AuditRow.objects.filter(act="shelf.tell").count() == 1
    assert MARKER not in everything_stored() + site_log.getvalue()


def test_mail_without_an_address_is_dropped():
    letters.write_to(ADDRESS).delete()
    assert outbox.send_due() == 0
    row = only_row()
    assert (row.sent_at, row.dropped_at is None, row.leased_until) == (None, False, None)
    assert django_mail.outbox == []


def test_dropped_mail_destroys_what_it_has(monkeypatch):
    """Not wanted any more although the address is there."""
    unwanted = outbox.SealedAddress(lambda _mail: None, letters.used)
    monkeypatch.setitem(outbox.sealed, letters.KIND, unwanted)
    letters.write_to(ADDRESS)
    outbox.send_due()
    assert only_row().dropped_at is not None
    assert Crate.objects.count() == 0


def test_writer_gives_the_text_of_a_sealed_kind_too(mail_to_sink, monkeypatch):
    monkeypatch.setitem(outbox.writers, letters.KIND, lambda _mail: "https://link/secret")
    letters.write_to(ADDRESS)
    assert outbox.send_due() == 1
    assert mail_to_sink.messages[0].get_content().strip() == "https://link/secret"


def test_kind_that_nobody_knows_is_put_off_and_given_up():
    """As after a service was taken out with mail waiting."""
    OutgoingMail.objects.create(kind="gone.service", about=1, subject="s", body="b")
    for _ in range(5):
        outbox.send_due()
        let_try_again()
    assert (only_row().last_error, only_row().dead_at is None) == ("LookupError", False)


# Refused


def test_refused_address_stands_nowhere_and_goes_with_the_last_try(refusing_sink, site_log):
    letters.write_to(ADDRESS)
    for attempt in range(1, 6):
        assert Crate.objects.count() == 1
        assert outbox.send_due() == 0
        assert (only_row().attempts, only_row().last_error) == (attempt, "SMTPRecipientsRefused")
        assert MARKER not in everything_stored() + site_log.getvalue()
        let_try_again()
    assert only_row().dead_at is not None
    assert Crate.objects.count() == 0
    assert refusing_sink.messages == []


def test_refused_content_keeps_the_address_for_the_next_try(mail_to_sink):
    mail_to_sink.refuse_with = f"451 Later, {ADDRESS}"
    letters.write_to(ADDRESS)
    assert outbox.send_due() == 0
    assert (only_row().last_error, Crate.objects.count()) == ("SMTPDataError", 1)
    mail_to_sink.refuse_with = ""
    let_try_again()
    assert outbox.send_due() == 1
    assert Crate.objects.count() == 0


def test_dead_worker_at_every_try_destroys_the_address():
    letters.write_to(ADDRESS)
    OutgoingMail.objects.update(attempts=5, leased_until=clock.now() - timedelta(seconds=1))
    assert outbox.send_due() == 0
    assert (only_row().last_error, only_row().dead_at is None) == ("WorkerDied", False)
    assert Crate.objects.count() == 0
    assert django_mail.outbox == []


def test_given_up_mail_without_its_address_is_not_revived():
    letters.write_to(ADDRESS)
    OutgoingMail.objects.update(attempts=5, dead_at=clock.now(), failed_at=clock.now())
    assert outbox.revive_dead() == 0
    assert only_row().dead_at is not None


# Mark and destruction are one


def fails(_mail: OutgoingMail) -> None:
    Crate.objects.all().delete()
    raise ValueError(ADDRESS)


@pytest.mark.django_db(transaction=True)
def test_address_that_cannot_be_destroyed_leaves_no_mark(mail_to_sink, monkeypatch, site_log):
    """The mail goes again, with the same Message-ID; half a destruction is taken back."""
    letters.write_to(ADDRESS)
    with monkeypatch.context() as broken:
        broken.setitem(outbox.sealed, letters.KIND, outbox.SealedAddress(letters.address, fails))
        assert outbox.send_due() == 0
    row = only_row()
    assert (row.sent_at, row.attempts, row.last_error) == (None, 1, "ValueError")
    assert Crate.objects.count() == 1
    let_try_again()
    assert outbox.send_due() == 1
    assert len({message["Message-ID"] for message in mail_to_sink.messages}) == 1
    assert len(mail_to_sink.messages) == 2
    assert Crate.objects.count() == 0
    assert MARKER not in everything_stored() + site_log.getvalue()


@pytest.mark.django_db(transaction=True)
def test_given_up_mail_tries_to_destroy_until_it_can_and_stops_nobody(aino, monkeypatch, site_log):
    letters.write_to(ADDRESS)
    OutgoingMail.objects.update(attempts=5, leased_until=clock.now() - timedelta(seconds=1))
    outbox.queue_mail(kind="advice.waits", to=aino, subject="s", body="b")
    with monkeypatch.context() as broken:
        broken.setitem(outbox.sealed, letters.KIND, outbox.SealedAddress(letters.address, fails))
        assert outbox.send_due() == 1
    waiting = OutgoingMail.objects.get(kind=letters.KIND)
    assert (waiting.dead_at, Crate.objects.count()) == (None, 1)
    assert "not destroyed yet" in site_log.getvalue()
    assert MARKER not in everything_stored() + site_log.getvalue()
    let_try_again()
    assert outbox.send_due() == 0
    assert OutgoingMail.objects.get(kind=letters.KIND).dead_at is not None
    assert Crate.objects.count() == 0


def test_late_sender_destroys_nothing_of_another_s_turn(monkeypatch):
    """Its lease ran out in a long hand-over: the other needs the address."""

    def slow(self: Any, messages: list) -> int:
        OutgoingMail.objects.update(attempts=2, leased_until=clock.now() + outbox.LEASE)
        return len(messages)

    monkeypatch.setattr(django_mail.backends.locmem.EmailBackend, "send_messages", slow)
    letters.write_to(ADDRESS)
    outbox.send_due()
    assert only_row().sent_at is None
    assert Crate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_mark_and_destruction_share_one_transaction(monkeypatch):
    seen = []

    def look(mail: OutgoingMail) -> None:
        marked = OutgoingMail.objects.get(pk=mail.pk).sent_at is not None
        seen.append((connection.in_atomic_block, marked))
        letters.used(mail)

    registered = outbox.SealedAddress(letters.address, look)
    monkeypatch.setitem(outbox.sealed, letters.KIND, registered)
    letters.write_to(ADDRESS)
    assert outbox.send_due() == 1
    assert seen == [(True, True)]


# A wrong key ring


def test_wrong_key_ring_costs_no_attempt_and_no_address(aino, use_ring, mail_to_sink):
    """However long it lasts; other mail goes on meanwhile."""
    use_ring(ring_of())
    assert canary.submissions_open()
    letters.write_to(ADDRESS)
    outbox.queue_mail(kind="advice.waits", to=aino, subject="s", body="b")
    use_ring(ring_of(keys={"k1": secret(2)}))
    assert outbox.send_due() == 1
    start = clock.now()
    for hours in range(1, 8):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert outbox.send_due() == 0
    row = OutgoingMail.objects.get(kind=letters.KIND)
    assert (row.attempts, row.dead_at, Crate.objects.count()) == (0, None, 1)
    assert row.due_at > start + timedelta(hours=7)
    use_ring(ring_of())
    let_try_again()
    assert outbox.send_due() == 1
    assert mail_to_sink.messages[-1]["To"] == ADDRESS
