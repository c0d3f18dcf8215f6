"""Fields by themselves; what they do on a page is in test_views."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.forms import LONGEST_TEXT, LetterForm, NumberForm, QuestionForm
from trust import receipts
from trust.text import clean


def cleaned(text: str) -> str:
    form = LetterForm({"text": text})
    assert form.is_valid(), form.errors
    return str(form.cleaned_data["text"])


@given(st.text(min_size=1, max_size=200).filter(lambda text: clean(text).strip()))
def test_letter_keeps_every_character_of_text(text: str) -> None:
    assert cleaned(text) == clean(text).strip()


@given(st.text(max_size=200).map(clean).filter(str.strip))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """The preview's hidden field comes back as it was: its digest must hold."""
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("x" * LONGEST_TEXT, True),
        ("x" * (LONGEST_TEXT + 1), False),
        ("𝕬" * LONGEST_TEXT, True),
        ("a\u0308" * LONGEST_TEXT, True),
        ("rivi\r\n" * (LONGEST_TEXT // 5), True),
        (" " * 9_000 + "x", True),
    ],
)
def test_letter_is_measured_after_normalising(text: str, fits: bool) -> None:
    assert LetterForm({"text": text}).is_valid() == fits


def test_text_box_cuts_nothing_by_itself() -> None:
    html = f"{LetterForm()}{QuestionForm(snippet=None)}{NumberForm()}"

    assert "maxlength" not in html
    assert 'data-counter="8000"' in html


@pytest.mark.django_db
def test_wish_is_one_line(ask_form: Any) -> None:
    form = QuestionForm({"text": "x", "wish": " joku,\r\n\tjoka \x00tietää "}, snippet=ask_form)

    assert form.is_valid()
    assert form.cleaned_data["wish"] == "joku, joka tietää"


@pytest.mark.django_db
def test_form_asks_only_what_editors_chose(ask_form: Any) -> None:
    ask_form.asks_perspective = False
    ask_form.topics.clear()

    form = QuestionForm({"text": "x", "perspective": "self", "topics": ["y"]}, snippet=ask_form)

    assert form.is_valid()
    assert (form.chosen_perspective, form.chosen_topics) == ("", [])


@pytest.mark.django_db
def test_topics_come_in_the_order_offered_and_once(ask_form: Any) -> None:
    slugs = [topic.slug for topic in ask_form.topics.all()]

    form = QuestionForm({"text": "x", "topics": slugs[::-1] * 2}, snippet=ask_form)

    assert form.is_valid()
    assert [topic.slug for topic in form.chosen_topics] == slugs


@pytest.mark.parametrize(
    ("written", "kept"),
    [("", ""), (" a@b.example\r\n", "a@b.example"), ("a\x00@b.example", "a@b.example")],
)
def test_address_for_the_one_message_is_cleaned(written: str, kept: str) -> None:
    form = QuestionForm({"text": "x", "notify_email": written}, snippet=None)

    assert form.is_valid()
    assert form.cleaned_data["notify_email"] == kept


@pytest.mark.parametrize(
    "written",
    ["ei osoite", "a@b", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "<a@b.fi>",
     f"a@{'b' * 300}.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    form = QuestionForm({"text": "x", "notify_email": written}, snippet=None)

    assert list(form.errors) == ["notify_email"]


@pytest.mark.parametrize("nook", ["x", " x ", "0"])
def test_what_fell_into_the_nook_is_seen(nook: str) -> None:
    assert QuestionForm({"text": "x", "website": nook}, snippet=None).fell_into_the_nook


@pytest.mark.parametrize("nook", ["", "  "])
def test_an_empty_nook_is_empty(nook: str) -> None:
    assert not QuestionForm({"text": "x", "website": nook}, snippet=None).fell_into_the_nook


def test_number_form_gives_digits() -> None:
    digits = receipts.new_number()

    form = NumberForm({"number": f" {receipts.show_number(digits)} "})

    assert form.is_valid()
    assert form.cleaned_data["number"] == digits
