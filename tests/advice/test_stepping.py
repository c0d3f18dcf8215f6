"""Stepping aside: out of sight at once and for good, on every address of the desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advice import actions, desk_urls, notices
from advice.models import Conversation, Note, Status, SteppedAside
from tests.advice.factories import make_conversation
from tests.conftest import with_second_factor
from trust import audit, clock
from trust.models import OutgoingMail
from trust.refusals import Refusal
from trust.seal import seal_text

pytestmark = pytest.mark.django_db

TEXT = "Tunnistettava kirje kotikylältä"
WISH = "Toivon jotakuta muualta"
WITHOUT_NUMBER = [one.name for one in desk_urls.urlpatterns if "pk" not in str(one.pattern)]
WITH_NUMBER = [one.name for one in desk_urls.urlpatterns if "pk" in str(one.pattern)]
#: Not there; or an address that answers to the other method alone, whoever asks.
NOTHING = (404, 405)
STANDINGS = ("free", "writing", "gate", "answered", "closed", "another's", "aside")


@pytest.fixture
def standing(aino, eero, gambling) -> Any:
    """Makes a conversation on aino's topic: standing("writing") is one that aino has."""
    eero.expert.topics.add(gambling)
    aino.expert.reads_for_others = True
    aino.expert.save()

    def make(name: str) -> Conversation:
        status = {
            "free": Status.WAITING,
            "aside": Status.QUARANTINED,
            "answered": Status.ANSWERED,
            "closed": Status.CLOSED,
        }.get(name, Status.WRITING)
        owner = {"another's": eero, "gate": eero}.get(name, aino)
        conversation = make_conversation(
            TEXT, topics=[gambling], wish=WISH, by=owner, status=status
        )
        if name == "gate":
            actions.ask_reading(conversation, text="Kirje", answers=1, wished=True, by=eero)
        conversation.refresh_from_db()
        return conversation

    return make


@pytest.mark.parametrize("where", STANDINGS)
@pytest.mark.parametrize("who", ["aino", "coordinator"])
def test_every_address_is_closed_to_one_who_has_stepped_aside(
    request, aino, signed_in, standing, who, where
):
    user, conversation = request.getfixturevalue(who), standing(where)
    actions.step_aside(conversation, by=user)
    conversation.refresh_from_db()
    before = (conversation.status, conversation.expert_id, conversation.messages.count())
    client = signed_in(user)
    for name in WITH_NUMBER:
        address = reverse(f"advice_desk:{name}", args=[conversation.pk])
        written = {"text": "Uteliaana", "answers": 1, "confirm": "yes"}
        asked = client.get(address, follow=True)
        sent = client.post(address, written | {"expert": aino.expert.pk})
        assert asked.status_code in NOTHING, name
        # The second press of stepping aside leads to the queue, where it is not.
        assert sent.status_code in ([302] if name == "step_aside" else NOTHING), name
        for answer in (asked, sent):
            shown = answer.content.decode()
            assert TEXT not in shown
            assert WISH not in shown
            assert conversation.label not in shown
    conversation.refresh_from_db()
    assert before == (conversation.status, conversation.expert_id, conversation.messages.count())


@pytest.mark.parametrize("where", STANDINGS)
@pytest.mark.parametrize("who", ["aino", "coordinator"])
def test_no_list_has_what_one_has_stepped_aside_from(request, signed_in, standing, who, where):
    user, conversation = request.getfixturevalue(who), standing(where)
    client = signed_in(user)
    actions.step_aside(conversation, by=user)
    for name in WITHOUT_NUMBER:
        shown = client.get(reverse(f"advice_desk:{name}")).content.decode()
        assert conversation.label not in shown, name
        assert WISH not in shown


@pytest.mark.parametrize("where", ["writing", "free"])
def test_stepping_aside_opens_nothing_for_others_and_closes_nothing(
    eero, coordinator, signed_in, standing, aino, where
):
    conversation = standing(where)
    actions.step_aside(conversation, by=aino)
    client = signed_in(eero)
    assert TEXT in client.post(to("open", conversation)).content.decode()
    assert signed_in(coordinator).get(to("question", conversation)).status_code == 200


def to(name: str, conversation: Conversation) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk])


def test_what_one_owed_goes_back_and_ones_own_words_go(aino, eero, standing, trail):
    conversation = standing("writing")
    actions.save_draft(conversation, text="Luonnokseni", by=aino)
    for author, level in ((aino, "self"), (aino, "team"), (eero, "self")):
        note = Note(conversation=conversation, author=author, level=level, written_at=clock.now())
        note.text = seal_text(note, "text", "Muistiin")
        note.save()
    actions.step_aside(conversation, by=aino)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.expert) == (Status.WAITING, None)
    assert conversation.drafts.count() == 0
    kept = conversation.notes.values_list("author", "level")
    assert sorted(kept) == sorted([(aino.pk, "team"), (eero.pk, "self")])
    assert [row[1:3] for row in trail("advice.step_aside")] == [("done", f"user {aino.pk}")]


def test_letter_at_the_gate_goes_back_to_the_queue_with_its_writer(aino, eero, standing):
    conversation = standing("gate")
    actions.step_aside(conversation, by=eero)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.expert) == (Status.WAITING, None)
    assert not conversation.reviews.filter(verdict="pending").exists()


def test_answered_one_stays_answered_and_its_next_letter_waits_for_anyone(aino, eero, standing):
    conversation = standing("answered")
    actions.step_aside(conversation, by=aino)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.expert) == (Status.ANSWERED, aino.expert)
    actions.write_again(conversation, text="Vielä yksi asia", nonce="1")
    conversation.refresh_from_db()
    assert (conversation.status, conversation.expert) == (Status.WAITING, None)
    assert notices.audience(conversation) == [eero]


def test_twice_is_once(aino, signed_in, standing, trail):
    conversation, client = standing("writing"), signed_in(aino)
    for _ in range(2):
        answer = client.post(to("step_aside", conversation))
        assert answer.headers["Location"] == reverse("advice_desk:queue")
    assert SteppedAside.objects.count() == 1
    assert len(trail("advice.step_aside")) == 1


def test_coordinators_are_told_that_it_happened_and_nothing_more(
    aino, coordinator, make_user, standing
):
    conversation = standing("writing")
    actions.step_aside(conversation, by=aino)
    [mail] = OutgoingMail.objects.filter(kind="advice.stepped_aside")
    assert mail.to == coordinator
    told = mail.subject + mail.body
    for never in (conversation.label, "Aino", "Rahapelaaminen", TEXT, WISH, aino.email):
        assert never not in told


def test_coordinator_who_steps_aside_is_not_told_of_it(coordinator, standing):
    actions.step_aside(standing("free"), by=coordinator)
    assert not OutgoingMail.objects.filter(kind="advice.stepped_aside").exists()


def test_coordinator_gives_it_to_anyone_but_them_and_learns_no_more(
    aino, eero, coordinator, signed_in, standing
):
    conversation, client = standing("free"), signed_in(coordinator)
    actions.step_aside(conversation, by=aino)
    shown = client.get(to("assign", conversation)).content.decode()
    assert f'value="{eero.expert.pk}"' in shown
    assert f'value="{aino.expert.pk}"' not in shown
    assert "Aino" not in shown
    refused = client.post(to("assign", conversation), {"expert": aino.expert.pk})
    assert refused.status_code == 422
    assert "väisty" not in main_of(refused)
    with pytest.raises(Refusal):
        actions.assign(conversation, expert=aino.expert, by=coordinator)
    conversation.refresh_from_db()
    assert conversation.status == Status.WAITING
    assert client.post(to("assign", conversation), {"expert": eero.expert.pk}).status_code == 302


def main_of(answer: Any) -> str:
    """The page's main part without the reader's own way to step aside."""
    main = answer.content.decode().partition("<main")[2]
    return main.partition('id="care"')[0].lower()


def test_claim_of_one_who_has_stepped_aside_takes_nothing(aino, standing):
    conversation = standing("free")
    actions.step_aside(conversation, by=aino)
    with pytest.raises(Refusal):
        actions.claim(conversation, by=aino)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.expert) == (Status.WAITING, None)


def test_grant_ends_when_its_coordinator_steps_aside(coordinator, standing):
    conversation = standing("writing")
    grant = conversation.grants.model(
        conversation=conversation,
        to=coordinator,
        given_at=clock.now(),
        ends_at=clock.after_hours(clock.now(), 24),
    )
    grant.reason = seal_text(grant, "reason", "Kysyjä pyysi")
    grant.save()
    assert Conversation.objects.granted_to(coordinator).exists()
    actions.step_aside(conversation, by=coordinator)
    assert conversation.grants.count() == 0
    assert not Conversation.objects.granted_to(coordinator).exists()


def test_sending_and_stepping_aside_have_one_clean_outcome_each_way(aino, standing):
    first = standing("writing")
    actions.step_aside(first, by=aino)
    with pytest.raises(Refusal):
        actions.send_answer(first, text="Liian myöhään", answers=1, by=aino)
    assert first.messages.count() == 1
    second = standing("writing")
    actions.send_answer(second, text="Ehdin ensin", answers=1, by=aino)
    actions.step_aside(second, by=aino)
    second.refresh_from_db()
    assert (second.status, second.messages.count()) == (Status.ANSWERED, 2)
    assert not Conversation.objects.claimed_by(aino).exists()


def test_text_being_sent_when_one_has_stepped_aside_is_given_back(aino, signed_in, standing):
    conversation, client = standing("writing"), signed_in(aino)
    actions.step_aside(conversation, by=aino)
    answer = client.post(to("send", conversation), {"text": "Kirjoitin jo", "answers": 1})
    assert answer.status_code == 404
    assert "Kirjoitin jo" in answer.content.decode()
    assert TEXT not in answer.content.decode()


@pytest.mark.parametrize("where", ["free", "writing", "answered"])
def test_way_out_stands_on_the_pages(aino, signed_in, standing, where):
    conversation, client = standing(where), signed_in(aino)
    name = {"free": "question"}.get(where, "write")
    shown = client.get(to(name, conversation)).content.decode()
    assert f'action="{to("step_aside", conversation)}"' in shown
    if where == "free":
        opened = client.post(to("open", conversation)).content.decode()
        assert f'action="{to("step_aside", conversation)}"' in opened


def test_outsider_cannot_step_aside(editor, eero, standing, signed_in, substances):
    conversation = standing("free")
    eero.expert.topics.set([substances])
    for user in (editor, eero):
        assert signed_in(user).post(to("step_aside", conversation)).status_code == 404
    assert SteppedAside.objects.count() == 0


def test_stepping_aside_needs_csrf_token(aino, standing):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = with_second_factor(aino).cookies
    assert strict.post(to("step_aside", standing("writing"))).status_code == 403
    assert SteppedAside.objects.count() == 0


def test_audit_names_the_act_and_no_content(aino, standing):
    actions.step_aside(standing("writing"), by=aino)
    row = audit.AuditRow.objects.filter(act="advice.step_aside").get()
    assert row.reason == ""
