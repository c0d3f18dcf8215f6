"""The one mail to an asker: an address used once, seen by nobody, and then gone."""

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import transaction

from advice import actions, nudge
from advice.actions.rows import end
from advice.models import Conversation, Ending, Status
from tests.advice.factories import make_conversation
from tests.advice.test_leaks import everything_stored
from tests.advice.walk import SEND, Walk, hidden, main, page, typed, words
from tests.conftest import with_second_factor
from trust import clock, outbox
from trust.logs import ContentFree
from trust.models import AuditRow, OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

ADDRESS = "zxqwvk@muualla.example"
MARKER = "zxqwvk"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as the site writes it."""
    root, written = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(ContentFree())
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


def answer(conversation: Conversation, by: Any, *, answers: int = 1) -> None:
    actions.send_answer(conversation, text="Kiitos, että kirjoitit.", answers=answers, by=by)


def queued() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=nudge.KIND))


def sent_to_asker(mailoutbox: list[django_mail.EmailMessage]) -> list[django_mail.EmailMessage]:
    return [message for message in mailoutbox if message.to == [ADDRESS]]


def addressed() -> bool:
    """Whether a conversation still has an address."""
    return Conversation.objects.exclude(notify=b"").exists()


# On the form


def test_address_is_read_back_and_stored_sealed(walk: Walk) -> None:
    preview = walk.preview(notify_email=f" {ADDRESS} ")
    assert hidden(page(preview), "notify_email") == ADDRESS
    assert f"yhden viestin osoitteeseen {ADDRESS}" in words(preview)

    walk.ask(notify_email=f" {ADDRESS} ")
    assert addressed()
    assert MARKER not in everything_stored()


def test_without_an_address_nothing_is_said_of_one(walk: Walk) -> None:
    assert "yhden viestin osoitteeseen" not in words(walk.preview())
    walk.ask()
    assert not addressed()


@pytest.mark.parametrize("wrong", ["zxqwvk", "zxqwvk@", "a@b.example zxqwvk@muualla.example"])
def test_wrong_address_is_told_and_everything_kept(walk: Walk, wrong: str) -> None:
    response = walk.preview(text="Tärkeä", notify_email=wrong)

    assert response.status_code == 422
    assert typed(response) == "Tärkeä"
    assert f'value="{wrong}"' in main(response)
    assert 'href="#id_notify_email"' in main(response)
    assert '<details class="accordion" open>' in main(response)


def test_edit_from_preview_keeps_the_address(walk: Walk) -> None:
    assert f'value="{ADDRESS}"' in main(walk.preview(notify_email=ADDRESS, edit="1"))


def test_other_address_than_previewed_is_refused(walk: Walk) -> None:
    token = walk.token(notify_email=ADDRESS)
    response = walk.client.post(
        SEND, walk.fields(notify_email="toinen@muualla.example", token=token)
    )

    assert response.status_code == 422
    assert Conversation.objects.count() == 0


def test_hostile_address_is_inert(walk: Walk) -> None:
    hostile = '"<script>"@muualla.example'
    response = walk.preview(notify_email=hostile)

    assert "<script>" not in main(response)


# The mail


def test_answer_sends_one_mail_without_content_and_destroys_the_address(
    walk: Walk, aino: Any, mail_to_sink: Any, log: io.StringIO
) -> None:
    number = walk.ask(text="Kysyn pelaamisesta", topics=["rahapelaaminen"], notify_email=ADDRESS)
    conversation = actions.claim(actions.find(number), by=aino)
    answer(conversation, aino)
    assert len(queued()) == 1
    assert addressed()
    assert MARKER not in everything_stored()
    outbox.send_due()

    [arrived] = [one for one in mail_to_sink.messages if one["To"] == ADDRESS]
    assert arrived["Subject"] == "Sinulle on viesti"
    said = f"{arrived['Subject']} {arrived.get_content()} {arrived['From']}".lower()
    for telling in ("://", "kysym", "vastau", "pelaami", "kokemus", "neuvon", conversation.label):
        assert telling.lower() not in said
    assert arrived["From"] == "kokenet@testserver"
    assert queued()[0].sent_at is not None
    assert not addressed()
    assert MARKER not in everything_stored() + log.getvalue()
    assert AuditRow.objects.filter(act="advice.notify", actor_label="system").count() == 1


@pytest.mark.parametrize(
    ("language", "subject"), [("fi", "Sinulle on viesti"), ("sv", "Du har ett meddelande")]
)
def test_mail_speaks_the_asker_s_language(
    aino: Any, mailoutbox: Any, language: str, subject: str
) -> None:
    conversation = make_conversation(
        notify_email=ADDRESS, language=language, status=Status.WRITING, by=aino
    )
    answer(conversation, aino)
    outbox.send_due()

    assert [message.subject for message in sent_to_asker(mailoutbox)] == [subject]


def test_last_answer_sends_it_too(aino: Any, mailoutbox: Any) -> None:
    conversation = make_conversation(notify_email=ADDRESS, limit=1, status=Status.WRITING, by=aino)
    answer(conversation, aino)
    outbox.send_due()

    assert Conversation.objects.get().status == Status.CLOSED
    assert len(sent_to_asker(mailoutbox)) == 1
    assert not addressed()


def test_second_answer_sends_nothing(aino: Any, mailoutbox: Any) -> None:
    """Neither after the mail has gone nor while the first still waits."""
    conversation = make_conversation(notify_email=ADDRESS, status=Status.WRITING, by=aino)
    answer(conversation, aino)
    actions.write_again(conversation, text="Vielä", nonce="1")
    answer(conversation, aino, answers=3)
    assert len(queued()) == 1
    outbox.send_due()
    actions.write_again(conversation, text="Vielä kerran", nonce="2")
    answer(conversation, aino, answers=5)
    outbox.send_due()

    assert len(sent_to_asker(mailoutbox)) == 1


def test_answer_without_an_address_queues_nothing(aino: Any) -> None:
    answer(make_conversation(status=Status.WRITING, by=aino), aino)

    assert queued() == []


def test_answer_that_is_refused_queues_nothing(aino: Any) -> None:
    conversation = make_conversation(notify_email=ADDRESS, status=Status.WRITING, by=aino)
    actions.write_again(conversation, text="Vielä", nonce="1")
    with pytest.raises(Refusal):
        answer(conversation, aino)

    assert queued() == []


class Killed(BaseException):
    """Nothing between hand-over and mark catches it, as nothing catches SIGKILL."""


@pytest.mark.django_db(transaction=True)
def test_worker_killed_before_the_mark_sends_the_same_mail_again(
    aino: Any, mail_to_sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(make_conversation(notify_email=ADDRESS, status=Status.WRITING, by=aino), aino)
    OutgoingMail.objects.exclude(kind=nudge.KIND).delete()

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "_end", die)
        with pytest.raises(Killed):
            outbox.send_due()
    assert addressed()
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        assert outbox.send_due() == 1

    assert [one["To"] for one in mail_to_sink.messages] == [ADDRESS, ADDRESS]
    assert len({one["Message-ID"] for one in mail_to_sink.messages}) == 1
    assert not addressed()


# No answer, no mail, no address


@pytest.mark.parametrize("ending", [Ending.ASKER, Ending.COORDINATOR])
@pytest.mark.parametrize("status", [Status.QUARANTINED, Status.WAITING, Status.WRITING])
def test_ending_without_an_answer_destroys_the_address(
    aino: Any, mailoutbox: Any, status: Status, ending: Ending
) -> None:
    conversation = make_conversation(notify_email=ADDRESS, status=status, by=aino)
    with transaction.atomic():
        end(conversation, ending, at=clock.now())
        conversation.save(update_fields=["status", "ending", "closed_at", "due_at"])

    assert not addressed()
    outbox.send_due()
    assert sent_to_asker(mailoutbox) == []


def test_ending_right_after_the_answer_leaves_the_mail_on_its_way(
    aino: Any, mailoutbox: Any
) -> None:
    conversation = make_conversation(notify_email=ADDRESS, status=Status.ANSWERED, by=aino)
    with transaction.atomic():
        end(conversation, Ending.COORDINATOR, at=clock.now())
        conversation.save(update_fields=["status", "ending", "closed_at", "due_at"])
    outbox.send_due()

    assert len(sent_to_asker(mailoutbox)) == 1
    assert not addressed()


@pytest.mark.parametrize("gone", ["address", "key", "row"])
def test_destroyed_address_gets_no_mail(aino: Any, mailoutbox: Any, gone: str) -> None:
    conversation = make_conversation(notify_email=ADDRESS, status=Status.WRITING, by=aino)
    answer(conversation, aino)
    if gone == "address":
        Conversation.objects.update(notify=b"")
    else:
        conversation.destroy_key()
    if gone == "row":
        Conversation.objects.all().delete()
    outbox.send_due()

    assert sent_to_asker(mailoutbox) == []
    assert queued()[0].dropped_at is not None
    assert not addressed()


# Who sees it


def test_no_page_of_the_desk_or_of_the_conversation_shows_it(
    walk: Walk, aino: Any, coordinator: Any
) -> None:
    number = walk.ask(topics=["rahapelaaminen"], notify_email=ADDRESS)
    here = f"/tyotila/neuvonta/{actions.find(number).pk}/"
    coordinates, writes = with_second_factor(coordinator), with_second_factor(aino)
    seen = [
        walk.open(number),
        coordinates.get("/tyotila/"),
        coordinates.get("/tyotila/neuvonta/"),
        coordinates.get(here),
        coordinates.post(f"{here}avaa/"),
        writes.get(here),
        writes.post(f"{here}avaa/"),
        writes.post(f"{here}ota/", {"text": ""}, follow=True),
        writes.post(f"{here}esikatselu/", {"text": "Hei", "answers": "1"}),
    ]

    assert {response.status_code for response in seen} == {200}
    assert [response for response in seen if MARKER in page(response)] == []
