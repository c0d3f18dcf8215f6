"""The asker ends, tells how it went, and erases: asked once, done once, and said plainly."""

from typing import Any

import pytest
from django.test import Client

from advice import actions, permissions
from advice.models import Conversation, Draft, Ending, Feedback, Message, Status
from tests.advice.factories import make_conversation
from tests.advice.test_leaks import everything_stored
from tests.advice.test_views import at_once
from tests.advice.visitor import hidden
from tests.advice.walk import (
    AGAIN,
    END,
    ERASE,
    FEEDBACK,
    Walk,
    main,
    page,
    typed,
    words,
)
from trust import audit, receipts
from trust.models import OutgoingMail
from trust.seal import open_text

pytestmark = pytest.mark.django_db

COMMENT = "Kerroin tämän ensimmäistä kertaa."


def at(status: str, by: Any, **fields: Any) -> tuple[str, Conversation]:
    """A conversation in any status and its number; at the gate as a letter there leaves the row."""
    number = receipts.new_number()
    begins = "writing" if status == "review" else status
    conversation = make_conversation(status=begins, by=by, number=number, **fields)
    Conversation.objects.filter(pk=conversation.pk).update(status=status)
    conversation.refresh_from_db()
    return number, conversation


@pytest.fixture
def ended(walk: Walk, aino: Any) -> str:
    """The number of a conversation that came to its end with an answer."""
    return at("closed", aino)[0]


# Ending


@pytest.mark.parametrize("status", ["quarantined", "waiting", "writing", "review", "answered"])
def test_asker_ends_from_any_open_state_with_one_question(
    walk: Walk, aino: Any, trail: Any, status: str
) -> None:
    number, conversation = at(status, aino)

    asked = walk.client.post(END, {"ticket": walk.ticket(number)})
    assert (asked.status_code, "Päätetäänkö keskustelu?" in words(asked)) == (200, True)
    conversation.refresh_from_db()
    assert conversation.status == status

    done = walk.client.post(END, {"ticket": hidden(page(asked), "ticket"), "confirm": "yes"})
    assert "Olet päättänyt tämän keskustelun." in words(done)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.ending) == (Status.CLOSED, Ending.ASKER)
    assert trail("advice.close") == [("advice.close", "done", "asker", str(conversation.pk))]


def test_confirmation_tells_whether_an_answer_will_be_missed(walk: Walk, aino: Any) -> None:
    missed = "viimeiseen viestiisi ei enää vastata"
    for status, told in (("waiting", True), ("answered", False)):
        number, _ = at(status, aino)
        asked = walk.client.post(END, {"ticket": walk.ticket(number)})
        assert (missed in words(asked)) is told


@pytest.mark.parametrize("address", [END, ERASE])
def test_no_leads_back_to_the_conversation(walk: Walk, aino: Any, address: str) -> None:
    number, conversation = at("waiting", aino)

    back = walk.client.post(address, {"ticket": walk.ticket(number), "confirm": "no"})

    assert "<article" in main(back)
    conversation.refresh_from_db()
    assert conversation.status == Status.WAITING


def test_ending_twice_keeps_the_first_ending(walk: Walk, aino: Any, ended: str) -> None:
    again = walk.client.post(END, {"ticket": walk.ticket(ended), "confirm": "yes"})

    assert again.status_code == 200
    assert "kaikki viestit on kirjoitettu ja niihin on vastattu" in words(again)
    assert Conversation.objects.get().ending == Ending.LIMIT


def test_nobody_writes_into_an_ended_conversation(walk: Walk, aino: Any) -> None:
    number, conversation = at("writing", aino)
    ticket = walk.ticket(number)
    actions.close(conversation, ending=Ending.ASKER, by=None)

    late = walk.again(ticket, "Vielä tämä")

    assert late.status_code == 409
    assert "Vielä tämä" in main(late)
    assert Message.objects.count() == 1


def test_mail_of_the_ending_tells_nothing_of_it(walk: Walk, aino: Any) -> None:
    number, conversation = at("writing", aino, text="Kukaan ei tiedä tästä")
    walk.client.post(END, {"ticket": walk.ticket(number), "confirm": "yes"})

    mail = OutgoingMail.objects.get(kind="advice.ended")
    assert conversation.label not in f"{mail.subject}{mail.__dict__}"
    assert "Kukaan ei tiedä" not in f"{mail.__dict__}"


@pytest.mark.parametrize("address", [END, FEEDBACK, ERASE])
def test_act_with_old_or_forged_ticket_asks_for_the_number(
    walk: Walk, ended: str, address: str
) -> None:
    response = walk.client.post(
        address, {"ticket": "väärennetty", "confirm": "yes", "comment": COMMENT}
    )

    assert response.status_code == 422
    assert "yli puoli tuntia" in words(response)
    assert Conversation.objects.count() == 1
    assert not Feedback.objects.exists()


# Feedback


def give(walk: Walk, number: str, **fields: Any) -> Any:
    return walk.client.post(FEEDBACK, {"ticket": walk.ticket(number)} | fields)


def only_comment() -> str:
    feedback = Feedback.objects.select_related("conversation").get()
    permit = permissions.may_read_as_asker(feedback.conversation)
    return open_text(feedback, "comment", audit.opening(permit))


def test_feedback_is_kept_with_whom_it_is_about(walk: Walk, aino: Any, ended: str) -> None:
    said = give(walk, ended, heard="4", helped="2", comment=COMMENT)

    assert said.status_code == 200
    assert "Kiitos, että kerroit, miten meni" in words(said)
    feedback = Feedback.objects.get()
    assert (feedback.heard, feedback.helped, feedback.expert) == (4, 2, aino.expert)
    assert only_comment() == COMMENT


def test_feedback_is_about_whoever_answered_last(
    walk: Walk, aino: Any, eero: Any, coordinator: Any
) -> None:
    number, conversation = at("answered", aino)
    actions.write_again(conversation, text="Vielä", nonce="1")
    actions.assign(conversation, expert=eero.expert, by=coordinator)
    actions.close(conversation, ending=Ending.ASKER, by=None)

    give(walk, number, heard="5")

    assert Feedback.objects.get().expert == aino.expert


def test_feedback_on_a_question_nobody_answered_is_about_nobody(walk: Walk, aino: Any) -> None:
    number, conversation = at("waiting", aino)
    actions.close(conversation, ending=Ending.ASKER, by=None)

    give(walk, number, heard="1")

    assert Feedback.objects.get().expert is None


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"heard": "1"}, (1, None, False)),
        ({"helped": "5"}, (None, 5, False)),
        ({"comment": COMMENT}, (None, None, True)),
    ],
)
def test_feedback_may_be_given_in_part(
    walk: Walk, ended: str, fields: dict[str, str], kept: tuple
) -> None:
    assert give(walk, ended, **fields).status_code == 200

    feedback = Feedback.objects.get()
    assert (feedback.heard, feedback.helped, bool(feedback.comment)) == kept


@pytest.mark.parametrize(
    "fields",
    [{}, {"comment": " \n "}, {"heard": "6"}, {"heard": "0"}, {"helped": "x", "heard": "3"}],
)
def test_feedback_that_says_nothing_or_nonsense_is_not_kept(
    walk: Walk, ended: str, fields: dict[str, str]
) -> None:
    response = give(walk, ended, **fields)

    assert response.status_code == 422
    assert "Katso vielä nämä kohdat" in words(response) or 'id="errors-title"' in main(response)
    assert not Feedback.objects.exists()


def test_too_long_comment_comes_back_whole_with_the_choices(walk: Walk, ended: str) -> None:
    long = "ä" * 2_001

    response = give(walk, ended, heard="3", comment=long)

    assert response.status_code == 422
    assert typed(response, "comment") == long
    assert 'value="3"' in main(response).split("checked")[0].rsplit("<input", 1)[1]
    assert not Feedback.objects.exists()


def test_second_feedback_changes_nothing_and_is_told_kindly(walk: Walk, ended: str) -> None:
    give(walk, ended, heard="4", comment=COMMENT)

    second = give(walk, ended, heard="1", comment="Toinen ajatus")

    assert second.status_code == 200
    assert "ensimmäinen palautteesi jää voimaan" in words(second)
    assert "Toinen ajatus" in main(second)
    assert Feedback.objects.get().heard == 4
    assert only_comment() == COMMENT


def test_feedback_is_not_asked_again_when_given(walk: Walk, ended: str) -> None:
    give(walk, ended, heard="4")

    assert 'name="heard"' not in main(walk.open(ended))


@pytest.mark.parametrize("status", ["quarantined", "waiting", "writing", "review", "answered"])
def test_feedback_waits_for_the_end(walk: Walk, aino: Any, status: str) -> None:
    number, _ = at(status, aino)

    assert 'name="heard"' not in main(walk.open(number))
    assert give(walk, number, heard="5").status_code == 409
    assert not Feedback.objects.exists()


def test_feedback_with_an_old_page_waits_beside_the_number(walk: Walk, ended: str) -> None:
    waits = walk.client.post(FEEDBACK, {"ticket": "vanha", "heard": "2", "comment": COMMENT})
    assert typed(waits, "comment") == COMMENT
    assert 'value="2"' in main(waits).split("checked")[0].rsplit("<input", 1)[1]

    fields = {"ticket": "vanha", "heard": "2", "comment": COMMENT, "number": ended}
    assert walk.client.post(FEEDBACK, fields).status_code == 200
    assert only_comment() == COMMENT


def test_comment_is_stored_sealed(walk: Walk, ended: str) -> None:
    give(walk, ended, comment=COMMENT)

    assert COMMENT not in everything_stored()


def test_comment_while_the_service_is_closed_is_given_back(
    walk: Walk, ended: str, request: pytest.FixtureRequest
) -> None:
    ticket = walk.ticket(ended)
    request.getfixturevalue("closed")

    response = walk.client.post(FEEDBACK, {"ticket": ticket, "comment": COMMENT})

    assert response.status_code == 503
    assert typed(response, "comment") == COMMENT


@pytest.mark.django_db(transaction=True)
def test_five_feedbacks_at_once_leave_just_one(walk: Walk, aino: Any) -> None:
    number, _ = at("closed", aino)
    tickets = [walk.ticket(number) for _ in range(5)]

    def say(nth: int) -> int:
        return Client().post(FEEDBACK, {"ticket": tickets[nth], "heard": nth + 1}).status_code

    assert at_once(5, say) == [200] * 5
    assert Feedback.objects.count() == 1


# Erasing


@pytest.mark.parametrize(
    "status", ["quarantined", "waiting", "writing", "review", "answered", "closed"]
)
def test_asker_erases_from_any_state_with_one_question(
    walk: Walk, aino: Any, trail: Any, status: str
) -> None:
    number, conversation = at(status, aino)
    other = walk.ask()

    asked = walk.client.post(ERASE, {"ticket": walk.ticket(number)})
    assert "Poistetaanko keskustelu?" in words(asked)
    assert Conversation.objects.filter(pk=conversation.pk).exists()

    done = walk.client.post(ERASE, {"ticket": hidden(page(asked), "ticket"), "confirm": "yes"})
    assert (done.status_code, "Keskustelu on poistettu" in words(done)) == (200, True)
    assert "numerosi avaa" in words(done)
    assert not Message.objects.filter(conversation_id=conversation.pk).exists()
    assert walk.open(number).status_code == 404
    assert walk.open(other).status_code == 200
    assert trail("advice.erase") == [("advice.erase", "done", "asker", str(conversation.pk))]


def test_erasing_again_says_the_same(walk: Walk, aino: Any) -> None:
    number, _ = at("waiting", aino)
    ticket = walk.ticket(number)

    for _ in range(3):
        done = walk.client.post(ERASE, {"ticket": ticket, "confirm": "yes"})
        assert (done.status_code, "Keskustelu on poistettu" in words(done)) == (200, True)


@pytest.mark.parametrize("step", ["draft", "preview", "send", "release"])
def test_expert_of_an_erased_conversation_keeps_own_text_and_sees_nothing_else(
    walk: Walk, aino: Any, signed_in: Any, gambling: Any, step: str
) -> None:
    number, conversation = at("writing", aino, text="Kukaan ei tiedä", topics=[gambling])
    actions.save_draft(conversation, text="Aloitin", by=aino)
    walk.client.post(ERASE, {"ticket": walk.ticket(number), "confirm": "yes"})
    address = {"draft": "luonnos", "preview": "esikatselu", "send": "laheta", "release": "palauta"}

    response = signed_in(aino).post(
        f"/tyotila/neuvonta/{conversation.pk}/{address[step]}/",
        {"text": "Hei sinä, kiitos", "answers": "1"},
    )

    assert response.status_code == 404
    assert "Hei sinä, kiitos" in main(response)
    assert "Kukaan ei tiedä" not in page(response)
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_erasing_and_answering_at_once_has_one_clean_outcome(walk: Walk, aino: Any) -> None:
    """Whoever is first, the letters are gone and the answer is stored nowhere."""
    for _ in range(5):
        number, conversation = at("writing", aino)
        ticket = walk.ticket(number)

        def act(nth: int, conversation: Any = conversation, ticket: str = ticket) -> Any:
            if nth:
                return Client().post(ERASE, {"ticket": ticket, "confirm": "yes"}).status_code
            try:
                actions.send_answer(conversation, text="Vastaus", answers=1, by=aino)
            except actions.Erased:
                return "erased"
            return "sent"

        outcome = at_once(2, act)
        assert outcome in (["sent", 200], ["erased", 200])
        assert not Conversation.objects.filter(pk=conversation.pk).exists()
        assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_erasing_and_writing_at_once_loses_no_text(walk: Walk, aino: Any) -> None:
    for _ in range(5):
        number, _conversation = at("waiting", aino)
        tickets = [walk.ticket(number), walk.ticket(number)]

        def act(nth: int, tickets: list[str] = tickets) -> Any:
            if nth:
                return Client().post(ERASE, {"ticket": tickets[0], "confirm": "yes"})
            return Client().post(AGAIN, {"ticket": tickets[1], "text": "Vielä yksi asia"})

        letter, gone = at_once(2, act)
        assert "Keskustelu on poistettu" in words(gone)
        assert "Vielä yksi asia" in main(letter)
        assert not Message.objects.exists()
