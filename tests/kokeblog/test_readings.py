"""Stories beside the form and after a conversation: on its topics, and never in its place."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.advice.conftest import ask_form, fresh_throttle, walk  # noqa: F401 -- fixtures
from tests.advice.factories import make_conversation
from tests.advice.walk import PREVIEW, Walk, words
from trust import receipts

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(make_story, gambling, substances) -> Any:
    make_story("velka", title="Velka ja vauva", topics=[gambling])
    make_story("pullo", title="Pullo kaapissa", topics=[substances])
    make_story("luonnos", title="Luonnos pelistä", topics=[gambling]).unpublish()


def test_preview_offers_stories_of_the_chosen_topics(walk: Walk, told):  # noqa: F811
    shown = walk.client.post(PREVIEW, walk.fields(topics=["rahapelaaminen"]))
    said = words(shown)
    assert "Velka ja vauva" in said
    assert "Pullo kaapissa" not in said
    assert "Luonnos pelistä" not in said
    assert said.index("Lähetä") < said.index("Muut ovat kirjoittaneet samasta")
    assert 'href="/kokeblogi/velka/" target="_blank" rel="noopener"' in shown.content.decode()


def test_edited_form_offers_them_beside_what_was_written(walk: Walk, told):  # noqa: F811
    fields = walk.fields(topics=["rahapelaaminen"], text="Oma asiani", edit="1")
    said = words(walk.client.post(PREVIEW, fields))
    assert "Velka ja vauva" in said
    assert "Oma asiani" in said


def test_nothing_is_offered_without_a_topic(walk: Walk, told):  # noqa: F811
    said = words(walk.client.post(PREVIEW, walk.fields(topics=[])))
    assert "Muut ovat kirjoittaneet samasta" not in said


def test_only_three_are_offered_the_newest_first(walk: Walk, make_story, gambling):  # noqa: F811
    for nth in range(5):
        at = datetime(2026, 1, 1 + nth, tzinfo=UTC)
        make_story(f"t{nth}", title=f"Tarina {nth}.", topics=[gambling], at=at)
    said = words(walk.client.post(PREVIEW, walk.fields(topics=["rahapelaaminen"])))
    assert [nth for nth in range(5) if f"Tarina {nth}." in said] == [2, 3, 4]
    assert said.index("Tarina 4.") < said.index("Tarina 2.")


def test_ended_conversation_leads_on_to_stories_of_its_topics(
    walk: Walk,  # noqa: F811
    told,
    aino,
    gambling,
):
    number = receipts.new_number()
    make_conversation(topics=[gambling], by=aino, status="closed", number=number)
    said = words(walk.open(number))
    assert "Velka ja vauva" in said
    assert "Pullo kaapissa" not in said
