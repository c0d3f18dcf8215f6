"""The crisis button and the heavy letter: nobody is left alone with one."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import Role
from advice import actions
from advice.models import AdviceSettings, Alarm, Conversation, Draft, Status
from expert_pool.models import Debrief, Expert
from tests.advice.factories import make_conversation
from trust import clock
from trust.models import OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

TEXT = "Luottamuksellinen kirje sadepäivältä"
ALERT = 'class="desk-alert"'


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(TEXT, topics=[gambling], by=aino, status=Status.WRITING)


def to(name: str, conversation: Conversation | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk] if conversation else [])


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


# Calling


def test_call_tells_every_coordinator_by_mail_without_content(
    aino, coordinator, make_user, taken, trail
):
    other = make_user("toinen", Role.COORDINATOR)
    actions.raise_alarm(taken, by=aino)
    mails = OutgoingMail.objects.filter(kind="advice.alarm")
    assert {mail.to for mail in mails} == {coordinator, other}
    for mail in mails:
        for never in (taken.label, "Aino", "Rahapelaaminen", TEXT, aino.email):
            assert never not in mail.subject + mail.body
    assert [row[1:3] for row in trail("advice.raise_alarm")] == [("done", f"user {aino.pk}")]


def test_two_calls_soon_after_each_other_are_two_mails(aino, coordinator, taken, gambling):
    actions.raise_alarm(taken, by=aino)
    other = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    actions.raise_alarm(other, by=aino)
    assert OutgoingMail.objects.filter(kind="advice.alarm").count() == 2


def test_call_pressed_again_is_the_same_until_it_is_taken(aino, coordinator, taken):
    first = actions.raise_alarm(taken, by=aino)
    assert actions.raise_alarm(taken, by=aino) == first
    assert OutgoingMail.objects.filter(kind="advice.alarm").count() == 1
    actions.take_alarm(first, by=coordinator)
    assert actions.raise_alarm(taken, by=aino) != first


def test_call_stands_on_every_page_of_a_coordinators_desk_until_it_is_taken(
    aino, eero, coordinator, signed_in, taken
):
    client = signed_in(coordinator)
    pages = [reverse("desk_home"), reverse("desk_account"), to("queue"), to("calls")]
    assert not any(ALERT in page(client.get(address)) for address in pages)
    alarm = actions.raise_alarm(taken, by=aino)
    assert all(ALERT in page(client.get(address)) for address in pages)
    for other in (aino, eero):
        assert ALERT not in page(signed_in(other).get(to("queue")))
    actions.take_alarm(alarm, by=coordinator)
    assert not any(ALERT in page(client.get(address)) for address in pages)


def test_call_opens_no_letter_to_the_coordinator(aino, coordinator, signed_in, taken):
    actions.raise_alarm(taken, by=aino)
    client = signed_in(coordinator)
    for address in (to("calls"), to("crisis", taken)):
        assert TEXT not in page(client.get(address))
    for name in ("question", "write"):
        assert client.get(to(name, taken)).status_code == 404


def test_expert_sees_who_took_the_call_and_is_told(aino, coordinator, signed_in, taken):
    client = signed_in(aino)
    client.post(to("call", taken))
    assert "Kukaan ei ole vielä" in page(client.get(to("crisis", taken)))
    answer = signed_in(coordinator).post(to("take_call", taken))
    assert answer.headers["Location"] == to("calls")
    assert coordinator.shown_name in page(client.get(to("crisis", taken)))
    assert OutgoingMail.objects.filter(kind="advice.alarm_taken", to=aino).count() == 1


def test_of_two_coordinators_one_takes_the_call(aino, coordinator, make_user, taken, trail):
    other = make_user("toinen", Role.COORDINATOR)
    alarm = actions.raise_alarm(taken, by=aino)
    actions.take_alarm(alarm, by=coordinator)
    actions.take_alarm(alarm, by=coordinator)
    with pytest.raises(Refusal):
        actions.take_alarm(alarm, by=other)
    alarm.refresh_from_db()
    assert alarm.taken_by == coordinator
    assert len(trail("advice.take_alarm")) == 1


def test_coordinator_who_has_stepped_aside_neither_sees_nor_takes_the_call(
    aino, coordinator, signed_in, taken
):
    actions.step_aside(taken, by=coordinator)
    actions.raise_alarm(taken, by=aino)
    client = signed_in(coordinator)
    assert ALERT not in page(client.get(to("queue")))
    assert taken.label not in page(client.get(to("calls")))
    assert client.post(to("take_call", taken)).status_code == 404
    assert not OutgoingMail.objects.filter(kind="advice.alarm").exists()


def test_caller_is_asked_how_they_are(aino, taken):
    actions.raise_alarm(taken, by=aino)
    assert Debrief.objects.offered_to(aino.expert).count() == 1


def test_draft_typed_beside_the_button_is_kept(aino, signed_in, taken):
    answer = signed_in(aino).post(to("call", taken), {"text": "Kesken jäi", "answers": "1"})
    assert answer.headers["Location"] == to("crisis", taken)
    assert Draft.objects.count() == 1
    assert "Kesken jäi</textarea>" in page(signed_in(aino).get(to("write", taken)))


def test_text_typed_before_taking_is_given_back_with_the_guidance(aino, signed_in, gambling):
    free = make_conversation(TEXT, topics=[gambling])
    shown = page(signed_in(aino).post(to("call", free), {"text": "Aloitin jo"}))
    assert "Aloitin jo</textarea>" in shown
    assert Alarm.objects.filter(conversation=free).exists()


def test_guidance_is_the_professionals_own_when_there_is_one(aino, signed_in, taken, site):
    client = signed_in(aino)
    default = page(client.get(to("crisis", taken)))
    assert "112" in default.partition("<main")[2].partition("</main>")[0]
    AdviceSettings.objects.update_or_create(
        site=site, defaults={"crisis_guidance": "<p>Soita ensin <b>päivystäjälle</b>.</p>"}
    )
    own = page(client.get(to("crisis", taken)))
    assert "<b>päivystäjälle</b>" in own
    assert "112" not in own.partition("<main")[2].partition("</main>")[0]


def test_guidance_has_the_help_numbers(aino, signed_in, taken):
    assert 'class="help"' in page(signed_in(aino).get(to("crisis", taken)))


def test_only_an_expert_who_reads_it_can_call(eero, coordinator, editor, signed_in, taken):
    for user in (eero, coordinator, editor):
        assert signed_in(user).post(to("call", taken)).status_code == 404
    assert Alarm.objects.count() == 0


def test_coordinator_without_a_call_is_told_so(coordinator, signed_in, taken):
    client = signed_in(coordinator)
    assert client.post(to("take_call", taken)).status_code == 302
    assert "ei ole kutsunut" in page(client.get(to("calls")))


# A heavy letter


def test_expert_rests_and_keeps_what_is_theirs(aino, signed_in, taken, gambling, trail):
    waiting = make_conversation(topics=[gambling])
    client = signed_in(aino)
    answer = client.post(to("heavy", taken), {"text": "Luonnos jää talteen", "answers": "1"})
    assert answer.headers["Location"] == to("own")
    aino.expert.refresh_from_db()
    assert aino.expert.rests_until > clock.now()
    assert Debrief.objects.offered_to(aino.expert).count() == 1
    assert "Luonnos jää talteen</textarea>" in page(client.get(to("write", taken)))
    assert client.post(to("claim", waiting)).status_code == 409
    assert [row[1] for row in trail("advice.mark_heavy")] == ["done"]
    assert not OutgoingMail.objects.filter(kind="advice.rests").exists()


def test_coordinator_gives_a_rest_without_reading_and_the_expert_is_told(
    aino, coordinator, signed_in, taken
):
    client = signed_in(coordinator)
    assert f'action="{to("heavy", taken)}"' in page(client.get(to("assign", taken)))
    assert client.post(to("heavy", taken)).headers["Location"] == to("queue")
    assert Expert.objects.get(user=aino).rests_until > clock.now()
    [mail] = OutgoingMail.objects.filter(kind="advice.rests")
    assert mail.to == aino
    assert taken.label not in mail.subject + mail.body


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_letter_can_be_heavy_afterwards_too(aino, signed_in, gambling, status):
    conversation = make_conversation(topics=[gambling], by=aino, status=status)
    assert signed_in(aino).post(to("heavy", conversation)).status_code == 302
    assert Expert.objects.get(user=aino).rests_until is not None


def test_text_that_cannot_be_kept_is_given_back_and_nothing_done(aino, signed_in, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    answer = signed_in(aino).post(to("heavy", conversation), {"text": "Vanhalta sivulta"})
    assert "Vanhalta sivulta</textarea>" in page(answer, 409)
    assert Expert.objects.get(user=aino).rests_until is None


def test_nobody_rests_for_a_question_that_nobody_has(aino, coordinator, signed_in, gambling):
    free = make_conversation(topics=[gambling])
    for user in (aino, coordinator):
        assert signed_in(user).post(to("heavy", free)).status_code == 404
    with pytest.raises(Refusal):
        actions.mark_heavy(free, by=coordinator)


def test_coordinator_who_also_answers_can_call(coordinator, gambling, signed_in):
    coordinator.groups.add(Group.objects.get(name=Role.EXPERT))
    Expert.objects.create(user=coordinator, alias="Kaarina").topics.add(gambling)
    own = make_conversation(topics=[gambling], by=coordinator, status=Status.WRITING)
    assert signed_in(coordinator).post(to("call", own)).status_code == 302
    assert Alarm.objects.get().raised_by == coordinator
