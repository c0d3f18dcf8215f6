"""Services under a letter: chosen, kept, frozen when it is sent, and never in the letter's way."""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from advice import actions, letters, permissions
from advice.cards import MOST_CARDS, Card, Cards
from advice.models import Conversation, Draft, Message, Status
from home.models import ServiceContact, Topic
from tests.advice.factories import make_conversation
from tests.advice.walk import Walk
from trust import receipts
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

TEXT = "Soita heille, minäkin soitin."


def to(name: str, conversation: Conversation) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk])


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def make_service(name: str, *topics: Topic, language: str = "fi", **told: Any) -> ServiceContact:
    locale, _ = Locale.objects.get_or_create(language_code=language)
    told = {"phone": "0800 100 101", "what_for": f"Kun tarvitset: {name}."} | told
    service = ServiceContact.objects.create(name=name, locale=locale, **told)
    service.topics.set(topics)
    return service


@pytest.fixture
def peluuri(gambling) -> ServiceContact:
    return make_service(
        "Peluuri",
        gambling,
        web="https://peluuri.fi/",
        region="Koko maa",
        checked_on=date(2026, 10, 1),
    )


@pytest.fixture
def nollalinja() -> ServiceContact:
    return make_service("Nollalinja", phone="080 005 005")


@pytest.fixture
def number() -> str:
    return receipts.new_number()


@pytest.fixture
def taken(aino, gambling, number) -> Conversation:
    return make_conversation(topics=[gambling], by=aino, status=Status.WRITING, number=number)


@pytest.fixture
def client(aino, signed_in) -> Any:
    """aino's own."""
    return signed_in(aino)


def cards(*services: ServiceContact) -> list[Card]:
    return [Card.of(service) for service in services]


def sent_cards(conversation: Conversation) -> Cards:
    return letters.read(conversation, permissions.may_read_as_asker(conversation))[-1].cards


def shown(html: str) -> list[str]:
    """The names on the cards of a page's letters."""
    found = re.findall(r'<h4 class="service-name">([^<]*)<', html)
    return [unescape(name) for name in found]


def offered(html: str) -> dict[str, list[str]]:
    """What the list to choose from has, by its headings."""
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', html, re.DOTALL)
    return {title: re.findall(r'value="\d+">([^<]*)<', inside) for title, inside in groups}


def chosen(html: str) -> list[str]:
    return re.findall(r'name="cards" value="(\d*)"', html)


# Which are offered


def test_every_service_is_offered_those_of_the_topic_first(
    client, taken, peluuri, nollalinja, make_topic, gambling
):
    swedish = make_service("Nollinjen", language="sv")
    ServiceContact.objects.filter(pk=swedish.pk).update(translation_key=nollalinja.translation_key)
    make_service("Anonyma Alkoholister", language="sv")
    assert offered(page(client.get(to("write", taken)))) == {
        "Tämän keskustelun aiheista": ["Peluuri (Koko maa)"],
        "Muut": ["Nollalinja"],
        "Vain toisella kielellä": ["Anonyma Alkoholister"],
    }


def test_services_are_offered_in_the_language_of_the_letter(client, aino, make_topic, gambling):
    swedish = make_topic("rahapelaaminen", "Penningspel", "sv")
    Topic.objects.filter(pk=swedish.pk).update(translation_key=gambling.translation_key)
    swedish.refresh_from_db()
    make_service("Peluuri fi", gambling)
    make_service("Peluuri sv", swedish, language="sv")
    conversation = make_conversation(
        topics=[swedish], by=aino, status=Status.WRITING, language="sv"
    )
    assert offered(page(client.get(to("write", conversation)))) == {
        "Tämän keskustelun aiheista": ["Peluuri sv"],
        "Vain toisella kielellä": ["Peluuri fi"],
    }


def test_page_without_services_says_nothing_of_them(client, taken):
    assert "Ohjaa palveluun" not in page(client.get(to("write", taken)))


def test_many_services_take_as_many_queries_as_one(client, taken, gambling):
    counted = []
    for more in (1, 29):
        for nth in range(more):
            make_service(f"Palvelu {more} {nth}", gambling)
        page(client.get(to("write", taken)))
        with CaptureQueriesContext(connection) as seen:
            page(client.get(to("write", taken)))
        counted.append(len(seen))
    assert counted[0] == counted[1]


# Chosen and taken away


def test_service_is_put_under_the_letter_and_kept_sealed_with_the_text(client, taken, peluuri):
    form = {"text": TEXT, "cards": "", "service": peluuri.pk, "point": "yes"}
    answer = client.post(to("draft", taken), form)
    assert answer.headers["Location"] == f"{to('write', taken)}#reply"
    draft = Draft.objects.get()
    assert b"Peluuri" not in bytes(draft.cards)
    html = page(client.get(to("write", taken)))
    assert f"{TEXT}</textarea>" in html
    assert chosen(html) == ["", str(peluuri.pk)]
    assert offered(html) == {}


def test_service_is_taken_away_again(client, aino, taken, peluuri, nollalinja):
    actions.save_draft(taken, text=TEXT, cards=cards(peluuri, nollalinja), by=aino)
    form = {"text": TEXT, "cards": ["", peluuri.pk, nollalinja.pk], "unpoint": peluuri.pk}
    client.post(to("draft", taken), form)
    assert chosen(page(client.get(to("write", taken)))) == ["", str(nollalinja.pk)]
    client.post(to("draft", taken), {"text": TEXT, "cards": ["", nollalinja.pk], "unpoint": "x"})
    assert chosen(page(client.get(to("write", taken)))) == ["", str(nollalinja.pk)]


@pytest.mark.parametrize("service", ["", "x", "999999", "9" * 40])
def test_nothing_chosen_is_asked_about_and_keeps_what_was_there(
    client, aino, taken, peluuri, service
):
    actions.save_draft(taken, text="Aiempi", cards=cards(peluuri), by=aino)
    form = {"text": TEXT, "cards": ["", peluuri.pk], "service": service, "point": "yes"}
    html = page(client.post(to("draft", taken), form), 422)
    assert "Valitse ensin palvelu." in html
    assert f"{TEXT}</textarea>" in html
    assert chosen(html) == ["", str(peluuri.pk)]


def test_letter_has_room_for_six_services(client, taken):
    services = [make_service(f"Palvelu {nth}").pk for nth in range(MOST_CARDS + 1)]
    form = {"text": TEXT, "cards": ["", *services[1:]], "service": services[0], "point": "yes"}
    assert "mahtuu kuusi" in page(client.post(to("draft", taken), form), 422)


def test_draft_kept_by_script_leaves_the_cards(client, aino, taken, peluuri):
    actions.save_draft(taken, text="Aiempi", cards=cards(peluuri), by=aino)
    client.post(to("draft", taken), {"text": TEXT}, headers={"accept": "application/json"})
    assert chosen(page(client.get(to("write", taken)))) == ["", str(peluuri.pk)]


def test_card_that_the_directory_has_no_more_is_gone_from_the_draft(client, aino, taken, peluuri):
    actions.save_draft(taken, text=TEXT, cards=cards(peluuri), by=aino)
    peluuri.delete()
    assert chosen(page(client.get(to("write", taken)))) == [""]


# Sent


def preview(client, conversation: Conversation, *services: ServiceContact) -> str:
    numbers = ["", *(service.pk for service in services)]
    return page(
        client.post(to("preview", conversation), {"text": TEXT, "answers": 1, "cards": numbers})
    )


def test_preview_shows_the_cards_and_sending_freezes_them(
    client, taken, peluuri, nollalinja, walk: Walk, number
):
    html = preview(client, taken, peluuri, nollalinja)
    assert shown(html) == ["Peluuri", "Nollalinja"]
    form = {"text": TEXT, "answers": 1, "cards": chosen(html)}
    assert client.post(to("send", taken), form).headers["Location"] == reverse("advice_desk:own")
    message = Message.objects.get(author="expert")
    assert b"Peluuri" not in bytes(message.cards)
    assert list(sent_cards(taken)) == cards(peluuri, nollalinja)
    ServiceContact.objects.filter(pk=peluuri.pk).update(name="Uusi nimi", phone="1")
    nollalinja.delete()
    for html in (page(walk.open(number)), page(client.get(to("write", taken)))):
        assert shown(html) == ["Peluuri", "Nollalinja"]
        assert 'href="tel:0800100101"' in html
        assert 'href="https://peluuri.fi/"' in html
        assert "tarkistettu 1.10.2026" in html


def test_card_is_as_the_directory_reads_when_the_letter_is_sent(client, taken, peluuri):
    html = preview(client, taken, peluuri)
    ServiceContact.objects.filter(pk=peluuri.pk).update(phone="0800 555 555")
    client.post(to("send", taken), {"text": TEXT, "answers": 1, "cards": chosen(html)})
    assert [card.phone for card in sent_cards(taken)] == ["0800 555 555"]


@pytest.mark.parametrize("step", ["send", "gate_ask"])
def test_service_gone_since_the_preview_is_told_before_sending(
    client, taken, peluuri, nollalinja, step
):
    html = preview(client, taken, peluuri, nollalinja)
    nollalinja.delete()
    form = {"text": TEXT, "answers": 1, "cards": chosen(html), "wished": "on"}
    if step == "send":
        del form["wished"]
    again = page(client.post(to(step, taken), form), 409)
    assert "poistettu hakemistosta" in again
    assert f"{TEXT}</textarea>" in again
    assert chosen(again) == ["", str(peluuri.pk)]
    taken.refresh_from_db()
    assert taken.status == Status.WRITING


def test_sent_twice_is_stored_once_also_with_other_cards(client, taken, peluuri, nollalinja):
    for services in ([peluuri.pk], [nollalinja.pk], []):
        form = {"text": TEXT, "answers": 1, "cards": ["", *services]}
        answer = client.post(to("send", taken), form)
        assert answer.headers["Location"] == reverse("advice_desk:own")
    assert Message.objects.filter(author="expert").count() == 1
    assert [card.name for card in sent_cards(taken)] == ["Peluuri"]


def test_letter_without_cards_has_none_and_says_nothing_of_them(
    client, aino, taken, walk: Walk, number
):
    actions.send_answer(taken, text=TEXT, answers=1, by=aino)
    assert bytes(Message.objects.get(author="expert").cards) == b""
    assert "letter-cards" not in page(walk.open(number))


def test_next_letter_begins_without_the_cards_of_the_last(client, aino, taken, peluuri):
    actions.save_draft(taken, text=TEXT, cards=cards(peluuri), by=aino)
    actions.send_answer(taken, text=TEXT, answers=1, cards=cards(peluuri), by=aino)
    actions.write_again(taken, text="Kiitos!", nonce="1")
    assert chosen(page(client.get(to("write", taken)))) == [""]


def test_card_that_is_code_stays_text(client, taken, aino, walk: Walk, number):
    service = make_service("<script>alert(1)</script>")
    actions.send_answer(taken, text=TEXT, answers=1, cards=cards(service), by=aino)
    html = page(walk.open(number))
    assert "<script>alert" not in html
    assert shown(html) == ["<script>alert(1)</script>"]


# At the gate


@pytest.fixture
def gated(client, taken, peluuri) -> Conversation:
    form = {"text": TEXT, "answers": 1, "cards": ["", peluuri.pk], "wished": "on"}
    assert client.post(to("gate_ask", taken), form).status_code == 302
    taken.refresh_from_db()
    assert taken.status == Status.REVIEW
    return taken


def test_reader_sees_the_cards_and_lets_exactly_those_go(
    gated, client, coordinator, peluuri, signed_in, walk: Walk, number
):
    ServiceContact.objects.filter(pk=peluuri.pk).update(name="Uusi nimi")
    assert shown(page(signed_in(coordinator).get(to("gate", gated)))) == ["Peluuri"]
    assert shown(page(client.get(to("write", gated)))) == ["Peluuri"]
    form = {"review": gated.reviews.get().pk, "verdict": "let_go"}
    assert signed_in(coordinator).post(to("gate_decide", gated), form).status_code == 302
    assert shown(page(walk.open(number))) == ["Peluuri"]


def test_card_of_a_letter_taken_back_is_read_anew(gated, client, aino, peluuri):
    ServiceContact.objects.filter(pk=peluuri.pk).update(name="Uusi nimi")
    actions.take_back(gated, by=aino)
    assert "Uusi nimi" in page(client.get(to("write", gated)))


def test_cards_of_broken_seal_are_not_let_go_unseen(gated, client, coordinator, signed_in):
    break_seal(Draft.objects.get())
    reader = signed_in(coordinator)
    html = page(reader.get(to("gate", gated)))
    assert TEXT in html
    assert "ei voi näyttää" in html
    form = {"review": gated.reviews.get().pk, "verdict": "let_go"}
    assert "Palauta kirje" in page(reader.post(to("gate_decide", gated), form), 422)
    with pytest.raises(Refusal):
        actions.let_go(gated.reviews.get(), comments={}, by=coordinator)
    form |= {"verdict": "returned", "comment_0": "Valitse palvelu uudestaan"}
    assert reader.post(to("gate_decide", gated), form).status_code == 302
    html = page(client.get(to("write", gated)))
    assert "Valitse ne uudestaan" in html
    assert f"{TEXT}</textarea>" in html
    assert chosen(html) == [""]


# A broken seal


def break_seal(record: Draft | Message) -> None:
    sealed = bytes(record.cards)
    type(record).objects.filter(pk=record.pk).update(cards=sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_cards_of_broken_seal_do_not_hide_the_letter(
    client, aino, taken, peluuri, walk: Walk, number
):
    actions.send_answer(taken, text=TEXT, answers=1, cards=cards(peluuri), by=aino)
    break_seal(Message.objects.get(author="expert"))
    for html in (page(walk.open(number)), page(client.get(to("write", taken)))):
        assert TEXT in html
        assert shown(html) == []
        assert "ei voi näyttää juuri nyt" in html


def test_letter_of_broken_seal_does_not_hide_its_cards(aino, taken, peluuri, walk: Walk, number):
    actions.send_answer(taken, text=TEXT, answers=1, cards=cards(peluuri), by=aino)
    Message.objects.filter(author="expert").update(
        text=bytes(Message.objects.get(author="expert").text)[:-1] + b"\0"
    )
    html = page(walk.open(number))
    assert TEXT not in html
    assert shown(html) == ["Peluuri"]


@pytest.mark.parametrize("told", ["{}", "[1]", '[{"service": 1}]', "nonsense", '{"a": 1}'])
def test_cards_of_another_shape_do_not_hide_the_letter(aino, taken, told):
    from trust.seal import seal_text  # noqa: PLC0415

    message = actions.send_answer(taken, text=TEXT, answers=1, by=aino)
    Message.objects.filter(pk=message.pk).update(cards=seal_text(message, "cards", told))
    [_asked, letter] = letters.read(taken, permissions.may_read_as_asker(taken))
    assert letter.text == TEXT
    assert letter.cards.services == ()


def test_erased_conversation_takes_its_cards_along(aino, taken, peluuri):
    actions.send_answer(taken, text=TEXT, answers=1, cards=cards(peluuri), by=aino)
    actions.erase(taken, by=None)
    assert Message.objects.count() == 0
