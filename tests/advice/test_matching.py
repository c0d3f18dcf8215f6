"""Matching by lived experience: what fits an asker's wish, said in words; people decide."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from advice.matching import fits, ranked
from advice.models import Conversation, Status
from advice.wishes import Wish
from expert_pool.models import Expert
from tests.advice.factories import make_conversation
from tests.advice.walk import words

pytestmark = pytest.mark.django_db

PLACES = {"uusimaa": "01", "lappi": "19"}


@dataclass
class Teller:
    """Lets an expert tell of themselves."""

    expert: Expert

    def __call__(self, **told: Any) -> Expert:
        for name, value in told.items():
            setattr(self.expert, name, value)
        self.expert.save()
        return self.expert


@pytest.fixture
def tell(aino) -> Teller:
    return Teller(aino.expert)


@pytest.fixture
def finnish():
    with translation.override("fi"):
        yield


def reasons(wish: Wish | None, expert: Expert, **fields: Any) -> list[tuple[bool, str]]:
    fit = fits(wish, make_conversation(**fields), expert)
    return [(reason.fits, reason.you) for reason in fit.reasons]


WHOLE = Wish(lived="beside", age="45-64", gender="man", not_from="01")


def test_what_fits_the_wish_is_said_of_each_choice(tell, finnish):
    expert = tell(lived=["self", "beside"], age_band="45-64", gender="man", region="19")
    assert reasons(WHOLE, expert) == [
        (True, "Olet elänyt läheisen rinnalla, kuten kysyjä toivoo."),
        (True, "Olet sellainen kuin kysyjä toivoo: 45–64-vuotias."),
        (True, "Olet sellainen kuin kysyjä toivoo: mies."),
        (True, "Asut eri alueella kuin kysyjä, kuten hän toivoo."),
    ]


def test_what_does_not_fit_is_said_too(tell, finnish):
    expert = tell(lived=["self"], age_band="18-29", gender="woman", region="01")
    assert [fit for fit, _words in reasons(WHOLE, expert)] == [False, False, False, False]


def test_what_an_expert_has_not_told_counts_neither_way(tell):
    assert reasons(WHOLE, tell(lived=[], age_band="", gender="", region="")) == []


def test_without_a_wish_nothing_is_said(tell):
    expert = tell(lived=["self"], age_band="18-29", gender="woman", region="01")
    assert reasons(Wish(), expert) == reasons(None, expert) == []


def test_own_words_of_a_wish_are_for_people_to_read(tell):
    assert reasons(Wish(words="Nainen Lapista"), tell(gender="woman", region="19")) == []


@pytest.mark.parametrize(
    ("languages", "language", "said"),
    [
        (["fi"], "fi", []),
        (["fi", "sv"], "sv", [(True, "Vastaat ruotsiksi, kuten kirje on kirjoitettu.")]),
        (
            ["fi"],
            "sv",
            [(False, "Kirje on kirjoitettu ruotsiksi. Et ole kertonut vastaavasi niin.")],
        ),
    ],
)
def test_language_is_told_when_it_is_not_everybodys(tell, finnish, languages, language, said):
    assert reasons(None, tell(languages=languages), language=language) == said


def test_topics_are_compared_whatever_their_language(tell, make_topic, gambling):
    swedish = make_topic("spelande", "Spel", language="sv")
    swedish.translation_key = gambling.translation_key
    swedish.save()
    assert fits(None, make_conversation(topics=[swedish]), tell()).topics == 1
    assert fits(None, make_conversation(topics=[]), tell()).topics == 0


def named(conversation: Conversation, wish: Wish | None = None) -> list[str]:
    return [candidate.expert.alias for candidate in ranked(conversation, wish)]


@pytest.fixture
def five(make_expert, gambling, substances) -> dict[str, Expert]:
    """Five experts, the one who suits a Finnish question on gambling best first."""
    people = {
        "anna": {"topics": [gambling], "lived": ["self"]},
        "bertta": {"topics": [gambling], "lived": ["beside"]},
        "cecilia": {"topics": [substances], "lived": ["self"]},
        "daavid": {"topics": [gambling], "lived": ["self"], "open_limit": 1},
        "eino": {"topics": [gambling], "lived": ["self"], "languages": ["sv"]},
    }
    made = {}
    for name, told in people.items():
        user = make_expert(name, *told.pop("topics"))
        made[name] = Teller(user.expert)(**told)
    make_conversation(topics=[gambling], by=made["daavid"].user, status=Status.WRITING)
    return made


def test_language_and_room_come_before_topics_and_those_before_the_wish(five, gambling):
    order = named(make_conversation(topics=[gambling]), Wish(lived="self"))
    assert order == ["Anna", "Bertta", "Cecilia", "Daavid", "Eino"]


def test_of_two_alike_the_one_who_carries_less_is_first(five, gambling):
    make_conversation(topics=[gambling], by=five["anna"].user, status=Status.WRITING)
    assert named(make_conversation(topics=[gambling]))[:2] == ["Bertta", "Anna"]


def test_ranking_asks_the_same_however_many_experts(
    five, make_expert, gambling, django_assert_num_queries
):
    conversation = make_conversation(topics=[gambling])
    with django_assert_num_queries(4):  # the conversation, its topics, the experts and theirs
        assert len(ranked(Conversation.objects.get(pk=conversation.pk), None)) == 5
    for nth in range(20):
        make_expert(f"uusi{nth}", gambling)
    with django_assert_num_queries(4):
        assert len(ranked(Conversation.objects.get(pk=conversation.pk), None)) == 25


def test_queue_and_cover_mark_what_fits_and_why(tell, aino, signed_in, gambling):
    tell(lived=["self"], region="01")
    wish = Wish(lived="self", not_from="01")
    conversation = make_conversation("Salainen kirje", topics=[gambling], wish=wish)
    client = signed_in(aino)
    for address in ("", f"{conversation.pk}/"):
        shown = client.get(reverse("advice_desk:queue") + address)
        assert "Olet elänyt tämän itse, kuten kysyjä toivoo." in words(shown)
        assert "Asut samalla alueella kuin kysyjä, joka toivoo jotakuta kauempaa." in words(shown)
        assert "Salainen kirje" not in words(shown)


def test_coordinator_sees_why_when_giving_a_question_and_no_wish_of_a_taken_one(
    five, coordinator, signed_in, gambling
):
    wish = Wish(lived="self")
    free = make_conversation(topics=[gambling], wish=wish)
    taken = make_conversation(
        topics=[gambling], wish=wish, by=five["anna"].user, status=Status.WRITING
    )
    client, said = signed_in(coordinator), "On elänyt tämän itse, kuten kysyjä toivoo."
    shown = [client.get(reverse("advice_desk:assign", args=[one.pk])) for one in (free, taken)]
    assert [said in words(page) for page in shown] == [True, False]
    assert words(shown[0]).index("Anna") < words(shown[0]).index("Bertta")
