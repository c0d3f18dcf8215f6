"""Publishing: a second reader, one yes to one exact text, a no that is final, and taking back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from advice import actions
from advice.models import (
    ChangedText,
    Conversation,
    Ending,
    Publication,
    PublishedAnswer,
    Publishing,
    Status,
)
from advice.permissions import may_hide, may_propose, may_read_as_asker, may_read_proposal
from advice.proposals import opened
from advice.public_text import PublicText
from tests.advice.factories import make_conversation
from tests.advice.publishing import (
    PUBLIC_ANSWER,
    QUESTION,
    TITLE,
    WORDS,
    answered,
    as_asker,
    asked,
    by_writer,
    proposed,
    published,
    read_by,
)
from trust import audit, clock, receipts
from trust.models import OutgoingMail
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(aino: Any, gambling: Any) -> Conversation:
    return answered(aino, topics=[gambling])


def status_of(publication: Publication) -> str:
    publication.refresh_from_db()
    return publication.status


# The table of moves


def test_every_move_is_refused_but_those_of_the_table(conversation, aino, coordinator):
    """Each act from each status: what the table does not have is refused and changes nothing."""
    acts: dict[str, Any] = {
        "asked": lambda one: actions.put_to_asker(one, seen=b"", by=coordinator),
        "returned": lambda one: actions.return_proposal(one, seen=b"", word="Ei", by=coordinator),
        "dropped": lambda one: actions.drop(one.publication, by=aino),
        "declined": lambda one: actions.decline(one.publication),
        "published": lambda one: actions.agree(one, seen=b""),
    }
    publication = proposed(conversation, aino)
    for status in Publishing:
        if status in ("published", "taken_back"):
            continue
        Publication.objects.filter(pk=publication.pk).update(
            status=status, **({} if status in ("proposed", "returned", "asked") else GONE)
        )
        shown = as_asker_or_closed(conversation, publication)
        for to, act in acts.items():
            if not status.can_become(to) and (status, to) != ("declined", "declined"):
                with pytest.raises(Refusal):
                    act(shown)
                assert status_of(publication) == status, (status, to)


GONE = {"title": b"", "question": b"", "answer": b"", "word": b""}


def as_asker_or_closed(conversation: Conversation, publication: Publication) -> Any:
    row = Publication.objects.select_related("expert").get(pk=publication.pk)
    row.conversation = conversation
    return opened(row, audit.opening(may_read_as_asker(conversation)))


def test_whole_way_ends_in_public_words_and_an_empty_seal(conversation, aino, coordinator, trail):
    answer = published(conversation, aino, coordinator)

    assert (answer.title, answer.question, answer.answer) == (TITLE, QUESTION, PUBLIC_ANSWER)
    assert (answer.alias, answer.locale.language_code) == ("Aino", "fi")
    assert [topic.slug for topic in answer.topics.all()] == ["rahapelaaminen"]
    assert answer.month.day == 1
    publication = Publication.objects.get()
    assert publication.status == Publishing.PUBLISHED
    assert (publication.title, publication.question, publication.answer) == (b"", b"", b"")
    assert bytes(publication.digest) == bytes(answer.digest) == answer.text.digest
    acts = [row[0] for row in trail() if row[1] == "done"]
    assert acts[-3:] == ["advice.propose", "advice.put_to_asker", "advice.agree"]


def test_text_is_sealed_until_the_yes(conversation, aino, coordinator):
    publication = asked(conversation, aino, coordinator)
    publication.refresh_from_db()
    for field in ("title", "question", "answer"):
        assert getattr(publication, field).startswith(b"\x9eKT")
    assert not PublishedAnswer.objects.exists()


def test_nothing_is_proposed_of_what_has_not_been_answered(aino):
    waiting = make_conversation(by=aino, status="writing")
    assert not may_propose(aino, waiting)
    with pytest.raises(Refusal):
        proposed(waiting, aino)


# The second reader


def test_writer_never_reads_for_themselves(conversation, aino, gambling):
    aino.expert.reads_for_others = True
    aino.expert.save()
    publication = proposed(conversation, aino)
    assert not may_read_proposal(aino, publication)
    shown = by_writer(aino, conversation)
    with pytest.raises(Refusal):
        actions.put_to_asker(shown, seen=bytes.fromhex(shown.seen), by=aino)


def test_expert_reads_when_asked_to_and_on_own_topics(conversation, aino, eero, gambling):
    publication = proposed(conversation, aino)
    assert not may_read_proposal(eero, publication)
    eero.expert.reads_for_others = True
    eero.expert.save()
    assert not may_read_proposal(eero, publication)
    eero.expert.topics.add(gambling)
    assert may_read_proposal(eero, publication)
    actions.step_aside(conversation, by=eero)
    assert not may_read_proposal(eero, publication)


def test_returned_text_comes_back_with_a_word_and_is_read_again(conversation, aino, coordinator):
    shown = read_by(coordinator, proposed(conversation, aino))
    seen = bytes.fromhex(shown.seen)
    with pytest.raises(Refusal):
        actions.return_proposal(shown, seen=seen, word=" – ", by=coordinator)
    actions.return_proposal(shown, seen=seen, word="Kaupunki pois.", by=coordinator)
    back = by_writer(aino, conversation)
    assert (back.publication.status, back.word) == ("returned", "Kaupunki pois.")
    again = proposed(conversation, aino, question="Ilman kaupunkia.")
    assert again.pk == back.publication.pk
    assert (status_of(again), again.word) == ("proposed", b"")


def test_text_changed_while_it_was_read_is_not_let_on(conversation, aino, coordinator):
    shown = read_by(coordinator, proposed(conversation, aino))
    proposed(conversation, aino, answer="Aivan toinen vastaus.")
    with pytest.raises(Refusal):
        actions.put_to_asker(shown, seen=bytes.fromhex(shown.seen), by=coordinator)
    assert status_of(shown.publication) == Publishing.PROPOSED


def test_page_that_showed_other_words_lets_nothing_on(conversation, aino, coordinator):
    shown = read_by(coordinator, proposed(conversation, aino))
    other = PublicText(**WORDS, alias="Aino", language="sv").digest
    with pytest.raises(Refusal):
        actions.put_to_asker(shown, seen=other, by=coordinator)


# The asker


def test_yes_to_other_words_publishes_nothing(conversation, aino, coordinator):
    publication = asked(conversation, aino, coordinator)
    old = as_asker(conversation)
    actions.drop(publication, by=aino)
    asked(conversation, aino, coordinator, answer="Uusi vastaus.")
    for shown in (old, as_asker(conversation)):
        with pytest.raises(Refusal):
            actions.agree(shown, seen=bytes.fromhex(old.seen))
    assert not PublishedAnswer.objects.exists()


def test_yes_does_not_hold_for_an_alias_changed_meanwhile(conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    seen = bytes.fromhex(as_asker(conversation).seen)
    aino.expert.alias = "Aamu"
    aino.expert.save()
    with pytest.raises(Refusal):
        actions.agree(as_asker(conversation), seen=seen)


def test_yes_twice_is_one_yes(conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    shown = as_asker(conversation)
    for _time in range(2):
        actions.agree(shown, seen=bytes.fromhex(shown.seen))
    assert PublishedAnswer.objects.count() == 1


def test_no_is_final_and_nobody_asks_twice(conversation, aino, coordinator):
    publication = asked(conversation, aino, coordinator)
    actions.decline(publication)
    publication.refresh_from_db()
    assert (publication.status, publication.answer) == ("declined", b"")
    with pytest.raises(Refusal):
        proposed(conversation, aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(
            conversation=conversation,
            expert=aino.expert,
            status=Publishing.PROPOSED,
            proposed_at=clock.now(),
        )


def test_no_in_another_window_takes_back_what_was_just_published(conversation, aino, coordinator):
    publication = asked(conversation, aino, coordinator)
    shown = as_asker(conversation)
    actions.agree(shown, seen=bytes.fromhex(shown.seen))
    assert actions.decline(publication).status == Publishing.TAKEN_BACK
    assert not PublishedAnswer.objects.exists()
    assert Publication.objects.get().status == Publishing.TAKEN_BACK


def test_taken_back_is_gone_for_good(conversation, aino, coordinator):
    answer = published(conversation, aino, coordinator)
    receipt = bytes(conversation.receipt)
    assert actions.withdraw(receipt) is True
    assert actions.withdraw(receipt) is False
    assert not PublishedAnswer.objects.filter(pk=answer.pk).exists()
    assert Publication.objects.get().status == Publishing.TAKEN_BACK
    with pytest.raises(Refusal):
        proposed(conversation, aino)


# What is public stays as agreed


def test_public_words_cannot_be_changed(conversation, aino, coordinator):
    answer = published(conversation, aino, coordinator)
    answer.answer += " Ja vielä tämä."
    with pytest.raises(ChangedText):
        answer.save()


def test_coordinator_hides_and_shows_but_editor_does_not(
    conversation, aino, coordinator, editor, administrator
):
    answer = published(conversation, aino, coordinator)
    assert may_hide(coordinator, answer)
    assert not any(may_hide(user, answer) for user in (aino, editor, administrator))
    actions.set_hidden(answer, hidden=True, by=coordinator)
    assert not PublishedAnswer.objects.shown().exists()
    actions.set_hidden(answer, hidden=False, by=coordinator)
    assert PublishedAnswer.objects.shown().get() == answer


# When the letters go


def test_erasing_by_asker_or_coordinator_takes_the_published_one_back(aino, coordinator):
    for by in (None, coordinator):
        conversation = answered(aino)
        published(conversation, aino, coordinator)
        actions.erase(conversation, by=by)
        assert not PublishedAnswer.objects.exists()


def test_purge_keeps_what_is_public_and_the_number_still_takes_it_back(aino, coordinator):
    number = receipts.new_number()
    conversation = answered(aino, number=number)
    answer = published(conversation, aino, coordinator)
    actions.close(conversation, ending=Ending.ASKER, by=None)
    with time_machine.travel(clock.now() + timedelta(days=61)):
        actions.purge()
    assert not Conversation.objects.exists()
    assert actions.find_published(number) == answer
    assert actions.find_published(receipts.new_number()) is None
    assert actions.withdraw(bytes(answer.receipt)) is True


def test_what_the_asker_has_not_decided_goes_with_the_letters(conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    actions.erase(conversation, by=audit.SYSTEM)
    assert not Publication.objects.exists()
    assert not PublishedAnswer.objects.exists()


# Mail and reading rights


def test_mails_say_that_something_waits_and_nothing_else(conversation, aino, coordinator):
    shown = read_by(coordinator, proposed(conversation, aino))
    actions.return_proposal(
        shown, seen=bytes.fromhex(shown.seen), word="Kaupunki pois.", by=coordinator
    )
    mails = OutgoingMail.objects.filter(kind__startswith="advice.proposal")
    assert set(mails.values_list("to__email", flat=True)) == {aino.email, coordinator.email}
    for mail in mails:
        for word in (TITLE, "Kaupunki", conversation.label, "rahapel"):
            assert word not in mail.subject + mail.body


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_only_who_answered_proposes_and_coordinator_with_a_reason(
    aino, eero, coordinator, editor, administrator, stranger, gambling, status
):
    eero.expert.topics.add(gambling)
    conversation = make_conversation(by=aino, status=status, topics=[gambling])
    assert may_propose(aino, conversation)
    for user in (eero, coordinator, editor, administrator, stranger):
        assert not may_propose(user, conversation)
    actions.open_with_reason(conversation, reason="Pyydetty julkaisemaan.", by=coordinator)
    assert may_propose(coordinator, conversation)
