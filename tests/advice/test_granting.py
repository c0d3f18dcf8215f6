"""Opening what another answers: for a reason in words, for a day, never in secret."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from advice import actions, permissions
from advice.desk_forms import LONGEST_REASON
from advice.models import Conversation, Grant, Status
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from tests.conftest import with_second_factor
from trust import clock
from trust.models import AuditRow, OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXT = "Luottamuksellinen kirje sadepäivältä"
DRAFT = "Keskeneräinen vastaus"
REASON = "Kysyjä soitti ja oli huolissaan"
TAKEN = (Status.WRITING, Status.REVIEW, Status.ANSWERED, Status.CLOSED)


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], by=aino, status=Status.WRITING)


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    return signed_in(coordinator)


def to(name: str, conversation: Conversation | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk] if conversation else [])


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("status", TAKEN)
def test_reason_opens_every_letter_and_no_draft(desk, aino, gambling, status):
    conversation = make_conversation(
        TEXT, topics=[gambling], by=aino, status=status, answer="Lähetetty vastaus"
    )
    if status == Status.WRITING:
        actions.save_draft(conversation, text=DRAFT, by=aino)
    assert desk.get(to("granted", conversation)).status_code == 404
    answer = desk.post(to("open_with_reason", conversation), {"reason": REASON})
    assert answer.headers["Location"] == to("granted", conversation)
    shown = page(desk.get(to("granted", conversation)))
    assert TEXT in shown
    assert REASON in shown
    assert ("Lähetetty vastaus" in shown) is (status in (Status.ANSWERED, Status.CLOSED))
    assert DRAFT not in shown
    assert 'name="text"' not in shown


def test_notes_stand_beside_the_letters_but_for_what_is_others_alone(
    desk, coordinator, aino, taken
):
    for words, level in (("Kaikille lukijoille", "team"), ("Vain itselleni", "self")):
        actions.add_note(taken, text=words, level=level, by=aino)
    assert "Kaikille lukijoille" not in page(desk.get(to("standing", taken)))
    actions.open_with_reason(taken, reason=REASON, by=coordinator)
    shown = page(desk.get(to("granted", taken)))
    assert "Kaikille lukijoille" in shown
    assert "Vain itselleni" not in shown
    answer = desk.post(to("note", taken), {"note": "Soitin ainolle", "level": "team"})
    assert answer.headers["Location"] == f"{to('granted', taken)}#notes"
    assert "Soitin ainolle" in page(desk.get(to("granted", taken)))


def test_opening_is_in_the_trail_with_its_outcome_and_without_its_words(
    desk, coordinator, taken, trail
):
    desk.post(to("open_with_reason", taken), {"reason": REASON})
    desk.get(to("granted", taken))
    who, grant = f"user {coordinator.pk}", Grant.objects.get()
    assert trail("advice.open_with_reason") == [
        ("advice.open_with_reason", "done", who, str(taken.pk))
    ]
    assert trail("advice.read_granted") == [("advice.read_granted", "allowed", who, str(taken.pk))]
    told = [row.reason for row in AuditRow.objects.filter(act="advice.open_with_reason")]
    assert told == [f"opening {grant.pk}"]
    assert REASON.encode() not in bytes(grant.reason)


def test_expert_is_told_at_once_and_without_content(desk, aino, coordinator, taken):
    desk.post(to("open_with_reason", taken), {"reason": REASON})
    [mail] = OutgoingMail.objects.filter(kind="advice.opened")
    assert mail.to == aino
    for never in (taken.label, "Rahapelaaminen", TEXT, REASON, coordinator.email):
        assert never not in mail.subject + mail.body


def test_expert_who_has_stepped_aside_is_not_told(desk, aino, gambling):
    answered = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    actions.step_aside(answered, by=aino)
    assert desk.post(to("open_with_reason", answered), {"reason": REASON}).status_code == 302
    assert not OutgoingMail.objects.filter(kind="advice.opened").exists()


@pytest.mark.parametrize("status", TAKEN)
def test_expert_reads_when_and_why_on_the_conversations_page(
    desk, aino, coordinator, signed_in, gambling, status
):
    with time_machine.travel(NOON, tick=False):
        conversation = make_conversation(topics=[gambling], by=aino, status=status)
        actions.open_with_reason(conversation, reason=REASON, by=coordinator)
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        shown = page(signed_in(aino).get(to("write", conversation)))
    assert REASON in shown
    assert coordinator.shown_name in shown
    assert "ti 24.11. klo 12" in shown


def test_later_writer_is_not_told_what_was_said_to_the_one_before(
    desk, aino, eero, coordinator, signed_in, taken
):
    with time_machine.travel(NOON, tick=False):
        actions.open_with_reason(taken, reason=REASON, by=coordinator)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        actions.assign(taken, expert=eero.expert, by=coordinator)
    assert REASON not in page(signed_in(eero).get(to("write", taken)))


def test_opening_ends_after_twenty_four_hours(coordinator, signed_in, taken):
    with time_machine.travel(NOON, tick=False) as moment:
        desk = signed_in(coordinator)
        actions.open_with_reason(taken, reason=REASON, by=coordinator)
        moment.shift(timedelta(hours=24) - timedelta(seconds=1))
        desk = signed_in(coordinator)
        assert TEXT in page(desk.get(to("granted", taken)))
        moment.shift(timedelta(seconds=1))
        assert desk.get(to("granted", taken)).status_code == 404
        assert not permissions.may_read_granted(coordinator, taken)


def test_opening_again_is_another_opening_and_lasts_from_then(coordinator, signed_in, taken):
    with time_machine.travel(NOON, tick=False) as moment:
        first = actions.open_with_reason(taken, reason=REASON, by=coordinator)
        moment.shift(timedelta(hours=20))
        second = actions.open_with_reason(taken, reason="Asia jatkuu", by=coordinator)
        assert second.pk != first.pk
        moment.shift(timedelta(hours=23))
        shown = page(signed_in(coordinator).get(to("granted", taken)))
    assert "Asia jatkuu" in shown
    assert list(Grant.objects.values_list("given_at", "ends_at")) == [
        (NOON, NOON + timedelta(hours=24)),
        (NOON + timedelta(hours=20), NOON + timedelta(hours=44)),
    ]


@pytest.mark.parametrize("reason", ["", "  \n ", "...", "123", "–"])
def test_reason_is_needed_in_words(desk, coordinator, taken, reason, trail):
    shown = page(desk.post(to("open_with_reason", taken), {"reason": reason}), 422)
    assert "Kirjoita perustelu" in shown
    assert desk.get(to("granted", taken)).status_code == 404
    with pytest.raises(Refusal):
        actions.open_with_reason(taken, reason=reason, by=coordinator)
    assert Grant.objects.count() == 0
    assert not OutgoingMail.objects.filter(kind="advice.opened").exists()
    assert trail("advice.open_with_reason") == []


def test_too_long_reason_is_given_back(desk, taken):
    long = "a" * (LONGEST_REASON + 1)
    assert f"{long}</textarea>" in page(
        desk.post(to("open_with_reason", taken), {"reason": long}), 422
    )


def test_form_tells_what_happens_and_opens_nothing(desk, aino, taken, trail):
    shown = page(desk.get(to("open_with_reason", taken)))
    assert TEXT not in shown
    assert aino.expert.alias in shown
    assert "sähköpostilla" in shown
    assert trail() == []


def test_reason_typed_too_late_is_given_back(desk, coordinator, aino, taken):
    actions.release(taken, by=aino)
    shown = page(desk.post(to("open_with_reason", taken), {"reason": REASON}), 404)
    assert f"{REASON}</textarea>" in shown
    with pytest.raises(Refusal):
        actions.open_with_reason(taken, reason=REASON, by=coordinator)
    assert Grant.objects.count() == 0


def test_erased_meanwhile_gives_the_reason_back(desk, coordinator, taken, monkeypatch):
    real = actions.open_with_reason

    def erased_first(conversation: Conversation, **how: Any) -> Grant:
        actions.erase(conversation, by=None)
        return real(conversation, **how)

    monkeypatch.setattr(actions, "open_with_reason", erased_first)
    shown = page(desk.post(to("open_with_reason", taken), {"reason": REASON}), 410)
    assert f"{REASON}</textarea>" in shown


def test_one_who_has_stepped_aside_opens_nothing(desk, coordinator, taken):
    actions.step_aside(taken, by=coordinator)
    assert desk.get(to("open_with_reason", taken)).status_code == 404
    shown = page(desk.post(to("open_with_reason", taken), {"reason": REASON}), 404)
    assert TEXT not in shown
    assert taken.label not in shown
    assert Grant.objects.count() == 0


@pytest.mark.parametrize("who", ["aino", "eero", "editor", "administrator", "stranger"])
@pytest.mark.parametrize("status", [*TAKEN, Status.WAITING, Status.QUARANTINED])
def test_only_coordinators_open_with_a_reason(
    request, aino, signed_in, gambling, who, status, eero
):
    user = request.getfixturevalue(who)
    conversation = make_conversation(TEXT, topics=[gambling], by=eero, status=status)
    client = signed_in(user)
    assert client.get(to("open_with_reason", conversation)).status_code == 404
    shown = page(client.post(to("open_with_reason", conversation), {"reason": REASON}), 404)
    assert TEXT not in shown
    assert client.get(to("granted", conversation)).status_code == 404
    assert Grant.objects.count() == 0


def test_opening_is_its_coordinators_alone(desk, coordinator, make_user, signed_in, taken):
    other = make_user("toinen", Role.COORDINATOR)
    actions.open_with_reason(taken, reason=REASON, by=coordinator)
    assert signed_in(other).get(to("granted", taken)).status_code == 404


def test_role_taken_away_closes_the_letters_on_the_next_click(desk, coordinator, taken):
    actions.open_with_reason(taken, reason=REASON, by=coordinator)
    assert desk.get(to("granted", taken)).status_code == 200
    coordinator.groups.clear()
    assert desk.get(to("granted", taken)).status_code == 404


def test_ones_own_conversation_needs_no_reason(desk, coordinator, gambling):
    coordinator.groups.add(Group.objects.get(name=Role.EXPERT))
    Expert.objects.create(user=coordinator, alias="Kaarina").topics.add(gambling)
    own = make_conversation(topics=[gambling], by=coordinator, status=Status.WRITING)
    assert desk.get(to("open_with_reason", own)).status_code == 404
    assert to("write", own) in page(desk.get(to("standing", own)))


def test_broken_seal_of_the_reason_hides_no_letter(desk, coordinator, aino, signed_in, taken):
    grant = actions.open_with_reason(taken, reason=REASON, by=coordinator)
    sealed = bytes(grant.reason)
    Grant.objects.filter(pk=grant.pk).update(reason=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    for client, name in ((desk, "granted"), (signed_in(aino), "write")):
        shown = page(client.get(to(name, taken)))
        assert TEXT in shown
        assert "Perustelua ei voitu avata" in shown


def test_opening_needs_csrf_token(coordinator, taken):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = with_second_factor(coordinator).cookies
    answer = strict.post(to("open_with_reason", taken), {"reason": REASON})
    assert answer.status_code == 403
    assert Grant.objects.count() == 0


def test_opening_goes_with_the_conversation(coordinator, taken):
    actions.open_with_reason(taken, reason=REASON, by=coordinator)
    actions.erase(taken, by=None)
    assert Grant.objects.count() == 0


def test_standing_leads_to_the_reason_and_then_to_the_letters(desk, coordinator, taken):
    assert to("open_with_reason", taken) in page(desk.get(to("standing", taken)))
    actions.open_with_reason(taken, reason=REASON, by=coordinator)
    shown = page(desk.get(to("standing", taken)))
    assert to("granted", taken) in shown
    assert TEXT not in shown
    assert clock.now() < Grant.objects.get().ends_at
