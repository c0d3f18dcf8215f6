"""Notes beside the letters: who reads which, and that neither a note nor a letter is ever lost."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advice import actions, notes, permissions
from advice.desk_forms import LONGEST_NOTE
from advice.models import Conversation, Draft, Grant, Note, Status
from tests.advice.factories import make_conversation
from tests.advice.walk import Walk
from trust import audit, clock, receipts
from trust.models import AuditRow
from trust.refusals import Refusal
from trust.seal import seal_text

pytestmark = pytest.mark.django_db

TEXT = "Luottamuksellinen kirje sadepäivältä"
TEAM, SELF = "Soita koordinaattorille", "Muistuttaa minua veljestäni"


def to(name: str, conversation: Conversation) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk])


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], by=aino, status=Status.WRITING)


def noted(conversation: Conversation, by: Any) -> None:
    actions.add_note(conversation, text=TEAM, level="team", by=by)
    actions.add_note(conversation, text=SELF, level="self", by=by)


def shown_in(html: str) -> list[bool]:
    return [TEAM in html, SELF in html]


@pytest.mark.parametrize("level", ["team", "self"])
def test_note_is_kept_sealed_and_stands_beside_the_letters(aino, taken, signed_in, trail, level):
    client = signed_in(aino)
    answer = client.post(to("note", taken), {"note": TEAM, "level": level, "text": ""})
    assert answer.headers["Location"] == f"{to('write', taken)}#notes"
    note = Note.objects.get()
    assert (note.author, note.level) == (aino, level)
    assert TEAM.encode() not in bytes(note.text)
    assert TEAM in page(client.get(to("write", taken)))
    who = f"user {aino.pk}"
    assert trail("advice.note") == [("advice.note", "done", who, str(taken.pk))]
    assert AuditRow.objects.filter(act="advice.note").get().reason == ""


def test_note_without_a_choice_is_for_its_writer_alone(aino, taken, signed_in):
    shown = page(signed_in(aino).get(to("write", taken)))
    assert re.search(r'value="self"[^>]* checked', shown)
    signed_in(aino).post(to("draft", taken), {"text": "", "note": SELF, "level": "self"})
    assert Note.objects.get().level == Note.Level.SELF


def test_note_of_the_same_words_is_one_and_of_other_readers_another(aino, eero, taken):
    for _ in range(2):
        actions.add_note(taken, text=TEAM, level="team", by=aino)
    assert Note.objects.count() == 1
    actions.add_note(taken, text=TEAM, level="self", by=aino)
    actions.add_note(taken, text=TEAM, level="team", by=eero)
    assert Note.objects.count() == 3


@pytest.mark.parametrize("status", [Status.WRITING, Status.REVIEW, Status.ANSWERED, Status.CLOSED])
def test_notes_are_read_and_written_wherever_the_letters_are(aino, gambling, signed_in, status):
    conversation = make_conversation(TEXT, topics=[gambling], by=aino, status=status)
    noted(conversation, aino)
    client = signed_in(aino)
    assert shown_in(page(client.get(to("write", conversation)))) == [True, True]
    form = {"note": "Vielä yksi", "level": "team"}
    assert client.post(to("note", conversation), form).status_code == 302
    assert "Vielä yksi" in page(client.get(to("write", conversation)))


def test_former_experts_note_for_the_team_is_read_by_the_next_and_own_by_nobody(
    aino, eero, taken, gambling, signed_in
):
    eero.expert.topics.add(gambling)
    noted(taken, aino)
    actions.release(taken, by=aino)
    client = signed_in(eero)
    assert shown_in(page(client.post(to("open", taken)))) == [True, False]
    actions.claim(taken, by=eero)
    assert shown_in(page(client.get(to("write", taken)))) == [True, False]
    actions.release(taken, by=eero)
    assert shown_in(page(signed_in(aino).post(to("open", taken)))) == [True, True]


def test_reader_at_the_gate_reads_the_teams_notes_and_writes_none(
    aino, coordinator, gambling, signed_in
):
    gated = make_conversation(TEXT, topics=[gambling], by=aino, status=Status.REVIEW)
    noted(gated, aino)
    client = signed_in(coordinator)
    shown = page(client.get(to("gate", gated)))
    assert shown_in(shown) == [True, False]
    assert 'name="note"' not in shown
    assert client.post(to("note", gated), {"note": "x", "level": "team"}).status_code == 404


def granted(conversation: Conversation, user: Any) -> None:
    grant = Grant(conversation=conversation, to=user, given_at=clock.now())
    grant.ends_at = clock.after_hours(clock.now(), 24)
    grant.reason = seal_text(grant, "reason", "Kysyjä pyysi")
    grant.save()


def test_coordinator_writes_notes_only_with_a_reason_to_read(aino, coordinator, taken, signed_in):
    client, form = signed_in(coordinator), {"note": TEAM, "level": "team"}
    refused = page(client.post(to("note", taken), form), 404)
    assert f"{TEAM}</textarea>" in refused
    assert Note.objects.count() == 0
    granted(taken, coordinator)
    assert client.post(to("note", taken), form).status_code == 302
    assert Note.objects.get().author == coordinator
    assert coordinator.shown_name in page(signed_in(aino).get(to("write", taken)))
    Grant.objects.update(ends_at=clock.now())
    assert client.post(to("note", taken), form).status_code == 404


def test_note_is_removed_by_its_writer_alone(aino, eero, coordinator, taken, signed_in, trail):
    noted(taken, aino)
    team = Note.objects.get(level="team")
    client = signed_in(aino)
    granted(taken, coordinator)
    for other in (eero, coordinator):
        answer = signed_in(other).post(to("note_remove", taken), {"remove": team.pk})
        assert answer.status_code == 404
    assert f'name="remove" value="{team.pk}"' in page(client.get(to("write", taken)))
    for _ in range(2):
        assert client.post(to("note_remove", taken), {"remove": team.pk}).status_code == 302
    assert list(Note.objects.values_list("level", flat=True)) == ["self"]
    assert [row[1] for row in trail("advice.remove_note")] == ["refused", "done"]


def test_notes_of_others_have_no_button_to_remove_them(aino, eero, taken, gambling, signed_in):
    eero.expert.topics.add(gambling)
    noted(taken, aino)
    actions.release(taken, by=aino)
    actions.claim(taken, by=eero)
    assert 'name="remove"' not in page(signed_in(eero).get(to("write", taken)))


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 40, "²"])
def test_remove_of_what_is_not_there_does_nothing(aino, taken, signed_in, number):
    noted(taken, aino)
    assert signed_in(aino).post(to("note_remove", taken), {"remove": number}).status_code == 302
    assert Note.objects.count() == 2


def test_remove_of_another_conversations_note_does_nothing(aino, taken, signed_in):
    other = make_conversation(by=aino, status=Status.WRITING)
    noted(other, aino)
    note = Note.objects.first()
    assert signed_in(aino).post(to("note_remove", taken), {"remove": note.pk}).status_code == 302
    assert Note.objects.count() == 2


def test_note_of_broken_seal_hides_nothing_else(aino, taken, signed_in):
    noted(taken, aino)
    team = Note.objects.get(level="team")
    Note.objects.filter(pk=team.pk).update(text=bytes(team.text)[:-1] + b"\0")
    shown = page(signed_in(aino).get(to("write", taken)))
    assert "Tätä muistiinpanoa ei voitu avata." in shown
    assert shown_in(shown) == [False, True]
    assert TEXT in shown


# Nothing typed is lost


@pytest.mark.parametrize("step", ["note", "note_remove"])
def test_letter_being_written_is_kept_with_the_note(aino, taken, signed_in, step):
    client = signed_in(aino)
    client.post(to(step, taken), {"text": "Keskeneräinen", "note": TEAM, "level": "team"})
    assert Note.objects.count() == 1
    assert "Keskeneräinen</textarea>" in page(client.get(to("write", taken)))


@pytest.mark.parametrize("step", ["draft", "preview", "release", "call", "heavy"])
def test_note_begun_is_kept_whatever_is_pressed(aino, taken, signed_in, step):
    form = {"text": "Kirje", "answers": 1, "note": SELF, "level": "self"}
    assert signed_in(aino).post(to(step, taken), form).status_code in (200, 302)
    assert Note.objects.get().level == Note.Level.SELF


@pytest.mark.parametrize("step", ["note", "draft", "preview"])
def test_too_long_note_is_refused_in_words_and_keeps_both(aino, taken, signed_in, step):
    long = "a" * (LONGEST_NOTE + 1)
    form = {"text": "Kirje", "answers": 1, "note": long, "level": "team"}
    shown = page(signed_in(aino).post(to(step, taken), form), 422)
    assert f"{long}</textarea>" in shown
    assert "Kirje</textarea>" in shown
    assert re.search(r'value="team"[^>]* checked', shown)
    assert Note.objects.count() == 0


def test_note_without_a_word_or_a_reader_is_asked_about(aino, taken, signed_in):
    client = signed_in(aino)
    for form in ({"note": " ", "level": "team"}, {"note": TEAM, "level": "kaikki"}):
        shown = page(client.post(to("note", taken), form | {"text": "Kirje"}), 422)
        assert "field-wrong" in shown
        assert "Kirje</textarea>" in shown
    assert (Note.objects.count(), Draft.objects.count()) == (0, 0)


def test_note_that_was_kept_does_not_stand_in_the_field_too(aino, taken, signed_in):
    form = {"text": "", "answers": 1, "note": f" {TEAM}\r\n", "level": "team"}
    shown = page(signed_in(aino).post(to("preview", taken), form), 422)
    assert Note.objects.count() == 1
    assert shown.count(TEAM) == 1


def test_note_and_letter_of_one_who_has_it_no_longer_are_given_back(
    aino, eero, coordinator, taken, signed_in
):
    actions.assign(taken, expert=eero.expert, by=coordinator)
    form = {"text": "Kirjeeni", "note": TEAM, "level": "team"}
    shown = page(signed_in(aino).post(to("note", taken), form), 404)
    assert f"Kirjeeni\n\n{TEAM}</textarea>" in shown
    assert Note.objects.count() == 0


def test_note_to_an_erased_conversation_is_given_back(aino, taken):
    actions.erase(taken, by=None)
    with pytest.raises(actions.Erased):
        actions.add_note(taken, text=TEAM, level="team", by=aino)
    assert Note.objects.count() == 0


# Out of sight


def test_asker_never_sees_a_note(aino, gambling, walk: Walk):
    number = receipts.new_number()
    conversation = make_conversation(
        TEXT, topics=[gambling], by=aino, status=Status.ANSWERED, number=number
    )
    noted(conversation, aino)
    shown = page(walk.open(number))
    assert TEXT in shown
    assert shown_in(shown) == [False, False]


def test_own_note_is_not_among_anothers_whatever_way_in_they_have(aino, eero, taken):
    noted(taken, aino)
    way_in = audit.opening(permissions.may_read(aino, taken))
    assert [one.text for one in notes.opened(taken, aino, way_in)] == [TEAM, SELF]
    assert [one.text for one in notes.opened(taken, eero, way_in)] == [TEAM]


def test_note_does_not_open_with_a_way_into_another_conversation(aino, taken):
    noted(taken, aino)
    other = make_conversation(by=aino, status=Status.WRITING)
    way_in = audit.opening(permissions.may_read(aino, other))
    assert [one.text for one in notes.opened(taken, aino, way_in)] == [None, None]


def test_erased_conversation_takes_its_notes_along(aino, taken):
    noted(taken, aino)
    actions.erase(taken, by=None)
    assert Note.objects.count() == 0


def test_many_notes_take_as_many_queries_as_one(aino, eero, taken, signed_in):
    client, counted = signed_in(aino), []
    for nth in (1, 29):
        for more in range(nth):
            actions.add_note(taken, text=f"{nth} {more}", level="team", by=(aino, eero)[more % 2])
        page(client.get(to("write", taken)))
        with CaptureQueriesContext(connection) as seen:
            page(client.get(to("write", taken)))
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_remove_note_leaves_what_is_anothers(aino, eero, taken):
    noted(taken, aino)
    actions.remove_note(Note.objects.first(), by=eero)
    assert Note.objects.count() == 2


def test_names_of_notes_say_nothing(aino, taken):
    noted(taken, aino)
    assert not any(
        word in f"{note} {note!r}" for note in Note.objects.all() for word in (TEAM, SELF)
    )


def test_refusal_of_the_letter_keeps_the_note(aino, taken, signed_in):
    actions.send_answer(taken, text="Lähetetty", answers=1, by=aino)
    with pytest.raises(Refusal):
        actions.save_draft(taken, text="Myöhässä", by=aino)
    form = {"text": "Myöhässä", "note": TEAM, "level": "team"}
    shown = page(signed_in(aino).post(to("note", taken), form), 409)
    assert "Myöhässä" in shown
    assert Note.objects.count() == 1
