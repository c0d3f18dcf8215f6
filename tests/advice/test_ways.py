"""Ways on when a conversation has ended: a new question, groups and services of its topics."""

import pytest

from advice.models import Status
from home.models import PeerGroup, ServiceContact
from tests.advice.factories import make_conversation
from tests.advice.walk import Walk, words
from trust import receipts

pytestmark = pytest.mark.django_db


@pytest.fixture
def around(gambling, substances) -> None:
    """A group and a service on each topic."""
    for topic in (gambling, substances):
        locale = topic.locale
        told = {"what": "x", "for_whom": "own", "online": True, "when": "tiistaisin", "web": ""}
        group = PeerGroup.objects.create(name=f"Ryhmä {topic.slug}", locale=locale, **told)
        group.topics.add(topic)
        service = ServiceContact.objects.create(
            name=f"Palvelu {topic.slug}", what_for="x", phone="1", locale=locale
        )
        service.topics.add(topic)


def shown(walk: Walk, **fields) -> str:
    number = receipts.new_number()
    make_conversation(number=number, **fields)
    return words(walk.open(number))


def test_ended_conversation_leads_to_groups_and_services_of_its_topics(
    walk, aino, gambling, around
):
    said = shown(walk, topics=[gambling], by=aino, status=Status.CLOSED)
    assert "Ryhmiä, joissa muut ovat eläneet samaa" in said
    for kind in ("Ryhmä", "Palvelu"):
        assert f"{kind} rahapelaaminen" in said
        assert f"{kind} paihteet" not in said


def test_conversation_that_goes_on_leads_nowhere_else(walk, aino, gambling, around):
    said = shown(walk, topics=[gambling], by=aino, status=Status.ANSWERED)
    assert "Ryhmä rahapelaaminen" not in said
    assert "Palvelu rahapelaaminen" not in said


def test_conversation_without_topics_ends_without_lists(walk, aino, around):
    said = shown(walk, by=aino, status=Status.CLOSED)
    assert "Ryhmiä, joissa" not in said
    assert "voit kirjoittaa uuden kysymyksen" in said
