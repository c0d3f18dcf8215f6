"""Mail says that something waits, and nothing of what."""

import re

import pytest
from django.utils import translation

from advice import actions, jobs, notices
from advice.models import Status
from tests.advice.factories import make_conversation
from trust import outbox, receipts
from trust.models import OutgoingMail

pytestmark = pytest.mark.django_db

TEXT = "Luottamuksellinen kirje"
WISH = "Toivon jotakuta kaukaa"


@pytest.fixture
def number() -> str:
    return receipts.new_number()


@pytest.fixture
def every_mail(aino, eero, coordinator, gambling, number) -> list[OutgoingMail]:
    """One mail of each kind, of conversations that have everything that could leak."""
    full = {"topics": [gambling], "wish": WISH, "urgent": True, "language": "sv"}
    with translation.override("sv"):
        free = make_conversation(TEXT, number=number, **full)
        make_conversation(TEXT, status=Status.QUARANTINED, **full)
        answered = make_conversation(TEXT, status=Status.ANSWERED, by=aino, **full)
        actions.write_again(answered, text=TEXT, nonce="1")
        given = make_conversation(TEXT, status=Status.WRITING, by=aino, **full)
        actions.assign(given, expert=eero.expert, by=coordinator)
    jobs.announce()
    for tell in (notices.promise_ends, notices.promise_breaks):
        with notices.in_staff_language():
            tell(free)
    return list(OutgoingMail.objects.all())


KINDS = {
    "advice.waits",
    "advice.check",
    "advice.again",
    "advice.assigned",
    "advice.taken",
    "advice.promise_ends",
    "advice.promise_breaks",
}


def test_mail_carries_no_topic_text_label_number_or_name(every_mail, gambling, number, aino, eero):
    assert {mail.kind for mail in every_mail} == KINDS
    for mail in every_mail:
        said = f"{mail.subject}\n{mail.body}"
        for secret in (TEXT, WISH, gambling.name, "K-", aino.expert.alias, eero.expert.alias):
            assert secret.lower() not in said.lower()
        assert not re.search(r"\d", said.replace(desk_link(said), ""))
        assert number not in said


def desk_link(said: str) -> str:
    return re.search(r"http://testserver/tyotila/\S*", said)[0]


def test_mail_leads_to_the_desk_and_to_no_conversation(every_mail):
    leads = {mail.kind: desk_link(mail.body) for mail in every_mail}
    queue, own = "http://testserver/tyotila/neuvonta/", "http://testserver/tyotila/neuvonta/omat/"
    assert leads == {
        "advice.waits": queue,
        "advice.check": queue,
        "advice.again": own,
        "advice.assigned": own,
        "advice.taken": own,
        "advice.promise_ends": queue,
        "advice.promise_breaks": queue,
    }


def test_mail_is_in_the_language_of_the_site(every_mail):
    subjects = {mail.kind: mail.subject for mail in every_mail}
    assert subjects["advice.waits"] == "Uusi kysymys odottaa"
    assert subjects["advice.assigned"] == "Sinulle on annettu kysymys vastattavaksi"


def test_mail_leads_to_the_staff_host_when_there_is_one(aino, gambling, settings):
    settings.STAFF_HOST = "tyo.kokenet.example"
    make_conversation(topics=[gambling])
    jobs.announce()
    assert "http://tyo.kokenet.example/tyotila/neuvonta/" in OutgoingMail.objects.get().body


@pytest.mark.django_db(transaction=True)
def test_mail_reaches_the_expert(aino, gambling, mail_to_sink):
    make_conversation(TEXT, topics=[gambling])
    jobs.announce()
    assert outbox.send_due() == 1
    (mail,) = mail_to_sink.wait_for(1)
    assert mail["To"] == aino.email
    assert TEXT not in mail.as_string()
