"""A wish: chosen and told in words, the same from the form to the desk."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from advice.forms import QuestionForm
from advice.models import Conversation
from advice.permissions import may_see_wish
from advice.wishes import AGES, GENDERS, LIVED, REGIONS, Wish
from tests.advice.factories import make_conversation
from tests.advice.test_leaks import everything_stored
from tests.advice.walk import A_MOMENT, SEND, Walk, hidden, later, main, page, typed, words
from trust import audit
from trust.seal import open_text

LISTS = {
    "wish_lived": "beside", "wish_age": "30-44", "wish_gender": "woman", "wish_not_from": "06",
}  # fmt: skip
CHOSEN = Wish(lived="beside", age="30-44", gender="woman", not_from="06")
TOLD = [
    "joku, joka on elänyt läheisen rinnalla",
    "joku 30–44-vuotias",
    "nainen",
    "joku muualta päin (ei: Pirkanmaa)",
]


def of(choices: dict) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *map(str, choices)])


wishes = st.builds(
    Wish, words=st.text(), lived=of(LIVED), age=of(AGES), gender=of(GENDERS), not_from=of(REGIONS)
)


# By itself


@given(wishes)
def test_wish_is_read_as_it_was_written(wish: Wish) -> None:
    assert Wish.read(wish.written()) == wish


@given(st.text(min_size=1))
def test_older_wish_is_read_as_words(text: str) -> None:
    assert Wish.read(text) == Wish(words=text)


@pytest.mark.parametrize(
    "text", ["12", "null", '"x"', "[1]", "{}", '{"words": "x"}', json.dumps(dict.fromkeys(
        ["words", "lived", "age", "gender", "not_from"], 1))],
)  # fmt: skip
def test_older_wish_that_looks_like_another_thing_is_read_as_words(text: str) -> None:
    assert Wish.read(text) == Wish(words=text)


def test_choice_that_no_list_has_any_more_is_left_out() -> None:
    old = Wish(words="joku", lived="gone", age="30-44", not_from="99").written()

    assert Wish.read(old) == Wish(words="joku", age="30-44")


@given(wishes)
def test_only_a_wish_for_nothing_is_empty(wish: Wish) -> None:
    assert bool(wish) == bool(wish.words or wish.sentences)


def test_every_choice_has_its_sentence() -> None:
    assert CHOSEN.sentences == TOLD
    for name, choices in (("lived", LIVED), ("age", AGES), ("gender", GENDERS)):
        told = [Wish(**{name: choice}).sentences for choice in choices]
        assert all(len(sentences) == 1 for sentences in told)
        assert len({sentences[0] for sentences in told}) == len(choices)


# On the way


@pytest.mark.django_db
def test_wish_goes_from_the_form_into_the_sealed_record(walk: Walk) -> None:
    preview = walk.preview(wish="Zxqwvk kaukaa", **LISTS)
    for sentence in (*TOLD, "Zxqwvk kaukaa"):
        assert sentence in words(preview)
    assert {name: hidden(page(preview), name) for name in LISTS} == LISTS

    walk.ask(wish="Zxqwvk kaukaa", **LISTS)
    conversation = Conversation.objects.get()
    assert "Zxqwvk" not in everything_stored()
    assert '"beside"' not in everything_stored()
    permit = audit.Permit(allowed=True, act="x", subject=conversation, actor=None)
    opened = open_text(conversation, "wish", audit.opening(permit))
    assert Wish.read(opened) == Wish("Zxqwvk kaukaa", "beside", "30-44", "woman", "06")


@pytest.mark.django_db
def test_no_wish_is_stored_as_none(walk: Walk) -> None:
    walk.ask(**dict.fromkeys(LISTS, ""))

    assert bytes(Conversation.objects.get().wish) == b""


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_other_choice_than_previewed_is_refused(walk: Walk, name: str) -> None:
    token = walk.token(**LISTS)
    with later(A_MOMENT):
        response = walk.client.post(SEND, walk.fields(token=token, **(LISTS | {name: ""})))

    assert response.status_code == 422
    assert Conversation.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_unknown_choice_is_told_and_everything_kept(walk: Walk, name: str) -> None:
    response = walk.preview(text="Tärkeä", **(LISTS | {name: "<b>"}))

    assert response.status_code == 422
    assert typed(response) == "Tärkeä"
    assert f'href="#id_{name}"' in main(response)
    assert main(response).count('<details class="accordion" open>') == 1
    assert main(response).count(" selected") == len(LISTS) - 1


@pytest.mark.django_db
def test_edit_keeps_what_was_chosen_in_sight(walk: Walk) -> None:
    response = walk.preview(edit="1", **LISTS)

    assert main(response).count('<details class="accordion" open>') == 1
    for value in LISTS.values():
        assert f'<option value="{value}" selected>' in main(response)


def test_lists_are_folded_until_one_wants_them() -> None:
    assert not QuestionForm(snippet=None).opens_wish_lists
    assert not QuestionForm({"text": "x"}, snippet=None).opens_wish_lists
    assert QuestionForm({"text": "x", "wish_age": "30-44"}, snippet=None).opens_wish_lists


@pytest.mark.django_db
def test_wish_given_back_with_the_text_is_whole(walk: Walk, settings: Any) -> None:
    settings.KOKENET_KEYRING = "{"
    from trust import canary  # noqa: PLC0415

    canary.forget()
    response = walk.preview(**LISTS)
    assert response.status_code == 503
    assert {name: hidden(page(response), name) for name in LISTS} == LISTS


# At the desk


@pytest.mark.django_db
def test_queue_and_question_tell_the_wish(signed_in: Any, aino: Any, gambling: Any) -> None:
    wish = Wish("Joku <b>kaukaa</b>", "beside", "", "woman", "")
    conversation = make_conversation(topics=[gambling], wish=wish)
    desk: Client = signed_in(aino)
    for address in ("/tyotila/neuvonta/", f"/tyotila/neuvonta/{conversation.pk}/"):
        shown = desk.get(address)
        assert "Toive: joku, joka on elänyt läheisen rinnalla; nainen; Joku <b>kaukaa" in words(
            shown
        )
        assert "<b>kaukaa" not in main(shown)


@pytest.mark.django_db
def test_older_wish_in_words_alone_is_told(signed_in: Any, aino: Any, gambling: Any) -> None:
    from trust.seal import seal_text  # noqa: PLC0415

    conversation = make_conversation(topics=[gambling], wish="x")
    conversation.wish = seal_text(conversation, "wish", "Joku vanhaan tapaan")
    conversation.save(update_fields=["wish"])

    assert may_see_wish(aino, conversation)
    assert "Joku vanhaan tapaan" in words(signed_in(aino).get("/tyotila/neuvonta/"))
