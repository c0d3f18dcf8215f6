"""Who is told, who may take one more, and whom a coordinator may choose."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from advice import actions, jobs, load, notices
from advice.models import AdviceSettings, Conversation, Status
from expert_pool.models import Absence, Expert, RestingTopic
from tests.advice.factories import make_conversation
from trust.models import OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

#: A Tuesday, noon in Helsinki.
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TODAY = NOON.date()
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def question(gambling) -> Conversation:
    return make_conversation("Mistä apua?", topics=[gambling])


def away(expert: Expert) -> None:
    Absence.objects.create(expert=expert, first_day=TODAY - ONE_DAY, last_day=TODAY)


def resting(expert: Expert) -> None:
    expert.rests_until = NOON + ONE_DAY
    expert.save()


def topic_rests(expert: Expert) -> None:
    RestingTopic.objects.create(expert=expert, topic=expert.topics.get(), last_day=TODAY)


def full(expert: Expert) -> None:
    expert.open_limit = 1
    expert.save()
    make_conversation(by=expert.user, status=Status.WRITING)


HINDRANCES = pytest.mark.parametrize("hinder", [away, resting, topic_rests, full])


def to(name: str, conversation: Conversation | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk] if conversation else [])


@HINDRANCES
def test_hindered_expert_is_not_told_and_coordinators_are(aino, coordinator, question, hinder):
    assert notices.audience(question) == [aino]
    hinder(aino.expert)
    OutgoingMail.objects.all().delete()
    Conversation.objects.update(announced_at=NOON)
    Conversation.objects.filter(pk=question.pk).update(announced_at=None)
    jobs.announce()
    told = OutgoingMail.objects.values_list("to__email", "kind")
    assert list(told) == [(coordinator.email, "advice.nobody_free")]


@HINDRANCES
def test_hindered_expert_does_not_take_it_and_it_stays_free(
    aino, signed_in, question, trail, hinder
):
    hinder(aino.expert)
    answer = signed_in(aino).post(to("claim", question), {"text": "Ehdin aloittaa"})
    assert answer.status_code == 409
    assert "Ehdin aloittaa</textarea>" in answer.content.decode()
    question.refresh_from_db()
    assert (question.status, question.expert) == (Status.WAITING, None)
    assert trail("advice.claim")[-1][1] == "refused"


@HINDRANCES
def test_free_expert_is_told_beside_a_hindered_one(aino, eero, gambling, question, hinder):
    eero.expert.topics.add(gambling)
    hinder(aino.expert)
    assert notices.audience(question) == [eero]


@pytest.mark.parametrize("hinder", [away, resting, full])
def test_queue_and_the_opened_question_say_it_beforehand(aino, signed_in, question, hinder):
    client = signed_in(aino)
    free = client.post(to("open", question)).content.decode()
    assert f'action="{to("claim", question)}"' in free
    hinder(aino.expert)
    sentence = load.why_not_now(aino.expert)
    assert sentence
    assert sentence in client.get(to("queue")).content.decode()
    opened = client.post(to("open", question)).content.decode()
    assert sentence in opened
    assert f'action="{to("claim", question)}"' not in opened


def test_free_expert_is_told_of_no_hindrance(aino):
    assert load.why_not_now(aino.expert) == ""


def test_resting_topic_is_out_of_the_queue_for_its_last_day(aino, eero, gambling, question):
    eero.expert.topics.add(gambling)
    both = make_conversation(topics=[gambling, eero.expert.topics.first()])
    without = make_conversation()
    topic_rests(aino.expert)
    assert list(Conversation.objects.queue_of(aino)) == [without]
    assert set(Conversation.objects.queue_of(eero)) == {question, both, without}
    with time_machine.travel(NOON + ONE_DAY, tick=False):
        assert question in Conversation.objects.queue_of(aino)


def test_resting_topic_rests_in_every_language(aino, gambling, make_topic):
    swedish = make_topic("spelande", language="sv")
    swedish.translation_key = gambling.translation_key
    swedish.save()
    question = make_conversation(topics=[swedish], language="sv")
    assert question in Conversation.objects.queue_of(aino)
    topic_rests(aino.expert)
    assert question not in Conversation.objects.queue_of(aino)


def test_coordinator_sees_what_rests_for_experts(aino, coordinator, question):
    topic_rests(aino.expert)
    assert question in Conversation.objects.queue_of(coordinator)


# The limit


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (Status.WRITING, 1),
        (Status.REVIEW, 1),
        (Status.ANSWERED, 1),
        (Status.CLOSED, 0),
    ],
)
def test_open_ones_count_until_they_end(aino, gambling, status, counts):
    make_conversation(topics=[gambling], by=aino, status=status)
    [expert] = load.with_load(Expert.objects.filter(user=aino))
    assert expert.carried == counts


def test_answered_one_that_its_expert_stepped_aside_from_is_not_carried(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    actions.step_aside(conversation, by=aino)
    [expert] = load.with_load(Expert.objects.filter(user=aino))
    assert expert.carried == 0


@pytest.mark.parametrize(("own", "most"), [(2, 2), (None, 4)])
def test_own_limit_goes_before_the_services(aino, site, own, most):
    AdviceSettings.objects.update_or_create(site=site, defaults={"open_limit": 4})
    Expert.objects.update(open_limit=own)
    [expert] = load.with_load(Expert.objects.filter(user=aino))
    assert expert.most == most


def test_limit_is_five_where_nobody_has_set_one(aino):
    AdviceSettings.objects.all().delete()
    Expert.objects.update(open_limit=None)
    assert [one.most for one in load.with_load(Expert.objects.all())] == [5]


def test_room_comes_back_when_one_ends(aino, coordinator, question, gambling):
    Expert.objects.update(open_limit=1)
    first = make_conversation(topics=[gambling], by=aino, status=Status.WRITING)
    with pytest.raises(Refusal) as refused:
        actions.claim(question, by=aino)
    assert "1 avoin keskustelu" in str(refused.value.sentence)
    actions.release(first, by=aino)
    assert actions.claim(question, by=aino).expert == aino.expert


def test_last_place_can_be_taken_and_taken_again_is_once(aino, question):
    Expert.objects.update(open_limit=1)
    actions.claim(question, by=aino)
    assert actions.claim(question, by=aino).expert == aino.expert


def test_coordinator_sees_the_load_and_may_give_more(aino, coordinator, signed_in, question):
    full(aino.expert)
    client = signed_in(coordinator)
    shown = client.get(to("assign", question)).content.decode()
    assert "1 avoin keskustelu, enintään 1" in shown
    assert client.post(to("assign", question), {"expert": aino.expert.pk}).status_code == 302
    question.refresh_from_db()
    assert question.expert == aino.expert


@pytest.mark.parametrize("hinder", [away, resting, topic_rests])
def test_coordinator_is_not_offered_who_is_not_here_for_it(
    aino, eero, coordinator, signed_in, question, hinder
):
    hinder(aino.expert)
    client = signed_in(coordinator)
    shown = client.get(to("assign", question)).content.decode()
    assert f'value="{eero.expert.pk}"' in shown
    assert f'value="{aino.expert.pk}"' not in shown
    assert client.post(to("assign", question), {"expert": aino.expert.pk}).status_code == 422


def test_away_expert_goes_on_with_what_is_theirs_and_is_reminded(aino, question):
    actions.claim(question, by=aino)
    away(aino.expert)
    assert list(Conversation.objects.claimed_by(aino)) == [question]
    with time_machine.travel(NOON + timedelta(hours=71), tick=False):
        jobs.remind()
        assert OutgoingMail.objects.filter(kind="advice.promise_ends", to=aino).exists()
    actions.send_answer(question, text="Vastaan silti", answers=1, by=aino)
    actions.write_again(question, text="Kiitos", nonce="1")
    question.refresh_from_db()
    assert (question.status, question.expert) == (Status.WRITING, aino.expert)
