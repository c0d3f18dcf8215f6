"""The asker's side of publishing, at the contract's address: ticket and answer, yes or no."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from advice import actions
from advice.models import Conversation, Ending, Publication, PublishedAnswer
from tests.advice.publishing import PUBLIC_ANSWER, QUESTION, TITLE, asked, proposed, published
from tests.advice.visitor import hidden
from tests.advice.walk import PUBLISHING, Walk, main, page, words
from trust import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def number(walk: Walk, aino: Any) -> str:
    """Of a question that aino has answered."""
    number = walk.ask(topics=["rahapelaaminen"])
    conversation = Conversation.objects.get()
    actions.claim(conversation, by=aino)
    actions.send_answer(conversation, text="Hei sinä.", answers=1, by=aino)
    return number


@pytest.fixture
def conversation(number: str) -> Conversation:
    return Conversation.objects.get()


def decide(walk: Walk, number: str, answer: str) -> Any:
    ticket = walk.ticket(number)
    return walk.client.post(PUBLISHING, {"ticket": ticket, "answer": answer})


def test_asker_sees_nothing_before_the_second_reader(walk, number, conversation, aino):
    proposed(conversation, aino)
    assert TITLE not in page(walk.open(number))
    assert decide(walk, number, "yes").status_code == 409
    assert not PublishedAnswer.objects.exists()


def test_asker_sees_every_word_and_says_yes(walk, number, conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    told = words(walk.open(number))
    for part in (TITLE, *QUESTION.split("\n\n"), *PUBLIC_ANSWER.split("\n\n"), "Aino vastaa"):
        assert part in told

    response = decide(walk, number, "yes")

    assert response.status_code == 200
    assert "Teksti on nyt julkaistu" in words(response)
    answer = PublishedAnswer.objects.get()
    assert (answer.question, answer.answer) == (QUESTION, PUBLIC_ANSWER)
    assert "no-store" in response["Cache-Control"]


def test_asker_says_no_and_is_not_asked_again(walk, number, conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    assert "Mitään ei julkaista" in words(decide(walk, number, "no"))
    assert TITLE not in page(walk.open(number))
    assert decide(walk, number, "yes").status_code == 409
    assert not PublishedAnswer.objects.exists()
    assert Publication.objects.get().status == "declined"


def test_yes_on_a_page_with_older_words_publishes_nothing(
    walk, number, conversation, aino, coordinator
):
    publication = asked(conversation, aino, coordinator)
    ticket = walk.ticket(number)
    actions.drop(publication, by=aino)
    asked(conversation, aino, coordinator, answer="Uudet sanat.")

    response = walk.client.post(PUBLISHING, {"ticket": ticket, "answer": "yes"})

    assert response.status_code == 409
    assert "Uudet sanat." in words(response)
    assert not PublishedAnswer.objects.exists()


def test_asker_takes_it_back(walk, number, conversation, aino, coordinator):
    answer = published(conversation, aino, coordinator)
    assert TITLE in words(walk.open(number))

    response = decide(walk, number, "no")

    assert "Julkaisu on peruttu" in words(response)
    assert not PublishedAnswer.objects.filter(pk=answer.pk).exists()
    assert decide(walk, number, "no").status_code == 200
    assert "Saako tämän julkaista" not in words(walk.open(number))


def test_anything_but_yes_or_no_decides_nothing(walk, number, conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    for answer in ("", "maybe"):
        assert decide(walk, number, answer).status_code == 422
    assert Publication.objects.get().status == "asked"


def test_old_or_strange_ticket_asks_for_the_number(walk, number, conversation, aino, coordinator):
    asked(conversation, aino, coordinator)
    ticket = walk.ticket(number)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        late = walk.client.post(PUBLISHING, {"ticket": ticket, "answer": "yes"})
    strange = walk.client.post(PUBLISHING, {"ticket": "x", "answer": "yes"})
    assert (late.status_code, strange.status_code) == (422, 422)
    assert not PublishedAnswer.objects.exists()


def test_erasing_says_that_the_published_one_goes_too(
    walk, number, conversation, aino, coordinator
):
    published(conversation, aino, coordinator)
    ticket = walk.ticket(number)
    confirm = walk.client.post("/neuvonta/keskustelu/poista/", {"ticket": ticket})
    assert TITLE in words(confirm)
    assert PublishedAnswer.objects.exists()
    ticket = hidden(page(confirm), "ticket")
    walk.client.post("/neuvonta/keskustelu/poista/", {"ticket": ticket, "confirm": "yes"})
    assert not PublishedAnswer.objects.exists()


def test_number_takes_it_back_when_the_letters_are_gone(
    walk, number, conversation, aino, coordinator
):
    published(conversation, aino, coordinator)
    actions.close(conversation, ending=Ending.ASKER, by=None)
    with time_machine.travel(clock.now() + timedelta(days=61)):
        actions.purge()
        response = walk.open(number)
        assert response.status_code == 200
        assert "kirjeet on poistettu" in words(response)
        assert TITLE in words(response)
        gone = decide(walk, number, "no")
        assert "Julkaisu on peruttu" in words(gone)
        assert not PublishedAnswer.objects.exists()
        assert walk.open(number).status_code == 404


def test_letters_on_the_page_are_counted_without_the_offer(
    walk, number, conversation, aino, coordinator
):
    """The contract: each message, and nothing else, is an article with an author."""
    asked(conversation, aino, coordinator)
    assert main(walk.open(number)).count("data-author=") == 2
