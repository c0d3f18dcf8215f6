"""What askers have said: to whom it is told, from how many on, and what is left afterwards."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from advice import actions, paging
from advice.models import Conversation, Feedback, Status, WriterTally
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from trust import audit
from trust.models import AuditRow

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXT = "Luottamuksellinen kirje sadepäivältä"


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    return signed_in(coordinator)


def said(
    by: Any, comment: str = "", heard: int | None = None, helped: int | None = None
) -> Conversation:
    """A conversation that `by` answered, has ended and been judged."""
    conversation = make_conversation(TEXT, by=by, status=Status.CLOSED)
    assert actions.give_feedback(conversation, heard=heard, helped=helped, comment=comment)
    return conversation


def to(name: str) -> str:
    return reverse(f"advice_desk:{name}")


def words(client: Any, name: str, **query: Any) -> str:
    answer = client.get(to(name), query)
    assert answer.status_code == 200
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


# Who reads what


def test_expert_reads_what_was_said_to_them_and_nothing_of_others(aino, eero, signed_in):
    said(aino, "Kiitos Ainolle", heard=5, helped=4)
    said(eero, "Kiitos Eerolle", heard=1)
    shown = words(signed_in(aino), "feedback")
    assert "Kiitos Ainolle" in shown
    assert "Tulitko kuulluksi? Kyllä, täysin" in shown
    assert "Auttoiko tämä sinua? Auttoi paljon" in shown
    assert "Eero" not in shown


def test_coordinator_reads_all_of_it_and_of_one_expert(aino, eero, desk):
    said(aino, "Kiitos Ainolle")
    said(eero, "Kiitos Eerolle")
    everything = words(desk, "everyones_feedback")
    assert "Kiitos Ainolle" in everything
    assert "Kiitos Eerolle" in everything
    of_one = words(desk, "everyones_feedback", expert=aino.expert.pk)
    assert "Palaute, Aino" in of_one
    assert "Kiitos Eerolle" not in of_one


@pytest.mark.parametrize("expert", ["x", "999999", "-1", "9" * 40, "²"])
def test_feedback_of_no_expert_is_not_found(desk, expert):
    assert desk.get(to("everyones_feedback"), {"expert": expert}).status_code == 404


@pytest.mark.parametrize("who", ["editor", "administrator", "stranger"])
def test_others_read_none_of_it(request, aino, signed_in, who):
    said(aino, "Kiitos")
    client = signed_in(request.getfixturevalue(who))
    for name in ("feedback", "everyones_feedback", "numbers"):
        assert client.get(to(name)).status_code == 404


def test_expert_does_not_reach_everyones_nor_a_coordinator_an_experts_own(aino, desk, signed_in):
    assert signed_in(aino).get(to("everyones_feedback")).status_code == 404
    assert signed_in(aino).get(to("numbers")).status_code == 404
    assert desk.get(to("feedback")).status_code == 404


def test_expert_without_a_place_in_the_bank_has_no_page(make_user, signed_in):
    client = signed_in(make_user("uusi", Role.EXPERT))
    assert client.get(to("feedback")).status_code == 404
    assert "Palautteesi" not in client.get("/tyotila/").content.decode()


def test_words_are_opened_with_a_permit_each_and_an_audit_row(aino, desk, coordinator, trail):
    first, second = said(aino, "Ensimmäinen"), said(aino, "Toinen")
    said(aino, "", heard=3)
    before = len(trail())
    words(desk, "everyones_feedback")
    who = f"user {coordinator.pk}"
    assert trail()[before:] == [
        ("advice.read_feedback", "allowed", who, str(one.pk)) for one in (second, first)
    ]
    assert not any("Ensimmäinen" in row.reason for row in AuditRow.objects.all())


def test_nothing_is_opened_when_the_row_cannot_be_written(aino, signed_in, monkeypatch):
    said(aino, "Kiitos")

    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(AuditRow, "add_all", fail)
    client = signed_in(aino)
    client.raise_request_exception = False
    answer = client.get(to("feedback"))
    assert answer.status_code == 500
    assert "Kiitos" not in answer.content.decode()


def test_words_lead_to_no_letter(aino, desk):
    conversation = said(aino, "Kiitos")
    shown = desk.get(to("everyones_feedback")).content.decode()
    assert "Kiitos" in shown
    assert TEXT not in shown
    assert conversation.label not in shown
    assert f"/{conversation.pk}/" not in shown


def test_words_that_are_code_stay_text(aino, signed_in):
    said(aino, "<script>alert(1)</script>")
    shown = signed_in(aino).get(to("feedback")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_words_of_broken_seal_hide_no_others(aino, signed_in):
    said(aino, "Ehjä")
    said(aino, "Rikki")
    broken = Feedback.objects.latest("pk")
    sealed = bytes(broken.comment)
    Feedback.objects.filter(pk=broken.pk).update(comment=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    shown = words(signed_in(aino), "feedback")
    assert "Ehjä" in shown
    assert "Näitä sanoja ei voitu avata" in shown


@pytest.mark.parametrize("who", ["aino", "coordinator"])
def test_nothing_is_told_of_what_one_has_stepped_aside_from(request, aino, signed_in, who):
    user = request.getfixturevalue(who)
    for _ in range(5):
        said(aino, heard=5, helped=5)
    conversation = said(aino, "Tunnistan tämän", heard=1, helped=1)
    actions.step_aside(conversation, by=user)
    name = "feedback" if who == "aino" else "everyones_feedback"
    shown = words(signed_in(user), name)
    assert "Tunnistan tämän" not in shown
    assert "Tuli kuulluksi 5,0 /5" in shown


# Averages


@pytest.mark.parametrize(("many", "shown"), [(4, False), (5, True)])
@pytest.mark.parametrize("who", ["aino", "coordinator"])
def test_averages_are_told_from_five_answers_on(request, aino, signed_in, who, many, shown):
    for nth in range(many):
        said(aino, heard=[5, 4, 4, 3, 5][nth], helped=2)
    client = signed_in(request.getfixturevalue(who))
    told = words(client, "feedback" if who == "aino" else "everyones_feedback")
    assert ("4,2" in told) is shown
    assert ("2,0" in told) is shown
    assert ("Keskiarvot näytetään, kun vähintään 5" in told) is not shown


def test_average_of_one_question_needs_five_answers_to_it(aino, signed_in):
    for _ in range(4):
        said(aino, heard=5, helped=5)
    said(aino, heard=5)
    told = words(signed_in(aino), "feedback")
    assert "Tuli kuulluksi 5,0 /5 Sai apua –" in told


def test_experts_averages_stand_side_by_side_when_there_are_enough(aino, eero, desk):
    for _ in range(5):
        said(aino, heard=4, helped=3)
    said(eero, heard=1, helped=1)
    told = words(desk, "everyones_feedback")
    assert "Aino 4,0 3,0 5" in told
    assert "Eero – – 1" in told


def test_numbers_outlive_the_conversation_and_words_do_not(aino, desk, signed_in):
    conversations = [said(aino, "Kiitos", heard=5, helped=4) for _ in range(5)]
    for conversation in conversations:
        actions.erase(conversation, by=audit.SYSTEM)
    for client, name in ((signed_in(aino), "feedback"), (desk, "everyones_feedback")):
        told = words(client, name)
        assert "Tuli kuulluksi 5,0 /5 Sai apua 4,0 /5" in told
        assert "Kiitos" not in told
        assert "Kukaan ei ole vielä kirjoittanut palautetta" in told


# Lists


def test_words_go_on_page_by_page_the_newest_first(aino, desk, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    for nth in range(5):
        said(aino, f"Sana{nth}")
    seen, address = [], to("everyones_feedback")
    for _ in range(3):
        shown = desk.get(address).content.decode()
        seen += re.findall(r"Sana\d", shown)
        link = re.search(r'href="(\?after=\d+)"', shown)
        address = to("everyones_feedback") + (link[1] if link else "")
    assert seen == ["Sana4", "Sana3", "Sana2", "Sana1", "Sana0"]
    assert link is None


def test_experts_go_on_page_by_page(make_expert, desk, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    for name in ("aapo", "bertta", "cecilia"):
        said(make_expert(name), heard=3)
    first = words(desk, "everyones_feedback")
    assert "Bertta" in first
    assert "Cecilia" not in first
    assert "Cecilia" in words(desk, "everyones_feedback", experts_after="Bertta")


@pytest.mark.parametrize("after", ["x", "-1", "²", "9" * 40, ""])
def test_page_of_nonsense_place_is_the_first(aino, desk, after):
    said(aino, "Kiitos")
    assert "Kiitos" in words(desk, "everyones_feedback", after=after)


def test_pages_ask_the_database_equally_often_for_1_and_40(aino, coordinator, signed_in, make_user):
    both = make_user("molemmat", Role.COORDINATOR, Role.EXPERT)
    Expert.objects.create(user=both, alias="Molemmat", needs_second_reader=False)
    pages = [
        (signed_in(user), name)
        for user, name in (
            (aino, "feedback"),
            (coordinator, "everyones_feedback"),
            (both, "everyones_feedback"),
            (both, "feedback"),
        )
    ]
    said(aino, "Kiitos", heard=5)
    said(both, "Kiitos", heard=5)
    with_one = [queries(*each) for each in pages]
    for _ in range(40):
        said(aino, "Kiitos", heard=5)
        said(both, "Kiitos", heard=5)
    assert [queries(*each) for each in pages] == with_one
    assert max(with_one) <= 20


def queries(client: Any, name: str) -> int:
    client.get(to(name))
    with CaptureQueriesContext(connection) as seen:
        client.get(to(name))
    return len(seen)


# One's own numbers


def test_expert_sees_how_many_they_answered_and_how_many_in_time(aino, eero, signed_in, noon):
    for month, late in ((2, False), (11, True), (11, False)):
        noon.move_to(datetime(2026, month, 3, 10, 0, tzinfo=UTC))
        conversation = make_conversation(by=aino, status=Status.WRITING)
        noon.shift(timedelta(days=4 if late else 1))
        actions.send_answer(conversation, text="Hei", answers=1, by=aino)
    noon.move_to(datetime(2025, 12, 30, 10, 0, tzinfo=UTC))
    make_conversation(by=aino, status=Status.ANSWERED)
    noon.move_to(NOON)
    make_conversation(by=eero, status=Status.ANSWERED)
    told = words(signed_in(aino), "feedback")
    assert "Vastausta tässä kuussa, 1 ajallaan 2" in told
    assert "Vastausta tänä vuonna, 2 ajallaan 3" in told


def test_letter_let_go_at_the_gate_counts_for_its_writer(aino, eero, coordinator, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.REVIEW)
    actions.let_go(conversation.reviews.get(), comments={}, by=coordinator)
    tally = WriterTally.objects.get()
    assert (tally.expert, tally.answered, tally.in_time) == (aino.expert, 1, 1)


def test_own_numbers_outlive_the_letters(aino, signed_in):
    conversation = make_conversation(by=aino, status=Status.CLOSED)
    before = words(signed_in(aino), "feedback")
    actions.erase(conversation, by=audit.SYSTEM)
    assert words(signed_in(aino), "feedback") == before
    assert "Vastausta tässä kuussa, 1 ajallaan 1" in before


def test_answer_sent_twice_counts_once(aino):
    conversation = make_conversation(by=aino, status=Status.WRITING)
    for _ in range(2):
        actions.send_answer(conversation, text="Hei", answers=1, by=aino)
    assert WriterTally.objects.get().answered == 1


def test_expert_sees_what_they_have_open_and_owe(aino, signed_in):
    Expert.objects.filter(user=aino).update(open_limit=5)
    for status in (Status.WRITING, Status.ANSWERED, Status.CLOSED):
        make_conversation(by=aino, status=status)
    told = words(signed_in(aino), "feedback")
    assert "Keskustelua avoinna nyt, enintään 5 2" in told
    assert "Vastausta odottaa sinulta 1" in told


def test_both_roles_have_both_pages(coordinator, signed_in, aino):
    coordinator.groups.add(Group.objects.get(name=Role.EXPERT))
    Expert.objects.create(user=coordinator, alias="Kaarina")
    client = signed_in(coordinator)
    said(aino, "Kiitos Ainolle")
    assert "Kiitos Ainolle" not in words(client, "feedback")
    assert "Kiitos Ainolle" in words(client, "everyones_feedback")
