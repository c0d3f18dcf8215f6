import hashlib
import hmac

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.trust.conftest import ring_of, secret
from trust.receipts import (
    DAMM,
    NotANumber,
    _damm,
    fingerprint,
    fingerprints,
    is_number,
    looks_like_number_in,
    new_number,
    read_number,
    show_number,
)

numbers = st.integers(0, 10**15 - 1).map(lambda count: f"{count:015d}{_damm(f'{count:015d}')}")
#: A digit and the ways in which people and their devices write it.
SPELLINGS = {
    str(digit): [str(digit), chr(0xFF10 + digit), chr(0x0660 + digit)] for digit in range(10)
}
SPELLINGS["0"] += ["O", "o", "Ｏ"]
SPELLINGS["1"] += ["l", "I", "i", "|"]
FILLERS = ["", "", " ", "  ", "-", "–", "—", "−", ".", "\n", "\r\n", "\t", "\u00a0", "\u202f"]
FILLERS += ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", " - "]


def refusal(text):
    with translation.override("en"), pytest.raises(NotANumber) as caught:
        read_number(text)
    return caught.value


@st.composite
def mangled(draw):
    """A number, and the same as somebody might write it."""
    number = draw(numbers)
    written = "".join(
        draw(st.sampled_from(FILLERS)) + draw(st.sampled_from(SPELLINGS[digit])) for digit in number
    )
    return number, written + draw(st.sampled_from(FILLERS))


# The check digit


def test_check_digit_is_damms_own_example():
    interim = 0
    for digit in "572":
        interim = DAMM[interim][int(digit)]
    assert interim == 4


def test_table_is_totally_anti_symmetric():
    """What makes Damm's promise true, of every start and pair of digits."""
    for row in DAMM:
        assert sorted(row) == list(range(10))
    for digit in range(10):
        assert DAMM[digit][digit] == 0
    for start in range(10):
        for one in range(10):
            for two in range(one):
                assert DAMM[DAMM[start][one]][two] != DAMM[DAMM[start][two]][one]


@given(numbers, st.integers(0, 15), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number, place, shift):
    wrong = str((int(number[place]) + shift) % 10)
    changed = number[:place] + wrong + number[place + 1 :]
    assert refusal(changed).mistyped is True


@given(numbers, st.integers(0, 14))
def test_every_swap_of_neighbours_is_found(number, place):
    one, two = number[place : place + 2]
    if one != two:
        changed = number[:place] + two + one + number[place + 2 :]
        assert refusal(changed).mistyped is True


# New numbers


def test_new_numbers_are_sixteen_digits_that_read_back():
    made = {new_number() for _ in range(500)}
    assert len(made) == 500
    assert all(len(number) == 16 and read_number(number) == number for number in made)


def test_new_numbers_use_every_digit_in_every_place():
    made = [new_number() for _ in range(1000)]
    assert [len(set(column)) for column in zip(*made, strict=True)] == [10] * 16


def test_number_is_shown_in_groups_of_four():
    assert show_number("4821903755601288") == "4821 9037 5560 1288"


# What people write


@given(mangled())
def test_any_spelling_opens(pair):
    number, written = pair
    assert read_number(written) == number


@given(numbers)
def test_shown_number_reads_back(number):
    assert read_number(show_number(number)) == number


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        digits = read_number(text)
    except NotANumber as refused:
        digits, said, logged = "", refused.sentence, str(refused)
    assert is_number(digits) or (said.endswith(".") and logged == "")


def test_wrong_check_digit_is_told_apart():
    number = "4821903755601288"
    right = next(number[:15] + digit for digit in "0123456789" if is_number(number[:15] + digit))
    wrong = right[:15] + str((int(right[15]) + 1) % 10)
    assert refusal(wrong).sentence == (
        "One digit seems to be wrong. Please compare the number with the one you saved."
    )


@pytest.mark.parametrize(("text", "count"), [("", 0), ("1234", 4), ("1" * 17, 17)])
def test_wrong_count_is_told(text, count):
    caught = refusal(text)
    assert caught.sentence == f"The receipt number has 16 digits; you wrote {count}."
    assert caught.mistyped is False


@pytest.mark.parametrize("text", ["hei", "kissa", "12 x"])
def test_letters_are_told_before_any_count(text):
    assert refusal(text).sentence == (
        "The receipt number has digits only. Please check what you wrote."
    )


@given(numbers)
def test_foreign_letter_among_the_digits_is_told(number):
    assert refusal(number + "x").sentence == (
        "The receipt number has digits only. Please check what you wrote."
    )


def test_number_in_the_largest_body_is_read_to_its_end():
    number = new_number()
    assert read_number(" " * 65_000 + number) == number
    assert refusal(number + " " * 65_000 + "x").mistyped is False


def test_reading_asks_no_database_and_no_key_ring(use_ring):
    use_ring("{")
    number = new_number()
    assert read_number(number) == number


# What is stored


def test_fingerprint_is_the_agreed_mac(use_ring):
    use_ring(ring_of())
    expected = hmac.new(bytes([101]) * 32, b"receipt/v1|4821903755601288", hashlib.sha256)
    assert fingerprint("4821903755601288") == expected.digest()


def test_fingerprints_are_made_with_every_pepper_the_active_first(use_ring):
    peppers = {f"p{number}": secret(100 + number) for number in (1, 2, 3)}
    number = new_number()
    prints = {}
    for version in peppers:
        use_ring(ring_of(pepper=version, peppers=peppers))
        prints[version] = fingerprint(number)
    use_ring(ring_of(pepper="p2", peppers=peppers))
    assert len(set(prints.values())) == 3
    assert fingerprints(number) == [prints["p2"], prints["p1"], prints["p3"]]


def test_number_stays_findable_after_the_pepper_changed(use_ring):
    number = new_number()
    use_ring(ring_of())
    stored = fingerprint(number)
    use_ring(ring_of(pepper="p2", peppers={"p1": secret(101), "p2": secret(102)}))
    assert stored in fingerprints(number)


# In messages


@given(
    numbers, st.text(alphabet="abcäö ,\n", max_size=20), st.sampled_from(["", " ", "-", "\u00a0"])
)
def test_number_in_a_message_is_seen(number, words, between):
    groups = between.join(number[start : start + 4] for start in range(0, 16, 4))
    assert looks_like_number_in(f"{words} a {groups} b {words}")


@given(numbers)
def test_number_beside_other_digits_is_seen(number):
    assert looks_like_number_in(f"soita 040 123 {show_number(number)} klo 12")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Soita 040 1234567 tai 09 1234 5678.",
        "Hävisin 12 000 euroa vuonna 2024 ja 3 500 euroa 2025.",
        "1" * 40,
    ],
)
def test_other_digits_are_not_a_number(text):
    assert looks_like_number_in(text) is False


@given(numbers)
def test_number_with_a_wrong_check_digit_is_not_a_number(number):
    wrong = number[:15] + str((int(number[15]) + 1) % 10)
    assert looks_like_number_in(f"numero {wrong}") is False
