"""Mail to sealed addresses that are kept: letters that come again, with HTML and headers."""

from typing import Any

import pytest
from django.core import mail as django_mail

from accounts.models import Role
from tests.trust.shelf import letters
from tests.trust.shelf.models import Crate
from tests.trust.test_sealed_mail import let_try_again, only_row, refusing_sink  # noqa: F401
from trust import clock, health, outbox
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

ADDRESS = "zxqwvk@muualla.example"


@pytest.fixture
def ended(monkeypatch) -> list[OutgoingMail]:
    """The kind of the tests becomes one with kept addresses and patient mail; how mails ended."""
    told: list[OutgoingMail] = []
    kept = outbox.SealedAddress(letters.address, told.append, kept=True, patient=True)
    monkeypatch.setitem(outbox.sealed, letters.KIND, kept)
    return told


def write_with(monkeypatch, written: Any) -> None:
    monkeypatch.setitem(outbox.writers, letters.KIND, lambda _mail: written)


def test_written_mail_has_text_html_headers_and_a_sender(mail_to_sink, monkeypatch, settings):
    settings.DEFAULT_FROM_EMAIL = "Palvelu <kirjeet@kokenet.example>"
    write_with(
        monkeypatch,
        outbox.Written(
            text="Hyvää päivää",
            html="<p>Hyvää päivää</p>",
            subject="Tämän viikon tarina",
            sender_name='Yö, "aamu"',
            headers={"List-Unsubscribe": "<https://kokenet.example/" + "x" * 200 + "/>"},
        ),
    )
    letters.write_to(ADDRESS)
    assert outbox.send_due() == 1
    [arrived] = mail_to_sink.messages
    assert arrived["Subject"] == "Tämän viikon tarina"
    sender = arrived["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ('Yö, "aamu"', "kirjeet@kokenet.example")
    assert arrived["List-Unsubscribe"].strip() == "<https://kokenet.example/" + "x" * 200 + "/>"
    assert arrived["Message-ID"] == only_row().message_id
    plain, html = arrived.iter_parts()
    assert (plain.get_content_type(), plain.get_content().strip()) == ("text/plain", "Hyvää päivää")
    assert (html.get_content_type(), html.get_content().strip()) == (
        "text/html",
        "<p>Hyvää päivää</p>",
    )
    assert (only_row().body, only_row().subject) == ("Avaa.", "Viesti")


def test_writer_may_not_replace_our_own_headers(mailoutbox, monkeypatch):
    write_with(monkeypatch, outbox.Written(text="x", headers={"Message-ID": "<other@x>"}))
    letters.write_to(ADDRESS)
    outbox.send_due()
    assert mailoutbox[0].extra_headers["Message-ID"] == only_row().message_id


def test_kept_address_stays_after_its_mail(mail_to_sink, ended):
    letters.write_to(ADDRESS)
    assert outbox.send_due() == 1
    assert Crate.objects.count() == 1
    assert [(mail.sent_at is None, mail.dead_at) for mail in ended] == [(False, None)]


def test_kept_address_stays_when_its_mail_is_given_up_and_that_is_told(refusing_sink, ended):  # noqa: F811
    letters.write_to(ADDRESS)
    for _ in range(5):
        outbox.send_due()
        let_try_again()
    assert Crate.objects.count() == 1
    assert [(mail.dead_at is None, mail.last_error) for mail in ended] == [(False, outbox.REFUSED)]


def test_given_up_mail_to_a_kept_address_is_revived(ended, mailoutbox):
    letters.write_to(ADDRESS)
    OutgoingMail.objects.update(attempts=5, dead_at=clock.now(), failed_at=clock.now())
    assert outbox.revive_dead() == 1
    assert outbox.send_due() == 1


def test_many_are_queued_in_one_query_and_each_once(ended, django_assert_num_queries):
    with django_assert_num_queries(3):  # the rows; is there a crank; the crank
        outbox.queue_mails(kind=letters.KIND, about=range(1, 4), subject="s", key="told:7")
    with django_assert_num_queries(2):
        outbox.queue_mails(kind=letters.KIND, about=range(2, 6), subject="s", key="told:7")
    keys = sorted(OutgoingMail.objects.values_list("about", "key"))
    assert keys == [(number, f"told:7:{number}") for number in range(1, 6)]


def test_nothing_to_queue_turns_no_crank(django_assert_num_queries):
    with django_assert_num_queries(0):
        outbox.queue_mails(kind=letters.KIND, about=[], subject="s", key="told:7")


# Patience


def test_patient_mail_lets_all_others_go_first(ended, make_user, mailoutbox):
    """Also those that are queued while it is being handed over."""
    person = make_user("aino", Role.EXPERT)
    for number in range(outbox.AT_ONCE + 1):
        letters.write_to(f"lukija{number}@muualla.example")
    outbox.queue_mail(kind="advice.waits", to=person, subject="s", body="b")
    outbox.send_due()
    assert mailoutbox[0].to == [person.email]


def test_mail_queued_during_a_long_mailing_need_not_wait_for_its_end(
    ended, make_user, mailoutbox, monkeypatch
):
    person = make_user("aino", Role.EXPERT)
    for number in range(outbox.AT_ONCE + 10):
        letters.write_to(f"lukija{number}@muualla.example")
    send = django_mail.backends.locmem.EmailBackend.send_messages

    def interrupt(self: Any, messages: list) -> int:
        if len(mailoutbox) == 3:
            outbox.queue_mail(kind="advice.waits", to=person, subject="s", body="b")
        return send(self, messages)

    monkeypatch.setattr(django_mail.backends.locmem.EmailBackend, "send_messages", interrupt)
    assert outbox.send_due() == outbox.AT_ONCE + 11
    receivers = [message.to[0] for message in mailoutbox]
    assert receivers.index(person.email) == outbox.AT_ONCE


# What is no alarm


def conditions() -> set[str]:
    """The names of the conditions about mail that are red."""
    mail = ("mail_on_time", "mail_server", "no_dead_mail")
    return {name for name, well in health.conditions().items() if name in mail and not well}


def test_address_that_a_stranger_wrote_wrong_alarms_nobody(refusing_sink, ended):  # noqa: F811
    letters.write_to(ADDRESS)
    for attempt in range(5):
        outbox.send_due()
        assert conditions() == set(), attempt
        let_try_again()
    assert not health.mail_trouble()


def test_letters_to_many_may_take_their_time(ended):
    letters.write_to(ADDRESS)
    OutgoingMail.objects.update(due_at=clock.now() - 2 * health.MAIL_LATE)
    assert conditions() == set()


def test_letters_that_the_mail_server_does_not_take_do_alarm(mail_to_sink, ended):
    mail_to_sink.down()
    letters.write_to(ADDRESS)
    for _ in range(2):
        outbox.send_due()
        let_try_again()
    assert conditions() == {"mail_server"}
    for _ in range(3):
        outbox.send_due()
        let_try_again()
    assert conditions() == {"no_dead_mail"}
