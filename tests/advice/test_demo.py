"""The demo's share: built once, and whole."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from advice import actions, demo_published, letters, permissions
from advice.models import AdviceSettings, AskForm, Conversation, Phrase, PublishedAnswer
from expert_pool.models import Expert
from home.demo import Tree, build
from tests.advice.walk import Walk, main, words

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    models = (AskForm, AdviceSettings, Conversation, Expert)
    return tuple(model.objects.count() for model in models)


def test_demo_built_twice_is_built_once(demo: Tree) -> None:
    once = counts()
    build()

    assert once == (3, 1, 3, 2)
    assert counts() == once


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_demo_form_is_in_each_language_with_its_topics(demo: Tree, language: str) -> None:
    form = AskForm.objects.get(locale__language_code=language)
    assert form.introduction
    assert form.topics.count() > 3
    assert {topic.locale.language_code for topic in form.topics.all()} == {language}


def test_demo_page_takes_a_question(demo: Tree, asker: Client) -> None:
    menu = asker.get("/")
    assert 'href="/neuvontapalvelu/kirjoita-kysymys/"' in menu.content.decode()
    response = asker.get("/neuvontapalvelu/kirjoita-kysymys/")
    assert 'name="text"' in main(response)
    form = AskForm.objects.get(locale__language_code="fi")

    sent = Walk(asker, form).send(topics=["rahapelaaminen"], perspective="self")

    assert "Kysymyksesi on perillä" in words(sent)


def test_demo_questions_are_whole_letters_that_experts_see(demo: Tree) -> None:
    for conversation in Conversation.objects.all():
        permit = permissions.may_read_as_asker(conversation)
        texts = [letter.text or "" for letter in letters.read(conversation, permit)]
        assert len(texts) == 1
        assert texts[0].count("\n\n") >= 1
    for expert in Expert.objects.all():
        assert Conversation.objects.queue_of(expert.user).exists()


def test_demo_has_phrases_of_each_kind_and_none_is_a_whole_answer(demo: Tree) -> None:
    kinds = set(Phrase.objects.values_list("kind", flat=True))
    assert kinds == set(Phrase.Kind.values)
    for phrase in Phrase.objects.all():
        phrase.full_clean()


def test_demo_leaves_what_people_have_changed(demo: Tree) -> None:
    AskForm.objects.filter(locale__language_code="fi").update(title="Oma nimi")
    Expert.objects.filter(alias="Aino").update(alias="Anna")

    build()

    assert AskForm.objects.filter(title="Oma nimi").count() == 1
    Phrase.objects.exclude(kind="crisis").delete()
    build()
    assert set(Phrase.objects.values_list("kind", flat=True)) == {"crisis"}
    assert set(Expert.objects.values_list("alias", flat=True)) == {"Anna", "Eero"}


def test_demo_answers_are_whole_and_as_agreed(demo: Tree) -> None:
    languages = Counter(one.locale.language_code for one in PublishedAnswer.objects.all())
    assert languages == {"fi": 8, "sv": 2}
    for answer in PublishedAnswer.objects.all():
        assert answer.is_as_agreed
        assert answer.topics.exists()
        assert 120 <= len(f"{answer.question} {answer.answer}".split()) <= 250
        assert "\n\n" in answer.answer
    used = PublishedAnswer.objects.filter(locale__language_code="fi").values("topics__slug")
    assert used.distinct().count() >= 6


@pytest.mark.parametrize(
    ("path", "number"),
    [("/kysymyksia-ja-vastauksia/", 8), ("/sv/fragor-och-svar/", 2)],
)
def test_demo_lists_its_answers(demo: Tree, asker: Client, path: str, number: int) -> None:
    assert main(asker.get(path)).count("answer-card-title") == number


def test_demo_list_in_english_says_that_it_is_empty(demo: Tree, asker: Client) -> None:
    assert "Nothing has been published" in words(asker.get("/en/questions-and-answers/"))


def test_demo_number_opens_a_conversation_that_asks_for_a_yes(
    demo: Tree, asker: Client, make_user: Any
) -> None:
    """The staff are there in development only, and so is this conversation."""
    assert actions.find(demo_published.NUMBER) is None
    aino = User.objects.get(email="aino@kokenet.example")
    demo.staff = {"aino": aino, "koordinaattori": make_user("kaarina", Role.COORDINATOR)}

    for _time in range(2):
        demo_published.build(demo, AskForm.objects.get(locale__language_code="fi"))

    page = asker.post("/neuvonta/vastaus/", {"number": demo_published.NUMBER})
    assert "Saako tämän julkaista?" in words(page)
    assert Conversation.objects.count() == 4
