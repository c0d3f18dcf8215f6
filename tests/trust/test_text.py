import unicodedata

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from trust.templatetags.letters import letter
from trust.text import clean, length

texts = st.text() | st.text(alphabet="a\r\n\x00\x0b\u0301\u202e\ud800 <&>")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0bb\x0cc\x85d", "a\nb\nc\nd"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\tb", "a\tb"),
        ("a\u0308", "ä"),
        ("  alku ja loppu \n\n", "  alku ja loppu \n\n"),
        ("\u202eabc\u200d\u2066", "\u202eabc\u200d\u2066"),
        ("👩‍👧 … ” \u00a0", "👩‍👧 … ” \u00a0"),
        ("puolikas \ud83d merkki", "puolikas  merkki"),
    ],
)
def test_clean_changes_what_it_should_and_nothing_else(written, kept):
    assert clean(written) == kept


@given(texts)
def test_cleaning_again_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(texts)
def test_clean_text_can_always_be_stored(text):
    cleaned = clean(text)
    cleaned.encode()
    assert not any(unicodedata.category(c) == "Cc" for c in cleaned if c not in "\n\t")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_clean_only_composes_text_without_controls(text):
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("äö", 2), ("a\u0308o\u0308", 2), ("a\r\nb", 3), ("a\x00b", 2)]
)
def test_length_counts_characters_as_their_writer_does(text, count):
    assert length(text) == count


# Letters on a page


def test_letter_has_paragraphs_and_line_breaks():
    assert letter("yksi\nkaksi\n\nkolme\n \n\nneljä\n") == (
        '<p dir="auto">yksi<br>kaksi</p><p dir="auto">kolme</p><p dir="auto">neljä</p>'
    )


def test_letter_escapes_everything():
    shown = Template("{% load letters %}{{ text|letter }}").render(
        Context({"text": "<script>alert('x')</script> & \"'"})
    )
    assert shown == (
        '<p dir="auto">&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;&#x27;</p>'
    )


@given(st.text())
def test_letter_has_no_markup_but_its_own(text):
    bare = letter(text)
    for own in ['<p dir="auto">', "</p>", "<br>", '<span class="bidi-mark">', "</span>"]:
        bare = bare.replace(own, "")
    assert "<" not in bare
    assert ">" not in bare


@pytest.mark.parametrize("control", "\u061c\u200e\u200f\u202a\u202d\u202e\u2066\u2069")
def test_letter_shows_bidi_controls(control):
    assert letter(f"a{control}b") == (
        f'<p dir="auto">a<span class="bidi-mark">U+{ord(control):04X}</span>b</p>'
    )


def test_letter_caps_combining_marks():
    marks = "\u0301\u0302\u0303\u0304\u0305\u0306"
    assert letter(f"z{marks * 50}b{marks[:4]}") == (f'<p dir="auto">z{marks[:4]}b{marks[:4]}</p>')


def test_letter_caps_marks_that_hide_behind_joiners():
    assert letter("z" + "\u0301\u200d" * 50).count("\u0301") == 4


@pytest.mark.parametrize("text", ["Việt Nam", "שָׁלוֹם", "สวัสดีที่นี่", "हिन्दी", "👩‍❤️‍👩", "1️⃣"])
def test_letter_leaves_real_languages_alone(text):
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        assert letter(written) == f'<p dir="auto">{written}</p>'
