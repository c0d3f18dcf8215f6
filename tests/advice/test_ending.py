"""A conversation ends once, whoever ends it, and nothing of it stays owed."""

import pytest

from advice import actions
from advice.models import Conversation, Ending, Review, Status, Verdict
from tests.advice.factories import make_conversation
from trust import audit, clock
from trust.models import OutgoingMail
from trust.seal import seal_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    return make_conversation(topics=[gambling], by=aino, status=Status.WRITING)


def mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.values_list("kind", "to__email").order_by("pk"))


@pytest.mark.parametrize(
    "status", [Status.QUARANTINED, Status.WAITING, Status.WRITING, Status.ANSWERED]
)
def test_close_ends_a_conversation_wherever_it_is(aino, gambling, trail, status):
    conversation = make_conversation(topics=[gambling], by=aino, status=status)
    actions.close(conversation, ending=Ending.ASKER, by=None)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.ending) == (Status.CLOSED, Ending.ASKER)
    assert conversation.due_at is None
    assert conversation.closed_at is not None
    assert trail("advice.close") == [("advice.close", "done", "asker", str(conversation.pk))]


def test_close_twice_keeps_the_first_ending(taken, trail):
    actions.close(taken, ending=Ending.ASKER, by=None)
    again = actions.close(taken, ending=Ending.SILENCE, by=audit.SYSTEM)
    assert again.ending == Ending.ASKER
    assert len(trail("advice.close")) == 1


def test_close_overtakes_the_letter_at_the_gate(taken, aino):
    Conversation.objects.filter(pk=taken.pk).update(status=Status.REVIEW)
    review = Review.objects.create(
        conversation=taken, writer=aino.expert, answers=1, asked_at=clock.now()
    )
    actions.close(taken, ending=Ending.ASKER, by=None)
    review.refresh_from_db()
    assert review.verdict == Verdict.OVERTAKEN
    assert review.decided_at is not None


@pytest.mark.parametrize("status", [Status.WRITING, Status.ANSWERED])
def test_close_by_the_asker_destroys_their_address(aino, gambling, status):
    conversation = make_conversation(topics=[gambling], by=aino, status=status)
    conversation.notify = seal_text(conversation, "notify", "kysyja@example.org")
    conversation.save(update_fields=["notify"])
    actions.close(conversation, ending=Ending.ASKER, by=None)
    conversation.refresh_from_db()
    assert conversation.notify == b""


def test_close_tells_the_expert_who_had_it_and_says_nothing_of_it(taken, aino):
    actions.close(taken, ending=Ending.ASKER, by=None)
    mail = OutgoingMail.objects.get(kind="advice.ended")
    assert mail.to == aino
    assert taken.label not in mail.subject + mail.body
    assert str(taken.pk) not in mail.subject + mail.body


def test_close_by_the_daily_work_tells_nobody(aino, gambling):
    conversation = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    actions.close(conversation, ending=Ending.SILENCE, by=audit.SYSTEM)
    assert ("advice.ended", aino.email) not in mails()


def test_close_of_what_nobody_had_tells_nobody(gambling, aino):
    conversation = make_conversation(topics=[gambling])
    actions.close(conversation, ending=Ending.ASKER, by=None)
    assert [kind for kind, _to in mails() if kind == "advice.ended"] == []


def test_close_of_what_was_erased_meanwhile_is_refused(taken):
    actions.erase(taken, by=None)
    with pytest.raises(actions.Erased):
        actions.close(taken, ending=Ending.ASKER, by=None)
