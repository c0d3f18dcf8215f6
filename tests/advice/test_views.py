"""The asker's path over HTTP: nothing lost, nothing doubled, nothing told."""

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client

from advice import actions, permissions
from advice.letters import read
from advice.models import AdviceSettings, AskForm, Conversation, Message, Status
from tests.advice.factories import make_conversation
from tests.advice.visitor import hidden, shown_number
from tests.advice.walk import (
    A_MOMENT,
    AGAIN,
    ANSWER,
    CALENDAR,
    PREVIEW,
    SEND,
    STEPS,
    Walk,
    later,
    main,
    only_conversation,
    page,
    typed,
    words,
)
from trust import canary, clock, receipts, throttle
from trust.keyring import new_ring
from trust.tokens import seal_token

pytestmark = pytest.mark.django_db

UNKNOWN = receipts.new_number
MARK = uuid.UUID(int=1)


def texts(conversation: Conversation) -> list[str | None]:
    opened = read(conversation, permissions.may_read_as_asker(conversation))
    return [letter.text for letter in opened]


# From the form to the preview


def test_preview_of_valid_question_reads_it_back(walk: Walk) -> None:
    response = walk.preview(
        text="Hei\n\nMiten jaksoit?", wish="joku samassa", topics=["paihteet"], perspective="close"
    )

    assert response.status_code == 200
    assert '<p dir="auto">Hei</p><p dir="auto">Miten jaksoit?</p>' in main(response)
    for said in ("joku samassa", "Päihteet", "Läheiseni tilanne", "kolmen vuorokauden kuluessa"):
        assert said in words(response)
    assert Conversation.objects.count() == 0


@pytest.mark.parametrize("nothing", ["", " ", "\n \t\r\n", "\u00a0"])
def test_preview_of_nothing_says_what_to_do(walk: Walk, nothing: str) -> None:
    response = walk.preview(text=nothing, wish="joku, joka tietää")

    assert response.status_code == 422
    assert "Kirjoita ensin jotakin" in words(response)
    assert 'href="#id_text"' in main(response)
    assert 'value="joku, joka tietää"' in main(response)


def test_preview_of_too_long_text_keeps_every_letter(walk: Walk) -> None:
    text = "ä" * 8_001

    response = walk.preview(text=text)

    assert response.status_code == 422
    assert "Tekstissä on 1 merkkiä liikaa" in words(response)
    assert typed(response) == text


def test_preview_of_too_long_wish_keeps_text_and_wish(walk: Walk) -> None:
    response = walk.preview(wish="w" * 301)

    assert response.status_code == 422
    assert "w" * 301 in main(response)
    assert typed(response) == "Mitä voisin tehdä?"


def test_text_is_counted_after_normalising(walk: Walk) -> None:
    """8,000 letters of two code points each are 8,000 letters."""
    assert walk.preview(text="a\u0308" * 8_000).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"topics": ["saa"]}, {"topics": ["paihteet", "<b>"]}, {"perspective": "boss"}]
)
def test_preview_of_unknown_choice_keeps_text(walk: Walk, wrong: dict[str, Any]) -> None:
    response = walk.preview(**wrong)

    assert response.status_code == 422
    assert "field-error" in main(response)
    assert typed(response) == "Mitä voisin tehdä?"


def test_edit_from_preview_keeps_everything(walk: Walk) -> None:
    response = walk.preview(
        text="Rivi\n\nja toinen", wish="joku", topics=["paihteet"], perspective="self",
        urgent="on", edit="1",
    )  # fmt: skip

    assert response.status_code == 200
    assert typed(response) == "Rivi\n\nja toinen"
    assert hidden(page(response), "urgent") == "on"
    assert 'value="joku"' in main(response)
    assert re.search(r'value="paihteet"[^>]*checked', main(response))
    assert re.search(r'value="self"[^>]*checked', main(response))


@pytest.mark.parametrize("form", ["", "0", "99999", "x", "-1", "9" * 400, "٣", "1; DROP"])
def test_question_at_form_that_is_gone_still_gets_through(walk: Walk, form: str) -> None:
    """An editor may delete a form while somebody is writing in it."""
    number = walk.ask(form=form)

    assert texts(actions.find(number)) == ["Mitä voisin tehdä?"]


def test_question_with_no_form_left_still_gets_through(walk: Walk) -> None:
    AskForm.objects.all().delete()

    assert only_conversation_of(walk.ask()).form is None


def test_question_with_deleted_topic_says_so_and_keeps_text(walk: Walk, substances: Any) -> None:
    substances.delete()

    response = walk.preview(topics=["paihteet"])

    assert response.status_code == 422
    assert typed(response) == "Mitä voisin tehdä?"


def test_text_quoting_receipt_number_is_warned_of(walk: Walk) -> None:
    quoted = receipts.show_number(receipts.new_number())

    assert "tunnusnumero. Ota se pois" in words(walk.preview(text=f"Numeroni on {quoted}, auta"))
    assert "tunnusnumero. Ota se pois" not in words(walk.preview(text="Soita 0400 123 456"))


@pytest.mark.parametrize("step", [PREVIEW, SEND, AGAIN, CALENDAR])
def test_step_by_bare_address_leads_to_the_beginning(asker: Client, db: None, step: str) -> None:
    response = asker.get(step)

    assert (response.status_code, response["Location"]) == (302, ANSWER)


# Sending


def only_conversation_of(number: str) -> Conversation:
    conversation = actions.find(number)
    assert conversation == only_conversation()
    return conversation


def test_send_stores_all_that_was_written(walk: Walk, substances: Any) -> None:
    number = walk.ask(
        text="Hei", wish="joku", topics=["paihteet"], perspective="close", urgent="on"
    )

    conversation = only_conversation_of(number)
    assert texts(conversation) == ["Hei"]
    assert list(conversation.topics.all()) == [substances]
    assert (conversation.perspective, conversation.urgent) == ("close", True)
    assert (conversation.language, conversation.form) == ("fi", walk.form)
    assert (conversation.status, conversation.message_limit) == (Status.WAITING, 5)


def test_number_page_says_promise_count_and_how_to_keep(walk: Walk) -> None:
    with time_machine.travel("2026-11-24T19:10:00Z"):
        token = walk.token()
    with time_machine.travel("2026-11-24T19:10:20Z", tick=False):
        response = walk.client.post(SEND, walk.fields(token=token))

    assert response.status_code == 200
    assert 'datetime="2026-11-27T21:10:20+02:00"' in main(response)
    assert "Viesti 1/5" in re.sub(r"<[^>]*>", "", main(response))
    assert re.search(r'id="receipt-number"[^>]*>(<span>\d{4}</span> ?){4}</p>', main(response))


def test_promise_over_end_of_summer_time_is_the_same_hour(walk: Walk) -> None:
    """Asked on a Friday at ten in summer time: promised for Monday at ten in winter time."""
    with time_machine.travel("2026-10-23T07:00:00Z"):
        token = walk.token()
    with time_machine.travel("2026-10-23T07:00:05Z", tick=False):
        response = walk.client.post(SEND, walk.fields(token=token))

    assert 'datetime="2026-10-26T10:00:05+02:00"' in main(response)


def test_form_and_settings_decide_promise_and_limit(walk: Walk, site: Any) -> None:
    AdviceSettings.objects.create(site=site, promise_hours=48, message_limit=3)
    assert walk.ask(text="asetusten mukaan")
    walk.form.promise_hours, walk.form.message_limit = 120, 1
    walk.form.save()
    assert walk.ask(text="lomakkeen mukaan")

    promised = Conversation.objects.order_by("pk").values_list("promise_hours", "message_limit")
    assert list(promised) == [(48, 3), (120, 1)]


def test_resending_shows_same_number_and_stores_once(walk: Walk) -> None:
    token = walk.token()

    numbers = {walk.ask(token=token) for _ in range(3)}

    assert len(numbers) == 1
    assert Message.objects.count() == 1
    assert only_conversation_of(numbers.pop())


def test_resending_when_answer_has_come_shows_number(walk: Walk, aino: Any, gambling: Any) -> None:
    token = walk.token(topics=["rahapelaaminen"])
    number = walk.ask(token=token, topics=["rahapelaaminen"])
    conversation = actions.claim(actions.find(number), by=aino)
    actions.send_answer(conversation, text="Hei", answers=1, by=aino)

    response = walk.send(token=token, topics=["rahapelaaminen"])

    assert shown_number(page(response)) == number
    assert "Vastauksesi on jo valmiina" in words(response)


def test_two_tabs_are_two_conversations(walk: Walk) -> None:
    first, second = walk.token(), walk.token()

    numbers = {walk.ask(token=second), walk.ask(token=first)}

    assert len(numbers) == 2
    assert Conversation.objects.count() == 2


def test_same_words_from_the_same_page_are_one_conversation(walk: Walk) -> None:
    """Gone back from the number and previewed anew: the page's mark goes along."""
    numbers = {walk.ask(page=str(MARK)), walk.ask(page=str(MARK))}

    assert len(numbers) == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [{"page": str(uuid.UUID(int=2))}, {"page": str(MARK), "text": "Muuta"}, {"page": "arvattava"}],
)
def test_other_page_or_other_words_are_another_conversation(
    walk: Walk, other: dict[str, str]
) -> None:
    numbers = {walk.ask(page=str(MARK)), walk.ask(**other)}

    assert len(numbers) == 2
    assert Conversation.objects.count() == 2


def test_mark_that_could_be_guessed_counts_for_nothing(walk: Walk) -> None:
    numbers = {walk.ask(page="arvattava"), walk.ask(page="arvattava")}

    assert len(numbers) == 2


def test_back_edit_and_send_is_another_question(walk: Walk) -> None:
    first = walk.ask(text="Ensimmäinen")
    second = walk.ask(text="Ensimmäinen, korjattu")

    assert texts(actions.find(first)) == ["Ensimmäinen"]
    assert texts(actions.find(second)) == ["Ensimmäinen, korjattu"]


@pytest.mark.parametrize(
    "token", ["", "x", "AAAA", "ä", "\x00", "9" * 5000, "AQprLWYyMzc4ODc1k81S"]
)
def test_send_with_forged_token_shows_preview_again(walk: Walk, token: str) -> None:
    response = walk.client.post(SEND, walk.fields(text="Tärkeä", token=token))

    refused_kindly(walk, response, "Tärkeä")


def test_send_with_token_of_another_purpose_is_refused(walk: Walk) -> None:
    number = receipts.new_number()
    token = seal_token("advice.conversation", {"number": number, "digest": ""})

    refused_kindly(walk, walk.send(token=token), "Mitä voisin tehdä?")


def test_send_with_token_of_another_text_is_refused(walk: Walk) -> None:
    token = walk.token(text="Toinen")

    refused_kindly(walk, walk.send(token=token, text="Tämä"), "Tämä")


@pytest.mark.parametrize(
    "changed",
    [{"wish": "x"}, {"topics": ["paihteet"]}, {"perspective": "self"}],
)
def test_send_with_other_choices_than_previewed_is_refused(
    walk: Walk, changed: dict[str, Any]
) -> None:
    refused_kindly(walk, walk.send(token=walk.token(), **changed), "Mitä voisin tehdä?")


def test_send_a_day_later_shows_preview_again(walk: Walk) -> None:
    token = walk.token()
    with later(timedelta(hours=24, minutes=1)):
        response = walk.client.post(SEND, walk.fields(token=token))
        assert "yli vuorokauden" in words(response)
        refused_kindly(walk, response, "Mitä voisin tehdä?")


def refused_kindly(walk: Walk, response: Any, text: str) -> None:
    """Nothing was stored; the same page, sent again as it stands, goes through."""
    assert response.status_code == 422
    assert Conversation.objects.count() == 0
    assert hidden(page(response), "text") == text
    again = {name: hidden(page(response), name) for name in ("token", "text", "form", "wish")}
    again |= {"perspective": hidden(page(response), "perspective")}
    again |= {"topics": re.findall(r'name="topics" value="([^"]*)"', page(response))}
    with later(A_MOMENT):
        sent = walk.client.post(SEND, again)
    assert texts(only_conversation_of(shown_number(page(sent)))) == [text]


def test_send_of_invalid_text_shows_form(walk: Walk) -> None:
    response = walk.send(token=walk.token(), text="x" * 8_001)

    assert (response.status_code, typed(response)) == (422, "x" * 8_001)


# Suspicion


def test_filled_honeypot_is_set_aside_and_looks_normal(walk: Walk) -> None:
    normal, trapped = walk.send(), walk.send(website="https://spam.example")

    statuses = Conversation.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [Status.WAITING, Status.QUARANTINED]
    assert without_tokens(trapped) == without_tokens(normal)
    opened = [walk.open(shown_number(page(response))) for response in (normal, trapped)]
    assert without_tokens(opened[1]) == without_tokens(opened[0])


def without_tokens(response: Any) -> str:
    """The page without what differs from person to person."""
    bare = re.sub(r'(name="ticket" value=)"[^"]*"', r"\1", page(response))
    bare = re.sub(r'(id="receipt-number"[^>]*>).*?</p>', r"\1", bare)
    return re.sub(r"<time[^>]*>[^<]*</time>", "", bare)


def test_question_sent_in_three_seconds_is_set_aside(walk: Walk) -> None:
    with time_machine.travel(clock.now(), tick=False) as moment:
        token = walk.token()
        moment.shift(2.9)
        walk.client.post(SEND, walk.fields(token=token))
        assert only_conversation().status == Status.QUARANTINED
        token = walk.token()
        moment.shift(3.0)
        walk.client.post(SEND, walk.fields(token=token))

    assert Conversation.objects.latest("pk").status == Status.WAITING


# What every answer keeps


def every_answer(walk: Walk) -> dict[str, Any]:
    """One answer of each kind that carries a token, a text or a number."""
    token = walk.token()
    sent = walk.send(token=token)
    number = shown_number(page(sent))
    opened = walk.open(number)
    ticket = hidden(page(opened), "ticket")
    return {
        "preview": walk.preview(),
        "invalid": walk.preview(text=""),
        "edit": walk.preview(edit="1"),
        "sent": sent,
        "refused": walk.client.post(SEND, walk.fields(token="x")),
        "number form": walk.client.get(ANSWER),
        "opened": opened,
        "malformed": walk.open("12"),
        "unknown": walk.open(UNKNOWN()),
        "again": walk.again(ticket),
        "again invalid": walk.again(ticket, text=""),
        "again expired": walk.again("x"),
        "again unknown": walk.again("x", number=UNKNOWN()),
        "calendar": walk.client.post(CALENDAR, {"ticket": ticket}),
        "calendar expired": walk.client.post(CALENDAR, {"ticket": "x"}),
        "cross-site": walk.client.post(
            SEND, walk.fields(), headers={"sec-fetch-site": "cross-site"}
        ),
        "too large": walk.preview(text="x" * 70_000),
        "beginning": walk.client.get(SEND),
    }


def test_no_answer_sets_cookie_and_none_is_kept(walk: Walk) -> None:
    answers = every_answer(walk)

    assert {name: answer.cookies for name, answer in answers.items() if answer.cookies} == {}
    assert walk.client.cookies == {}
    kept = {name for name, each in answers.items() if "no-store" not in each["Cache-Control"]}
    assert kept == set()
    assert {answer.get("Vary", "") for answer in answers.values()} <= {"", "Cookie"}


def test_number_is_in_no_title_address_or_header(walk: Walk) -> None:
    number = walk.ask()
    seen = [walk.send(), walk.open(number), walk.open(UNKNOWN()), walk.again("x", number=number)]

    for response in seen:
        html = page(response)
        outside = [*response.headers.values(), *re.findall(r"<title>.*?</title>", html, re.DOTALL)]
        outside += re.findall(r'(?:href|action|formaction|src)="([^"]*)"', html)
        assert not any(digits_of(number) in digits_of(part) for part in outside)


def test_page_of_opened_conversation_does_not_carry_the_number(walk: Walk) -> None:
    number = walk.ask()

    assert digits_of(number) not in digits_of(page(walk.open(number)))


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
        {"origin": "https://evil.example"},
    ],
)
def test_post_from_another_site_is_refused(walk: Walk, step: str, headers: dict[str, str]) -> None:
    number = walk.ask()
    fields = walk.fields(token=walk.token(), number=number, ticket=walk.ticket(number))

    response = walk.client.post(step, fields, headers=headers)

    assert response.status_code == 403
    assert Message.objects.count() == 1
    assert "Mitä voisin tehdä?" not in page(response)
    assert "tel:112" in page(response)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}])
def test_post_from_our_own_page_is_taken(walk: Walk, step: str, headers: dict[str, str]) -> None:
    assert walk.client.post(step, walk.fields(), headers=headers).status_code in (200, 422)


@pytest.mark.parametrize("step", STEPS)
def test_post_of_too_much_is_refused(walk: Walk, step: str) -> None:
    large = walk.client.post(step, walk.fields(text="x" * 66_000))
    many = walk.client.post(step, walk.fields(topics=[f"t{nth}" for nth in range(20)]))

    assert (large.status_code, many.status_code) == (413, 413)
    assert "tel:112" in page(large)


def test_every_page_has_help_numbers(walk: Walk) -> None:
    answers = every_answer(walk)
    pages = {name: each for name, each in answers.items() if each.status_code != 302}
    del pages["calendar"]

    assert {name for name, each in pages.items() if "tel:112" not in page(each)} == set()


# Hostile text

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "'-alert(1)-' &lt;b&gt; &amp;",
    "{{ settings.SECRET_KEY }}{% now 'Y' %}",
    "javascript:alert(1)",
    "\u202egnp.exe\u202c \u2066isolate\u2069",
    "e" + "\u0301" * 500,
    "𝕬" * 8_000,
    "👩‍👩‍👧‍👦" * 500,
    "rivi\r\nrivi\rrivi\n\n\n\nrivi",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_and_stored_whole(walk: Walk, text: str) -> None:
    from trust.text import clean  # noqa: PLC0415

    responses = [walk.preview(text=text, wish=text[:100]), walk.preview(text=text, edit="1")]
    number = walk.ask(text=text, wish=text[:100])
    responses.append(walk.open(number))

    assert texts(actions.find(number)) == [clean(text)]
    for response in responses:
        assert_inert(main(response))


def test_nul_and_control_characters_are_left_out(walk: Walk) -> None:
    number = walk.ask(text="a\x00b\x07c\x1b[31m", wish="w\x00w")

    assert texts(actions.find(number)) == ["abc[31m"]


@pytest.mark.parametrize("text", HOSTILE[:5])
def test_hostile_topic_name_and_number_are_inert(walk: Walk, substances: Any, text: str) -> None:
    substances.name = text[:80]
    substances.save()

    for response in (walk.preview(topics=["paihteet"]), walk.preview(text=""), walk.open(text)):
        assert_inert(main(response))


def assert_inert(html: str) -> None:
    """No element or attribute but ours; no direction changed unseen; no tower of marks."""
    tags = {name.lower() for name in re.findall(r"<\s*([a-zA-Z][a-zA-Z0-9]*)", html)}
    assert tags.isdisjoint({"script", "img", "b", "iframe", "object", "style", "svg"})
    assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', html))
    letters = "".join(re.findall(r'<div class="letter-body">(.*?)</div>', html, re.DOTALL))
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", letters)
    assert "\u0301" * 5 not in letters


# Opening by number


@pytest.mark.parametrize(
    "spelling",
    ["{0}", "{1}", " {1} ", "{2}", "{3}", "{1}\n", "\u00a0{1}", "{4}"],
)
def test_number_opens_in_any_spelling(walk: Walk, spelling: str) -> None:
    digits = walk.ask()
    shown = receipts.show_number(digits)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    written = spelling.format(
        digits, shown, shown.replace(" ", "-"), shown.replace("0", "O"), full_width
    )

    assert main(walk.open(written)).count("<article") == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Kirjoita tähän ensin tunnusnumerosi"),
        ("1234", "16 numeroa"),
        ("1" * 17, "16 numeroa"),
        ("x" * 300, "16 numeroa"),
        ("<b>1</b>", "16 numeroa"),
    ],
)
def test_malformed_number_is_told_in_words_and_kept(walk: Walk, number: str, sentence: str) -> None:
    response = walk.open(number)

    assert response.status_code == 422
    assert sentence in words(response)
    assert hidden(page(response), "number").replace("&lt;", "<").replace("&gt;", ">") == number


def test_mistyped_digit_is_told_apart_from_unknown_number(walk: Walk) -> None:
    digits = walk.ask()
    wrong = str((int(digits[7]) + 1) % 10)

    mistyped = walk.open(digits[:7] + wrong + digits[8:])
    unknown = walk.open(UNKNOWN())

    assert (mistyped.status_code, unknown.status_code) == (422, 404)
    assert "Yksi numero näyttää olevan väärin" in words(mistyped)
    assert "Tällä numerolla ei löydy keskustelua" in words(unknown)


def test_erased_conversation_looks_like_unknown_number(walk: Walk) -> None:
    number = walk.ask()
    conversation = only_conversation_of(number)
    conversation.destroy_key()
    conversation.delete()
    other = UNKNOWN()

    erased, unknown = walk.open(number), walk.open(other)

    assert erased.status_code == unknown.status_code == 404
    assert page(erased).replace(number, "") == page(unknown).replace(other, "")


def test_unknown_numbers_slow_everyone_down_at_last(
    walk: Walk, settings: Any, monkeypatch: Any
) -> None:
    waited: list[float] = []
    pace = throttle.Pace(burst=2, seconds_each=60)
    monkeypatch.setattr(throttle, "FAILURES", pace)
    monkeypatch.setattr(throttle, "_process", throttle.Throttle(sleep=waited.append))

    for _ in range(4):
        assert walk.open(UNKNOWN()).status_code == 404

    assert waited
    assert walk.open(walk.ask()).status_code == 200


# The conversation


def opened(walk: Walk, **fields: Any) -> tuple[Any, Conversation]:
    number = receipts.new_number()
    conversation = make_conversation(number=number, **fields)
    return walk.open(number), conversation


@pytest.mark.parametrize(
    ("status", "sentence", "promised"),
    [
        (Status.QUARANTINED, "Viestisi on perillä ja odottaa kokemusasiantuntijaa.", True),
        (Status.WAITING, "Viestisi on perillä ja odottaa kokemusasiantuntijaa.", True),
        (Status.WRITING, "Kokemusasiantuntija on ottanut viestisi", True),
        (Status.ANSWERED, "Sinulle on vastaus.", False),
        (Status.CLOSED, "Tämä keskustelu on päättynyt.", False),
    ],
)
def test_conversation_tells_where_it_is(
    walk: Walk, aino: Any, status: Status, sentence: str, promised: bool
) -> None:
    response, _ = opened(walk, status=status, by=aino)

    assert sentence in words(response)
    assert ('id="promise"' in main(response)) == promised


def test_answer_is_signed_by_alias_and_dated(walk: Walk, aino: Any) -> None:
    with time_machine.travel("2026-03-04T19:10:00Z", tick=False):
        response, _ = opened(walk, status=Status.ANSWERED, by=aino, answer="Kuulin sinua.")

    authors = re.findall(r'<article[^>]*data-author="(\w+)"', main(response))
    assert authors == ["asker", "expert"]
    assert "keskiviikkona 4.3. klo 21.10" in words(response)
    assert "Kuulin sinua." in words(response)
    assert "Olen Aino." in words(response)
    assert aino.email not in page(response)


def test_late_answer_is_admitted(walk: Walk) -> None:
    number = receipts.new_number()
    make_conversation(number=number, hours=24)
    with later(timedelta(hours=25)):
        response = walk.open(number)

    assert "Vastaus on myöhässä, ja olemme siitä pahoillamme." in words(response)
    assert 'id="promise"' in main(response)


def test_broken_letter_does_not_hide_the_others(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    conversation = make_conversation(
        text="Kaunis teksti", number=number, status=Status.ANSWERED, by=aino, answer="Vastaus"
    )
    first, second = conversation.messages.all()
    Message.objects.filter(pk=first.pk).update(text=second.text)

    response = walk.open(number)

    assert response.status_code == 200
    assert "Tätä viestiä ei voi juuri nyt näyttää" in words(response)
    assert main(response).count("<article") == 2
    assert "Vastaus" in words(response)


def test_reading_leaves_one_audit_row_of_the_asker(walk: Walk, trail: Any) -> None:
    _, conversation = opened(walk)

    assert trail("advice.read") == [("advice.read", "allowed", "asker", str(conversation.pk))]


def test_conversation_takes_few_queries_however_many_letters(
    walk: Walk, aino: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    numbers = [receipts.new_number() for _ in range(2)]
    make_conversation(number=numbers[0])
    long = make_conversation(number=numbers[1], status=Status.ANSWERED, by=aino)
    for nth in range(3):
        actions.write_again(long, text=f"{nth}", nonce=f"{nth}")
    for number in numbers:
        walk.open(number)  # the day of the first opening is written down here

    with django_assert_max_num_queries(8) as short:
        walk.open(numbers[0])
    with django_assert_num_queries(len(short)):
        walk.open(numbers[1])


# Writing again


def test_again_adds_letter_and_says_so(walk: Walk) -> None:
    number = walk.ask(text="Ensin")

    response = walk.again(walk.ticket(number), "Sitten")

    assert response.status_code == 200
    assert "Viestisi on perillä. Samalla numerolla" in words(response)
    assert "Viesti 2/5" in words(response)
    assert texts(actions.find(number)) == ["Ensin", "Sitten"]


def test_again_resent_is_stored_once(walk: Walk) -> None:
    ticket = walk.ticket(walk.ask())

    for _ in range(3):
        assert walk.again(ticket, "Sama").status_code == 200

    assert Message.objects.count() == 2


def test_again_from_two_pages_is_two_letters(walk: Walk) -> None:
    number = walk.ask()

    for ticket in (walk.ticket(number), walk.ticket(number)):
        walk.again(ticket, "Kiitos")

    assert Message.objects.count() == 3


def test_again_with_nothing_keeps_conversation_and_says_so(walk: Walk) -> None:
    response = walk.again(walk.ticket(walk.ask()), "  ")

    assert response.status_code == 422
    assert "Kirjoita ensin jotakin" in words(response)
    assert "<article" in main(response)


def test_again_with_too_long_text_keeps_it(walk: Walk) -> None:
    response = walk.again(walk.ticket(walk.ask()), "p" * 8_001)

    assert (response.status_code, typed(response)) == (422, "p" * 8_001)


def test_again_over_the_limit_is_refused_with_text_kept(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    make_conversation(number=number, limit=1)
    ticket = walk.ticket(number)

    response = walk.again(ticket, "Vielä tämä")

    assert response.status_code == 409
    assert "Tämä keskustelu on päättynyt" in words(response)
    assert "Vielä tämä" in main(response)
    assert Message.objects.count() == 1


def test_full_conversation_has_no_form_but_ways_on(walk: Walk, aino: Any) -> None:
    response, _ = opened(walk, status=Status.CLOSED, by=aino)

    assert 'name="text"' not in main(response)
    assert "voit kirjoittaa uuden kysymyksen" in words(response)


@pytest.mark.parametrize("ticket", ["", "x", "ä", "\x00", "A" * 5000])
def test_again_with_forged_ticket_asks_for_number_and_keeps_text(walk: Walk, ticket: str) -> None:
    walk.ask()

    response = walk.again(ticket, "Tärkeä asia")

    assert (response.status_code, typed(response)) == (422, "Tärkeä asia")
    assert Message.objects.count() == 1


def test_again_with_token_of_another_purpose_is_refused(walk: Walk) -> None:
    conversation = only_conversation_of(walk.ask())
    moved = seal_token("advice.ask", {"conversation": conversation.pk, "nonce": "n"})

    assert walk.again(moved).status_code == 422
    assert Message.objects.count() == 1


def test_again_after_half_an_hour_goes_on_with_the_number(walk: Walk) -> None:
    number = walk.ask()
    ticket = walk.ticket(number)
    with later(timedelta(minutes=31)):
        asked = walk.again(ticket, "Pitkä kirje")
        assert asked.status_code == 422
        assert "yli puoli tuntia" in words(asked)
        kept = {"text": typed(asked), "ticket": hidden(page(asked), "ticket")}
        wrong = walk.client.post(AGAIN, kept | {"number": "1"})
        assert (wrong.status_code, typed(wrong)) == (422, "Pitkä kirje")
        unknown = walk.client.post(AGAIN, kept | {"number": UNKNOWN()})
        assert (unknown.status_code, typed(unknown)) == (404, "Pitkä kirje")
        for _ in range(2):
            assert walk.client.post(AGAIN, kept | {"number": number}).status_code == 200

    assert texts(actions.find(number)) == ["Mitä voisin tehdä?", "Pitkä kirje"]


def test_again_resent_after_half_an_hour_is_not_doubled(walk: Walk) -> None:
    """Sent at minute 29, the answer lost on the way, sent again at minute 31."""
    number = walk.ask()
    ticket = walk.ticket(number)
    with later(timedelta(minutes=29)):
        walk.again(ticket, "Kirje")
    with later(timedelta(minutes=31)):
        walk.again(ticket, "Kirje", number=number)

    assert texts(actions.find(number)) == ["Mitä voisin tehdä?", "Kirje"]


def test_again_in_erased_conversation_keeps_text(walk: Walk) -> None:
    number = walk.ask()
    ticket = walk.ticket(number)
    Conversation.objects.all().delete()

    response = walk.again(ticket, "Jäi kesken")

    assert (response.status_code, typed(response)) == (404, "Jäi kesken")


# The calendar


def test_calendar_entry_is_neutral(walk: Walk) -> None:
    with time_machine.travel("2026-11-24T19:10:00Z", tick=False):
        number = receipts.new_number()
        make_conversation(number=number)
        response = walk.client.post(CALENDAR, {"ticket": walk.ticket(number)})

    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"] == 'attachment; filename="muistutus.ics"'
    lines = response.content.decode().split("\r\n")
    uid = next(line for line in lines if line.startswith("UID:"))
    assert re.fullmatch(r"UID:[0-9a-f-]{36}", uid)
    assert [line for line in lines if line and line != uid] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Muistutus",
        "DTSTART:20261127T191000Z",
        "DTEND:20261127T192500Z",
        "DTSTAMP:20261124T191000Z",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_calendar_entry_taken_twice_is_the_same_entry(walk: Walk) -> None:
    number = walk.ask()

    uids = {
        re.search(r"UID:(\S+)", page(walk.client.post(CALENDAR, {"ticket": walk.ticket(number)})))[
            1
        ]
        for _ in range(2)
    }

    assert len(uids) == 1


def test_calendar_when_answered_shows_conversation(walk: Walk, aino: Any) -> None:
    number = receipts.new_number()
    make_conversation(number=number, status=Status.ANSWERED, by=aino)

    response = walk.client.post(CALENDAR, {"ticket": walk.ticket(number)})

    assert response.status_code == 409
    assert "Vastaus on jo tullut" in words(response)


# When the site cannot take a letter just now


@pytest.mark.parametrize("step", [PREVIEW, SEND])
def test_question_while_closed_is_given_back(walk: Walk, closed: None, step: str) -> None:
    response = walk.client.post(step, walk.fields(text="Tärkeä", wish="joku", token="x"))

    assert response.status_code == 503
    assert typed(response) == "Tärkeä"
    assert hidden(page(response), "wish") == "joku"
    assert "tel:112" in page(response)
    assert "no-store" in response["Cache-Control"]


@pytest.fixture
def other_ring(settings: Any) -> Iterator[Callable[[], None]]:
    """Another site's key ring: other_ring() puts it in the place of this one's."""

    def take() -> None:
        settings.KOKENET_KEYRING = json.dumps(new_ring())
        canary.forget()

    yield take
    canary.forget()


def test_number_is_not_called_unknown_under_another_ring(
    walk: Walk, other_ring: Callable[[], None]
) -> None:
    number = walk.ask()
    other_ring()
    response = walk.open(number)

    assert response.status_code == 503
    assert "tel:112" in page(response)
    assert "no-store" in response["Cache-Control"]


def test_letter_under_another_ring_is_given_back(
    walk: Walk, other_ring: Callable[[], None]
) -> None:
    number = walk.ask()
    ticket = walk.ticket(number)
    other_ring()
    response = walk.again(ticket, text="Tärkeä", number=number)

    assert (response.status_code, typed(response)) == (503, "Tärkeä")
    assert Message.objects.count() == 1


def test_letter_without_a_ring_is_given_back(walk: Walk, settings: Any) -> None:
    ticket = walk.ticket(walk.ask())
    ring, settings.KOKENET_KEYRING = settings.KOKENET_KEYRING, "{"
    canary.forget()
    response = walk.again(ticket, text="Tärkeä")
    settings.KOKENET_KEYRING = ring
    canary.forget()

    assert (response.status_code, typed(response)) == (503, "Tärkeä")


def test_question_given_back_goes_through_when_sent_again(walk: Walk, settings: Any) -> None:
    token = walk.token(text="Tärkeä")
    ring, settings.KOKENET_KEYRING = settings.KOKENET_KEYRING, "{}"
    canary.forget()
    back = walk.send(text="Tärkeä", token=token)
    settings.KOKENET_KEYRING = ring
    canary.forget()

    assert (back.status_code, Conversation.objects.count()) == (503, 0)
    again = {name: hidden(page(back), name) for name in ("form", "website", "token")}
    with later(A_MOMENT):
        sent = walk.client.post(SEND, again | {"text": typed(back)})
    assert texts(only_conversation_of(shown_number(page(sent)))) == ["Tärkeä"]


def test_letter_while_database_is_away_is_given_back(walk: Walk) -> None:
    ticket = walk.ticket(walk.ask())
    with connection.execute_wrapper(away):
        for step, fields in (
            (AGAIN, {"ticket": ticket, "text": "Tärkeä"}),
            (SEND, walk.fields(text="Tärkeä", token="x")),
            (PREVIEW, walk.fields(text="Tärkeä")),
        ):
            response = walk.client.post(step, fields)
            assert (response.status_code, typed(response)) == (503, "Tärkeä")
            assert "tel:112" in page(response)

    assert Message.objects.count() == 1


def away(*_: Any) -> None:
    raise DatabaseError


@pytest.mark.parametrize("step", [SEND, AGAIN])
def test_letter_in_a_flood_is_given_back(walk: Walk, monkeypatch: Any, step: str) -> None:
    monkeypatch.setattr(throttle, "PACES", {"send": throttle.Pace(burst=0, seconds_each=60)})
    monkeypatch.setattr(throttle, "MOST_SLEEPERS", 0)
    monkeypatch.setattr(throttle, "_process", throttle.Throttle())

    response = walk.client.post(step, walk.fields(text="Tärkeä", ticket="t"))

    assert (response.status_code, typed(response)) == (429, "Tärkeä")
    assert response["Retry-After"]
    assert hidden(page(response), "ticket") == "t"


# Other languages


@pytest.mark.parametrize(
    ("prefix", "language", "heading"),
    [("/sv", "sv", "Din fråga har kommit fram"), ("/en", "en", "Your question has arrived")],
)
def test_whole_path_in_another_language(
    walk: Walk, prefix: str, language: str, heading: str
) -> None:
    preview = walk.client.post(prefix + PREVIEW, walk.fields())
    token = hidden(page(preview), "token")
    with later(A_MOMENT):
        sent = walk.client.post(prefix + SEND, walk.fields(token=token))

    assert f'action="{prefix}{SEND}"' in main(preview)
    assert heading in words(sent)
    assert only_conversation().language == language


# At the same moment


def at_once(count: int, do: Callable[[int], Any]) -> list[Any]:
    """What `count` threads get that all begin together, each with its own connection."""
    together = threading.Barrier(count)

    def one(nth: int) -> Any:
        try:
            together.wait(timeout=30)
            return do(nth)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_five_letters_at_the_limit_at_once_let_in_just_one(walk: Walk) -> None:
    number = walk.ask()
    for nth in range(3):
        walk.again(walk.ticket(number), f"{nth}")
    tickets = [walk.ticket(number) for _ in range(5)]

    def write(nth: int) -> int:
        again = {"ticket": tickets[nth], "text": f"yhtä aikaa {nth}"}
        return Client().post(AGAIN, again).status_code

    assert sorted(at_once(5, write)) == [200, 409, 409, 409, 409]
    assert Message.objects.count() == only_conversation().asker_messages == 5


@pytest.mark.django_db(transaction=True)
def test_same_letter_sent_five_times_at_once_is_stored_once(walk: Walk) -> None:
    again = {"ticket": walk.ticket(walk.ask()), "text": "kaksoisnapsautus"}

    statuses = at_once(5, lambda _: Client().post(AGAIN, again).status_code)

    assert statuses == [200] * 5
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_same_question_sent_five_times_at_once_shows_one_number(walk: Walk) -> None:
    fields = walk.fields(token=walk.token())

    numbers = at_once(5, lambda _: shown_number(page(Client().post(SEND, fields))))

    assert len(set(numbers)) == 1
    assert Message.objects.count() == 1
    assert only_conversation_of(numbers[0])
