"""With the number in hand: where the conversation is, how long it is, and what is promised."""

import re
from typing import Any

import pytest

from advice import actions
from tests.advice.factories import make_conversation
from tests.advice.walk import Walk, main
from trust import receipts

pytestmark = pytest.mark.django_db


def turns(response: Any) -> list[str]:
    """What each letter of the page says of its own number; "" where it says nothing."""
    letters = re.findall(r"<article.*?</article>", main(response), re.DOTALL)
    found = [re.search(r'class="letter-turn">([^<]*)<', letter) for letter in letters]
    return [match[1] if match else "" for match in found]


# Length


def test_each_letter_of_the_asker_tells_its_own_number(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    conversation = make_conversation(number=number, status="writing", by=aino)
    actions.write_again(conversation, text="Vielä yksi asia", nonce="1")
    actions.send_answer(conversation, text="Kiitos", answers=2, by=aino)
    actions.write_again(conversation, text="Ja toinen", nonce="2")

    response = walk.open(number)

    assert turns(response) == ["Viesti 1/5", "Viesti 2/5", "", "Viesti 3/5"]
    assert main(response).count('id="message-count"') == 1


def test_expert_sees_the_number_of_each_letter(aino: Any, signed_in: Any, gambling: Any) -> None:
    conversation = make_conversation(status="writing", by=aino, topics=[gambling], limit=3)
    actions.write_again(conversation, text="Vielä yksi asia", nonce="1")

    response = signed_in(aino).get(f"/tyotila/neuvonta/{conversation.pk}/kirjoita/")

    assert turns(response) == ["Viesti 1/3", "Viesti 2/3"]
    assert main(response).count('id="message-count"') == 1
