"""Erased is erased: the key, every row, and the way back."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from advice import actions
from advice.models import (
    Alarm,
    Conversation,
    Draft,
    Feedback,
    Grant,
    MarginComment,
    Message,
    Note,
    Publication,
    Review,
    Status,
    SteppedAside,
    Tombstone,
)
from tests.advice.factories import make_conversation
from tests.advice.test_actions import question
from tests.advice.walk import main, page
from trust import audit, clock, receipts
from trust.models import OutgoingMail
from trust.seal import seal_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> str:
    return receipts.new_number()


@pytest.fixture
def whole(aino, coordinator, gambling, number) -> Conversation:
    """A conversation with a row in every table that hangs on it."""
    conversation = make_conversation(
        "Kukaan ei tiedä tästä.",
        topics=[gambling],
        by=aino,
        status=Status.ANSWERED,
        wish="Joku kaukaa",
        number=number,
    )
    actions.write_again(conversation, text="Vielä tämä.", nonce="n")
    actions.save_draft(conversation, text="Luonnos", by=aino)
    now, of = clock.now(), {"conversation": conversation}
    review = Review.objects.create(writer=aino.expert, answers=3, asked_at=now, **of)
    comment = MarginComment(review=review, paragraph=0, written_at=now)
    note = Note(author=aino, level="team", written_at=now, **of)
    for row in (comment, note):
        row.text = seal_text(row, "text", "Huomio")
        row.save()
    grant = Grant(to=coordinator, given_at=now, ends_at=now + timedelta(hours=24), **of)
    grant.reason = seal_text(grant, "reason", "Syy")
    grant.save()
    Alarm.objects.create(raised_by=aino, raised_at=now, **of)
    SteppedAside.objects.create(user=coordinator, at=now, **of)
    publication = Publication(expert=aino.expert, status="asked", proposed_at=now, **of)
    publication.answer = seal_text(publication, "answer", "Ehdotus")
    publication.save()
    feedback = Feedback(expert=aino.expert, heard=5, helped=4, given_on=now.date(), **of)
    feedback.comment = seal_text(feedback, "comment", "Kiitos")
    feedback.save()
    return conversation


def rows_left() -> dict[str, int]:
    """Rows in every table that refers to a conversation or to what belongs to one."""
    found: dict[str, int] = {}
    for model in apps.get_app_config("advice").get_models(include_auto_created=True):
        targets = {
            field.related_model._meta.model_name
            for field in model._meta.get_fields()
            if isinstance(field, models.ForeignKey | models.OneToOneField)
        }
        if model is Conversation or targets & {"conversation", "review", "message"}:
            found[model.__name__] = model._default_manager.count()
    return found


def test_erase_leaves_no_row_but_the_grades(whole, trail):
    assert min(rows_left().values()) > 0, "a table without a row proves nothing"
    assert actions.erase(whole, by=None)
    assert {name: count for name, count in rows_left().items() if count} == {"Feedback": 1}
    assert trail("advice.erase") == [("advice.erase", "done", "asker", str(whole.pk))]


def test_erase_keeps_the_grades_without_words_and_without_whose_they_were(whole, aino):
    actions.erase(whole, by=None)
    kept = Feedback.objects.get()
    assert (kept.conversation, kept.comment, kept.heard, kept.helped) == (None, b"", 5, 4)
    assert kept.expert == aino.expert


def test_erase_destroys_the_key_before_any_row_goes(whole):
    with CaptureQueriesContext(connection) as captured:
        actions.erase(whole, by=None)
    queries = [query["sql"] for query in captured.captured_queries]
    changing = [sql for sql in queries if sql.split()[0] in ("UPDATE", "DELETE")]
    assert changing[0].startswith('UPDATE "advice_conversation" SET "sealed_key" = NULL')
    assert len(changing) > 5


def test_erase_twice_does_nothing_more(whole, trail):
    assert actions.erase(whole, by=None) is True
    assert actions.erase(whole, by=None) is False
    assert len(trail("advice.erase")) == Tombstone.objects.count() == 1


def test_erase_tells_the_expert_who_had_it_in_hand(whole, aino):
    actions.erase(whole, by=None)
    assert OutgoingMail.objects.get(kind="advice.ended").to == aino


def test_erase_of_an_ended_one_and_by_the_purge_tells_nobody(aino, gambling):
    ended = make_conversation(topics=[gambling], by=aino, status=Status.CLOSED)
    actions.erase(ended, by=None)
    answered = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    actions.erase(answered, by=audit.SYSTEM)
    assert not OutgoingMail.objects.filter(kind="advice.ended").exists()


def test_erased_conversation_takes_no_more_writing(whole, aino, coordinator, eero):
    actions.erase(whole, by=None)
    tries = [
        lambda: actions.send_answer(whole, text="Vastaus", answers=3, by=aino),
        lambda: actions.save_draft(whole, text="Luonnos", by=aino),
        lambda: actions.write_again(whole, text="Vielä", nonce="m"),
        lambda: actions.claim(whole, begun="Alku", by=eero),
        lambda: actions.release(whole, by=aino),
        lambda: actions.assign(whole, expert=eero.expert, by=coordinator),
        lambda: actions.let_in(whole, by=coordinator),
    ]
    for attempt in tries:
        with pytest.raises(actions.Erased):
            attempt()
    assert actions.give_back_left_behind(whole) is False
    assert (Message.objects.count(), Draft.objects.count()) == (0, 0)


# The number


def test_ask_under_an_erased_number_does_not_bring_it_back(whole, number, trail):
    actions.erase(whole, by=None)
    with pytest.raises(actions.Erased):
        actions.ask(question(), number=number)
    assert not Conversation.objects.exists()
    assert trail("advice.ask") == []


def test_sending_again_after_erasing_tells_so_and_gives_the_text_back(walk):
    token = walk.token(text="Mitä teen?")
    number = walk.ask(text="Mitä teen?", token=token)
    actions.erase(actions.find(number), by=None)
    response = walk.send(text="Mitä teen?", token=token)
    assert response.status_code == 410
    assert "Keskustelu on poistettu" in page(response)
    assert "Mitä teen?" in page(response)
    assert not Conversation.objects.exists()


def test_letter_to_an_erased_conversation_is_given_back(walk):
    ticket = walk.ticket(number := walk.ask())
    actions.erase(actions.find(number), by=None)
    response = walk.again(ticket, text="Vielä yksi asia.")
    assert response.status_code == 404
    assert "Vielä yksi asia." in page(response)


def test_erased_number_looks_like_one_that_never_was(walk):
    number = walk.ask()
    actions.erase(actions.find(number), by=None)
    erased, unknown = walk.open(number), walk.open(receipts.new_number())
    assert erased.status_code == unknown.status_code == 404


# The desk


def test_expert_who_sends_after_the_erasure_gets_the_text_back(whole, aino, signed_in):
    client, here = signed_in(aino), f"/tyotila/neuvonta/{whole.pk}/"
    actions.erase(whole, by=None)
    response = client.post(f"{here}laheta/", {"text": "Pitkä vastaus", "answers": 3})
    assert response.status_code == 404
    assert "Pitkä vastaus" in main(response)
