"""Nothing that an asker writes, and no number, stands anywhere in clear."""

import io
import logging
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django_q.models import OrmQ

from advice import actions
from advice.cards import Card
from advice.models import Conversation, Note
from tests.advice.publishing import as_asker, asked, read_by
from tests.advice.walk import Walk, page
from trust import outbox, receipts
from trust.logs import ContentFree

pytestmark = pytest.mark.django_db

MARKER = "Zxqwvk"


def everything_stored() -> str:
    """Every value of every row of every table, and every queued task unpacked."""
    found = [
        repr([as_text(value) for value in row])
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.values_list()
    ]
    found += [repr(job.task) for job in OrmQ.objects.all()]
    return "\n".join(found)


def as_text(value: Any) -> Any:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value


@pytest.fixture
def marked(walk: Walk, aino: Any) -> str:
    """Someone has written a marker into everything; the number of the conversation."""
    number = walk.ask(
        text=f"{MARKER} teksti", wish=f"{MARKER} toive", topics=["rahapelaaminen"], website=""
    )
    walk.again(walk.ticket(number), f"{MARKER} lisää")
    walk.preview(text=f"{MARKER} jäi lähettämättä")
    walk.open(f"{MARKER} ei numero")
    return number


def test_stored_rows_show_neither_text_nor_number(marked: str) -> None:
    stored = everything_stored()

    assert "rahapelaaminen" in stored
    assert MARKER not in stored
    assert marked not in stored
    assert receipts.show_number(marked) not in stored


def test_what_staff_write_is_stored_in_no_clear_either(marked: str, aino: Any) -> None:
    conversation = actions.find(marked)
    assert conversation
    actions.claim(conversation, begun=f"{MARKER} aloitettu", by=aino)
    for level in Note.Level:
        actions.add_note(conversation, text=f"{MARKER} muistiin", level=level, by=aino)
    card = Card(service=1, name=f"{MARKER} palvelu", what_for="", phone="1")
    actions.save_draft(conversation, text=f"{MARKER} luonnos", cards=[card], by=aino)
    actions.release(conversation, word=f"{MARKER} terveiset", by=aino)
    actions.claim(conversation, by=aino)
    actions.send_answer(conversation, text=f"{MARKER} kirje", answers=2, cards=[card], by=aino)

    assert MARKER not in everything_stored()


def test_proposed_text_is_in_clear_only_from_the_yes_on_and_no_longer_than_that(
    marked: str, aino: Any, coordinator: Any
) -> None:
    conversation = actions.find(marked)
    assert conversation
    actions.claim(conversation, by=aino)
    actions.send_answer(conversation, text="Hei.", answers=2, by=aino)
    marks = {name: f"{MARKER} {name}" for name in ("title", "question", "answer")}
    shown = read_by(coordinator, actions.propose(conversation, **marks, by=aino))
    actions.return_proposal(
        shown, seen=bytes.fromhex(shown.seen), word=f"{MARKER} sana", by=coordinator
    )
    asked(conversation, aino, coordinator, **marks)
    assert MARKER not in everything_stored()

    shown = as_asker(conversation)
    actions.agree(shown, seen=bytes.fromhex(shown.seen))
    assert MARKER in everything_stored()
    actions.withdraw(bytes(conversation.receipt))
    assert MARKER not in everything_stored()


def test_sweep_would_see_text_in_clear(marked: str, ask_form: Any) -> None:
    ask_form.title = f"{MARKER} {marked}"
    ask_form.save()

    stored = everything_stored()

    assert MARKER in stored
    assert marked in stored


def test_mail_to_experts_carries_nothing_of_the_question(
    marked: str, substances: Any, mailoutbox: list[mail.EmailMessage]
) -> None:
    from advice import jobs  # noqa: PLC0415

    jobs.announce()
    outbox.send_due()

    conversation = Conversation.objects.get()
    assert [message.to for message in mailoutbox] == [["aino@kokenet.example"]]
    whole = mailoutbox[0].message().as_string() + mailoutbox[0].body + mailoutbox[0].subject
    for secret in (MARKER, marked, conversation.label, "ahapela", f"/{conversation.pk}/"):
        assert secret not in whole


@pytest.fixture
def shipped_log() -> Iterator[io.StringIO]:
    """What the site's own handler writes when everything is logged."""
    root = logging.getLogger()
    shipped = [each for each in root.handlers if isinstance(each.formatter, ContentFree)]
    level, written = root.level, io.StringIO()
    streams = [handler.setStream(written) for handler in shipped]
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    for handler, stream in zip(shipped, streams, strict=True):
        handler.setStream(stream)


def test_log_lines_carry_neither_text_nor_number(
    walk: Walk, marked: str, shipped_log: io.StringIO
) -> None:
    walk.open(marked)
    walk.open(marked[:-1])
    walk.again("x", MARKER, number=marked)
    walk.client.post("/neuvonta/laheta/", {"text": MARKER, "topics": [MARKER] * 30})
    logging.getLogger("elsewhere").error("wrote %s", MARKER)

    lines = shipped_log.getvalue()
    assert "elsewhere" in lines
    assert "django.request" in lines
    assert MARKER not in lines
    assert marked not in re.sub(r"[ -]", "", lines)


def test_names_of_records_say_nothing(marked: str) -> None:
    conversation = actions.find(marked)
    names = [str(conversation), repr(conversation), *map(str, conversation.messages.all())]

    assert not any(MARKER in name or marked in name for name in names)


def test_record_taken_apart_says_nothing(marked: str) -> None:
    """What a debugger, an error report or a task's arguments could show of it."""
    conversation = actions.find(marked)
    whole = pickle.dumps([conversation, *conversation.messages.all()])

    assert MARKER.encode() not in whole
    assert marked.encode() not in whole


def test_other_sites_learn_nothing_by_links(walk: Walk, marked: str) -> None:
    """No page with a letter loads anything from anyone else."""
    html = page(walk.open(marked))

    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"', html)
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == []
    assert walk.open(marked)["Referrer-Policy"] == "same-origin"
