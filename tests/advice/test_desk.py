"""The desk as experts and coordinators use it: the queue, opening, writing, sending, relaying."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advice import actions, paging
from advice.desk_forms import LONGEST_DRAFT
from advice.forms import LONGEST_TEXT
from advice.models import Conversation, Draft, Message, Status
from tests.advice.factories import make_conversation
from tests.conftest import with_second_factor
from trust import canary, clock
from trust.keyring import new_ring
from trust.models import AuditRow, OutgoingMail

pytestmark = pytest.mark.django_db

#: 13.10 on a Tuesday in Helsinki.
TUESDAY = datetime(2026, 11, 24, 11, 10, tzinfo=UTC)


def to(name: str, conversation: Conversation | None = None) -> str:
    return reverse(f"advice_desk:{name}", args=[conversation.pk] if conversation else [])


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def words(html: str) -> str:
    """The text of a page's main part as one line."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


@pytest.fixture
def client(aino, signed_in) -> Any:
    """aino's own."""
    return signed_in(aino)


@pytest.fixture
def taken(aino, gambling) -> Conversation:
    """A question that aino is answering."""
    return make_conversation("Mistä apua?", topics=[gambling], by=aino, status=Status.WRITING)


# The queue


def test_queue_tells_label_topic_perspective_wish_and_promise(aino, signed_in, gambling):
    with time_machine.travel(TUESDAY, tick=False):
        conversation = make_conversation(
            topics=[gambling], wish="Joku joka on elänyt vierellä", perspective="close", urgent=True
        )
    with time_machine.travel(TUESDAY + timedelta(hours=40, minutes=30), tick=False):
        shown = words(page(signed_in(aino).get(to("queue"))))
    for told in (
        conversation.label,
        "Rahapelaaminen",
        str(conversation.get_perspective_display()),
        "Joku joka on elänyt vierellä",
        "pe 27.11. klo 13.10",
        "31 h jäljellä",
        "Kiireellinen",
    ):
        assert told in shown


def test_queue_says_late_in_words(aino, signed_in, gambling):
    with time_machine.travel(TUESDAY, tick=False):
        make_conversation(topics=[gambling])
    for late, said in (
        (timedelta(minutes=1), "myöhässä alle tunnin"),
        (timedelta(hours=5, minutes=1), "myöhässä 5 h"),
        (timedelta(hours=97), "myöhässä 4 vrk"),
    ):
        with time_machine.travel(TUESDAY + timedelta(hours=72) + late, tick=False):
            assert said in words(page(signed_in(aino).get(to("queue"))))


def test_queue_has_oldest_promise_first(client, gambling):
    later = make_conversation(topics=[gambling], hours=72)
    sooner = make_conversation(topics=[gambling], hours=24)
    assert re.findall(r">(K-\d+)<", page(client.get(to("queue")))) == [sooner.label, later.label]


def test_queue_of_nobody_waiting_says_so(client):
    assert "Kukaan ei juuri nyt odota" in words(page(client.get(to("queue"))))


def test_queue_of_expert_without_topics_says_who_chooses_them(make_expert, signed_in):
    assert "aihe" in words(page(signed_in(make_expert("uusi")).get(to("queue"))))


def test_queue_names_language_only_when_foreign(client, gambling):
    make_conversation(topics=[gambling])
    assert "Suomi" not in words(page(client.get(to("queue"))))
    make_conversation(topics=[gambling], language="sv")
    assert "Ruotsi" in words(page(client.get(to("queue"))))


def test_queue_pages_have_every_question_once(client, gambling, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 3)
    with time_machine.travel(TUESDAY, tick=False):
        # All promises end at the same instant: only the id tells them apart.
        made = [make_conversation(topics=[gambling]).label for _ in range(7)]
    seen, address = [], to("queue")
    for _ in range(3):
        shown = page(client.get(address))
        seen += re.findall(r">(K-\d+)<", shown)
        link = re.search(r'href="(\?list=[^"]*)"', shown)
        address = to("queue") + (link[1].replace("&amp;", "&") if link else "")
    assert seen == made
    assert link is None


@pytest.mark.parametrize(
    "place", ["", "x", "1-", "-1", "9" * 40 + "-1", "1-" + "9" * 40, "²-²", "9" * 5000 + "-1"]
)
def test_queue_page_of_nonsense_place_is_the_first_or_empty(client, gambling, place):
    make_conversation(topics=[gambling])
    assert client.get(to("queue"), {"list": "waiting", "after": place}).status_code == 200


def test_queue_of_coordinator_has_what_to_check_above_and_what_is_taken_below(
    coordinator, aino, signed_in, gambling, substances, taken
):
    free = make_conversation(topics=[substances])
    aside = make_conversation(status=Status.QUARANTINED)
    shown = page(signed_in(coordinator).get(to("queue")))
    assert re.findall(r">(K-\d+)<", shown) == [aside.label, free.label, taken.label]


def test_queue_asks_the_database_equally_often_for_1_and_30(aino, coordinator, signed_in, gambling):
    clients = [signed_in(aino), signed_in(coordinator)]
    for rows in (1, 30):
        while Conversation.objects.waiting().count() < rows:
            make_conversation(topics=[gambling], wish="Toive", urgent=True)
        counted = [queries(client, "queue") for client in clients]
        if rows == 1:
            with_one = counted
    assert counted == with_one
    assert max(counted) <= 20


def queries(client, name: str) -> int:
    """How many queries a list takes, once what is cached for all is in the cache."""
    page(client.get(to(name)))
    with CaptureQueriesContext(connection) as seen:
        page(client.get(to(name)))
    return len(seen)


def test_own_asks_the_database_equally_often_for_3_and_30(client, aino, gambling):
    counted = []
    for rows in (1, 10):
        for status in (Status.WRITING, Status.ANSWERED, Status.CLOSED):
            while Conversation.objects.filter(status=status).count() < rows:
                make_conversation(topics=[gambling], by=aino, status=status)
        counted.append(queries(client, "own"))
    assert counted[0] == counted[1] <= 20


def test_queue_writes_an_audit_row_for_each_wish_it_shows(client, aino, gambling, trail):
    wished = [make_conversation(topics=[gambling], wish="Toive") for _ in range(2)]
    make_conversation(topics=[gambling])
    before = len(trail())
    page(client.get(to("queue")))
    assert trail()[before:] == [
        ("advice.wish", "allowed", f"user {aino.pk}", str(one.pk)) for one in wished
    ]
    assert all(row.is_whole() for row in AuditRow.objects.all())


def test_wish_of_broken_seal_hides_nothing_else(client, gambling):
    broken = make_conversation(topics=[gambling], wish="Toive rikki")
    make_conversation(topics=[gambling], wish="Toive ehjä")
    sealed = bytes(broken.wish)
    Conversation.objects.filter(pk=broken.pk).update(wish=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    shown = words(page(client.get(to("queue"))))
    assert "Toive ehjä" in shown
    assert "Toivetta ei voitu avata" in shown


# Opening and taking


def test_question_shows_no_letter_before_it_is_opened(client, aino, gambling, trail):
    conversation = make_conversation("Sadepäivä", topics=[gambling])
    shown = page(client.get(to("question", conversation)))
    assert "Sadepäivä" not in shown
    assert trail("advice.open") == []
    assert "Sadepäivä" in page(client.post(to("open", conversation)))
    who = f"user {aino.pk}"
    assert trail("advice.open") == [("advice.open", "allowed", who, str(conversation.pk))]


def test_open_leaves_nothing_changed(client, gambling):
    conversation = make_conversation(topics=[gambling])
    page(client.post(to("open", conversation)))
    conversation.refresh_from_db()
    assert (conversation.status, conversation.expert) == (Status.WAITING, None)


def test_letter_that_is_code_stays_text(client, gambling):
    conversation = make_conversation("<script>alert(1)</script> & <b>", topics=[gambling])
    shown = page(client.post(to("open", conversation)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in shown


def test_claim_takes_the_question_and_keeps_what_was_begun(client, aino, gambling, trail):
    conversation = make_conversation(topics=[gambling])
    answer = client.post(to("claim", conversation), {"text": "Hei sinä"})
    assert answer.headers["Location"] == to("write", conversation)
    conversation.refresh_from_db()
    assert conversation.expert == aino.expert
    assert "Hei sinä</textarea>" in page(client.get(to("write", conversation)))
    assert [row[1] for row in trail("advice.claim")] == ["done"]


def test_claim_twice_is_one_claim(client, gambling, trail):
    conversation = make_conversation(topics=[gambling])
    for _ in range(2):
        assert client.post(to("claim", conversation)).status_code == 302
    assert len(trail("advice.claim")) == 1


@pytest.mark.parametrize("status", [Status.WRITING, Status.ANSWERED, Status.CLOSED])
def test_claim_too_late_gives_the_typed_text_back(client, eero, gambling, trail, status):
    conversation = make_conversation("Sadepäivä", topics=[gambling], by=eero, status=status)
    shown = page(client.post(to("claim", conversation), {"text": "Ehdin jo aloittaa"}), 409)
    assert "ehti" in words(shown)
    assert "Ehdin jo aloittaa</textarea>" in shown
    assert "Sadepäivä" not in shown
    assert [row[1] for row in trail("advice.claim")][-1] == "refused"
    conversation.refresh_from_db()
    assert conversation.expert == eero.expert


def test_claim_of_too_long_beginning_takes_nothing_and_keeps_it(client, gambling):
    conversation = make_conversation(topics=[gambling])
    long = "a" * (LONGEST_DRAFT + 1)
    assert long in page(client.post(to("claim", conversation), {"text": long}), 422)
    conversation.refresh_from_db()
    assert conversation.status == Status.WAITING


@pytest.fixture
def other_ring(settings) -> Iterator[Callable[[], None]]:
    """A key ring that is whole and not the one that the records were made with."""

    def wrong() -> None:
        settings.KOKENET_KEYRING = json.dumps(new_ring())
        canary.forget()

    yield wrong
    canary.forget()


@pytest.mark.parametrize("step", ["draft", "preview", "send", "release"])
def test_text_that_cannot_be_sealed_is_given_back(client, taken, other_ring, step):
    other_ring()
    form = {"text": "Tämä on minun vastaukseni", "answers": "1", "confirm": "yes"}
    shown = page(client.post(to(step, taken), form), 503)
    assert "Tämä on minun vastaukseni</textarea>" in shown
    taken.refresh_from_db()
    assert (taken.status, Draft.objects.count(), Message.objects.count()) == (Status.WRITING, 0, 1)


def test_claim_that_cannot_keep_the_beginning_takes_nothing(client, gambling, other_ring):
    conversation = make_conversation(topics=[gambling])
    other_ring()
    shown = page(client.post(to("claim", conversation), {"text": "Ehdin jo aloittaa"}), 503)
    assert "Ehdin jo aloittaa</textarea>" in shown
    conversation.refresh_from_db()
    assert conversation.status == Status.WAITING


def test_question_one_has_taken_leads_to_writing(client, taken):
    for answer in (client.get(to("question", taken)), client.post(to("open", taken))):
        assert answer.headers["Location"] == to("write", taken)


# Writing


def test_write_shows_letters_count_promise_and_draft(client, aino, taken, trail):
    actions.save_draft(taken, text="Luonnokseni", by=aino)
    shown = page(client.get(to("write", taken)))
    assert 'data-author="asker"' in shown
    assert "Mistä apua?" in shown
    assert re.search(r'id="message-count">[^<]*1/5', shown)
    assert f'id="promise" datetime="{clock.local(taken.due_at):%Y-%m-%dT%H:%M}' in shown
    assert "Luonnokseni</textarea>" in shown
    assert re.search(r"data-draft-status>Luonnos tallennettu klo \d+\.\d\d<", shown)
    assert [row[1] for row in trail("advice.read")] == ["allowed"]


def test_draft_is_kept_and_sealed(client, taken):
    assert client.post(to("draft", taken), {"text": "Luonnos"}).status_code == 302
    assert b"Luonnos" not in bytes(Draft.objects.get().text)
    assert "Luonnos</textarea>" in page(client.get(to("write", taken)))


def test_draft_saved_by_script_answers_with_its_time(aino, signed_in, taken):
    with time_machine.travel(TUESDAY, tick=False):
        answer = signed_in(aino).post(
            to("draft", taken), {"text": "Luonnos"}, headers={"accept": "application/json"}
        )
    assert answer.json() == {"saved": "Luonnos tallennettu klo 13.10"}
    assert "no-store" in answer["Cache-Control"]


def test_draft_refused_to_script_says_why(client, aino, taken):
    headers = {"accept": "application/json"}
    long = {"text": "a" * (LONGEST_DRAFT + 1)}
    answer = client.post(to("draft", taken), long, headers=headers)
    assert (answer.status_code, list(answer.json())) == (422, ["sentence"])
    actions.send_answer(taken, text="Lähetetty", answers=1, by=aino)
    answer = client.post(to("draft", taken), {"text": "Myöhässä"}, headers=headers)
    assert (answer.status_code, list(answer.json())) == (409, ["sentence"])


def test_draft_needs_csrf_token(aino, taken):
    strict = Client(enforce_csrf_checks=True, headers={"accept": "application/json"})
    strict.cookies = with_second_factor(aino).cookies
    assert strict.post(to("draft", taken), {"text": "Muualta"}).status_code == 403
    assert Draft.objects.count() == 0


def test_draft_survives_release_and_comes_back_with_the_question(
    client, aino, eero, taken, gambling
):
    client.post(to("draft", taken), {"text": "Luonnos ainolta"})
    client.post(to("release", taken), {"confirm": "yes"})
    assert "Luonnos ainolta</textarea>" in page(client.post(to("open", taken)))


def test_draft_of_one_is_not_shown_to_the_next(client, aino, eero, taken, gambling, signed_in):
    eero.expert.topics.add(gambling)
    client.post(to("draft", taken), {"text": "Luonnos ainolta"})
    client.post(to("release", taken), {"confirm": "yes"})
    other = signed_in(eero)
    assert "Luonnos ainolta" not in page(other.post(to("open", taken)))
    other.post(to("claim", taken))
    assert "Luonnos ainolta" not in page(other.get(to("write", taken)))


def test_preview_shows_the_letter_as_the_asker_reads_it(client, aino, taken):
    shown = page(
        client.post(to("preview", taken), {"text": "Hei!\r\n\r\nOlet rohkea.", "answers": 1})
    )
    letter = re.search(r"<article.*?</article>", shown, re.DOTALL)[0]
    assert 'data-author="expert"' in letter
    assert '<p dir="auto">Hei!</p><p dir="auto">Olet rohkea.</p>' in letter
    assert aino.expert.alias in letter
    assert Message.objects.count() == 1
    assert "Olet rohkea." in page(client.get(to("write", taken)))


@pytest.mark.parametrize(
    ("text", "said"), [("", "Kirjoita"), ("  \n", "Kirjoita"), ("a" * (LONGEST_TEXT + 3), "3")]
)
def test_preview_of_what_cannot_be_sent_keeps_it(client, taken, text, said):
    shown = page(client.post(to("preview", taken), {"text": text, "answers": 1}), 422)
    assert said in words(re.search(r"<main.*</ul>", shown, re.DOTALL)[0])
    assert f"{text.strip()}</textarea>" in shown
    assert client.post(to("send", taken), {"text": text, "answers": 1}).status_code == 422
    assert Message.objects.count() == 1


def test_send_answers_and_leaves_no_draft(client, aino, taken, trail):
    client.post(to("draft", taken), {"text": "Luonnos"})
    answer = client.post(to("send", taken), {"text": "Kiitos kirjeestäsi.", "answers": 1})
    assert answer.headers["Location"] == to("own")
    taken.refresh_from_db()
    assert (taken.status, taken.due_at) == (Status.ANSWERED, None)
    assert Draft.objects.count() == 0
    assert "Vastauksesi on lähetetty" in words(page(client.get(to("own"))))
    assert "Kiitos kirjeestäsi." in page(client.get(to("write", taken)))
    assert len(trail("advice.answer")) == 1


def test_send_twice_is_one_letter(client, taken):
    for _ in range(2):
        answer = client.post(to("send", taken), {"text": "Kiitos.", "answers": 1})
        assert answer.headers["Location"] == to("own")
    assert Message.objects.filter(author="expert").count() == 1


def test_send_changed_after_sending_says_so_and_keeps_the_text(client, taken):
    client.post(to("send", taken), {"text": "Kiitos.", "answers": 1})
    shown = page(client.post(to("send", taken), {"text": "Korjattu kiitos.", "answers": 1}), 409)
    assert "Korjattu kiitos.</textarea>" in shown
    assert Message.objects.filter(author="expert").count() == 1


@pytest.mark.parametrize("step", ["preview", "send"])
def test_answer_waits_when_the_asker_has_written_more(client, taken, step):
    client.post(to("draft", taken), {"text": "Luonnos"})
    actions.write_again(taken, text="Unohdin kertoa.", nonce="1")
    shown = page(client.post(to(step, taken), {"text": "Vastaus", "answers": 1}), 409)
    assert "Unohdin kertoa." in shown
    assert "Vastaus</textarea>" in shown
    assert 'name="answers" value="2"' in shown
    assert Message.objects.filter(author="expert").count() == 0
    assert Draft.objects.count() == 1
    assert client.post(to("send", taken), {"text": "Vastaus", "answers": 2}).status_code == 302


def test_last_answer_ends_the_conversation(client, aino, gambling):
    last = make_conversation(topics=[gambling], by=aino, status=Status.WRITING, limit=1)
    assert "viimeinen" in words(page(client.get(to("write", last))))
    client.post(to("send", last), {"text": "Kaikkea hyvää.", "answers": 1})
    last.refresh_from_db()
    assert last.status == Status.CLOSED
    assert "päättynyt" in words(page(client.get(to("write", last))))


def test_release_asks_first_and_keeps_what_was_written(client, taken, trail):
    shown = page(client.post(to("release", taken), {"text": "Kesken", "answers": 1}))
    assert "Mistä apua?" not in shown
    taken.refresh_from_db()
    assert taken.status == Status.WRITING
    answer = client.post(to("release", taken), {"confirm": "yes"})
    assert answer.headers["Location"] == to("queue")
    taken.refresh_from_db()
    assert (taken.status, taken.expert, taken.claimed_at) == (Status.WAITING, None, None)
    assert len(trail("advice.release")) == 1


def test_release_keeps_the_promise(client, taken):
    due = taken.due_at
    client.post(to("release", taken), {"confirm": "yes"})
    taken.refresh_from_db()
    assert taken.due_at == due


def test_one_broken_letter_does_not_hide_the_others(client, aino, taken):
    actions.write_again(taken, text="Toinen kirje", nonce="1")
    first = Message.objects.get(position=1)
    sealed = bytes(first.text)
    Message.objects.filter(pk=first.pk).update(text=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    shown = page(client.get(to("write", taken)))
    assert "Toinen kirje" in shown
    assert "Mistä apua?" not in shown
    assert "ei voitu avata" in words(shown)


def test_broken_draft_says_so_and_one_can_write_again(client, aino, taken):
    draft = actions.save_draft(taken, text="Luonnos", by=aino)
    Draft.objects.filter(pk=draft.pk).update(text=bytes(draft.text[:-1]) + b"\0")
    assert "ei voitu avata" in words(page(client.get(to("write", taken))))
    client.post(to("draft", taken), {"text": "Uusi"})
    assert "Uusi</textarea>" in page(client.get(to("write", taken)))


def test_text_posted_after_the_claim_is_gone_comes_back(client, aino, taken, trail):
    actions.release(taken, by=aino)
    for name in ("draft", "preview", "send", "release"):
        shown = page(client.post(to(name, taken), {"text": "Pitkä vastaus", "answers": 1}), 404)
        assert "Pitkä vastaus</textarea>" in shown
        assert "Mistä apua?" not in shown
    assert {row[1] for row in trail("advice.answer")} == {"refused"}


# Own conversations


def test_own_tells_what_waits_for_whom(client, aino, eero, gambling, taken):
    answered = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    closed = make_conversation(topics=[gambling], by=aino, status=Status.CLOSED)
    make_conversation(topics=[gambling], by=eero, status=Status.WRITING)
    shown = page(client.get(to("own")))
    assert re.findall(r">(K-\d+)<", shown) == [taken.label, answered.label, closed.label]
    by_section = {
        section: re.findall(r">(K-\d+)<", html)
        for section, html in re.findall(
            r'<section[^>]*aria-labelledby="(\w+)-title"(.*?)</section>', shown, re.DOTALL
        )
    }
    assert by_section == {
        "me": [taken.label],
        "asker": [answered.label],
        "closed": [closed.label],
    }


def test_own_pages_go_from_newest_to_oldest(client, aino, gambling, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 2)
    made = [
        make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED).label
        for _ in range(5)
    ]
    seen, query = [], "?list=asker"
    while query:
        shown = page(client.get(to("own") + query))
        seen += re.findall(r">(K-\d+)<", shown)
        link = re.search(r'href="(\?list=asker&amp;after=[^"]*)"', shown)
        query = link[1].replace("&amp;", "&") if link else ""
    assert seen == made[::-1]


def test_answered_conversation_is_read_only_until_the_asker_writes(client, aino, gambling):
    answered = make_conversation(topics=[gambling], by=aino, status=Status.ANSWERED)
    assert 'name="text"' not in page(client.get(to("write", answered)))
    actions.write_again(answered, text="Kiitos!", nonce="1")
    shown = page(client.get(to("write", answered)))
    assert 'name="text"' in shown
    assert "Kiitos!" in shown
    assert re.search(r'id="message-count">[^<]*2/5', shown)


# The coordinator


@pytest.fixture
def desk(coordinator, signed_in) -> Any:
    """The coordinator's own."""
    return signed_in(coordinator)


def test_assign_lists_who_knows_the_topic_and_has_least_to_do(
    desk, aino, eero, make_expert, gambling, taken
):
    make_expert("oiva", gambling)
    free = make_conversation(topics=[gambling])
    shown = page(desk.get(to("assign", free)))
    assert re.findall(r"<strong>(\w+)</strong>", shown) == ["Oiva", "Aino", "Eero"]
    assert "tuntee aiheen" in words(shown).split("Eero")[0]
    assert "tuntee aiheen" not in words(shown).split("Eero")[1]


def test_assign_gives_the_question_and_tells_the_expert(desk, eero, gambling, trail):
    free = make_conversation(topics=[gambling])
    answer = desk.post(to("assign", free), {"expert": eero.expert.pk})
    assert answer.headers["Location"] == to("queue")
    free.refresh_from_db()
    assert (free.status, free.expert) == (Status.WRITING, eero.expert)
    assert OutgoingMail.objects.filter(kind="advice.assigned", to=eero).count() == 1
    assert len(trail("advice.assign")) == 1


def test_assign_needs_an_expert_who_can_answer(desk, aino, eero, gambling):
    eero.groups.clear()
    free = make_conversation(topics=[gambling])
    for chosen in ("", eero.expert.pk, 999_999):
        assert desk.post(to("assign", free), {"expert": chosen}).status_code == 422
    free.refresh_from_db()
    assert free.status == Status.WAITING


def test_let_in_puts_the_question_into_the_queue(desk, aino, gambling, trail):
    aside = make_conversation("Sadepäivä", topics=[gambling], status=Status.QUARANTINED)
    due = aside.due_at
    assert "Sadepäivä" in page(desk.post(to("open", aside)))
    assert [row[0] for row in trail("advice.check")] == ["advice.check"]
    assert desk.post(to("let_in", aside)).headers["Location"] == to("queue")
    aside.refresh_from_db()
    assert (aside.status, aside.due_at) == (Status.WAITING, due)
    assert list(Conversation.objects.queue_of(aino)) == [aside]


def test_pages_of_the_desk_in_swedish_and_english_have_addresses_of_their_own(client, taken):
    for language in ("sv", "en"):
        assert client.get(f"/{language}{to('write', taken)}").status_code == 200


# The ending


def test_ending_help_stands_beside_the_reply_to_the_last_message_only(client, aino, gambling):
    taken = make_conversation(topics=[gambling], by=aino, status=Status.WRITING, limit=2)
    assert "viimeinen viesti" not in words(page(client.get(to("write", taken))))
    actions.send_answer(taken, text="Kiitos.", answers=1, by=aino)
    actions.write_again(taken, text="Vielä yksi", nonce="1")
    shown = page(client.get(to("write", taken)))
    help_list = re.search(r'<aside class="desk-ending".*?</aside>', shown, re.DOTALL)[0]
    assert [word for word in ("Kokoa", "Rohkaise", "Mitä seuraavaksi") if word in help_list] == [
        "Kokoa",
        "Rohkaise",
        "Mitä seuraavaksi",
    ]
    assert shown.index("desk-ending") < shown.index('name="text"')
    assert "<script" not in help_list
    actions.send_answer(taken, text="Hyvää matkaa.", answers=3, by=aino)
    assert "desk-ending" not in page(client.get(to("write", taken)))
