"""The weekly letter is asked for, confirmed behind the mail and left; nobody learns who gets it."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kokeblog import actions, tickets
from kokeblog.models import Subscription
from tests.kokeblog.readers import (
    ADDRESS,
    MARKER,
    SUBSCRIBE,
    ask_for_letter,
    confirm_path,
    make_reader,
    path_in,
    words,
)
from tests.trust.conftest import ring_of, secret
from tests.trust.test_sealed_mail import everything_stored
from trust import canary, clock, outbox, rotation, throttle
from trust.erasure import person_erased
from trust.models import AuditRow, OutgoingMail

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
CROSS = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """The throttle has tests of its own; here nobody waits."""
    monkeypatch.setattr("kokeblog.views.letter.SAME_TIME", 0.0)
    monkeypatch.setattr(throttle, "_process", throttle.Throttle())


@pytest.fixture
def use_ring(settings):
    def use(ring: dict) -> None:
        settings.KOKENET_KEYRING = json.dumps(ring)
        settings.KEYRING_MAKE_ON_FIRST_RUN = False
        canary.forget()

    yield use
    canary.forget()


def only() -> Subscription:
    return Subscription.objects.get()


def leave_path(reader: Subscription) -> str:
    return path_in(tickets.leave_link(reader), "lopeta")


# Asking


def test_address_is_sealed_and_its_owner_is_asked(asker, mail_to_sink, site_log):
    answer = ask_for_letter(asker)
    assert answer.status_code == 200
    assert f"Lähetämme viestin osoitteeseen {ADDRESS}" in words(answer)
    assert (only().status, only().confirmed_at, only().language) == ("asked", None, "fi")
    assert outbox.send_due() == 1
    [arrived] = mail_to_sink.messages
    assert arrived["To"] == ADDRESS
    assert arrived["Subject"] == "Haluatko KokeBlogin viikkokirjeen?"
    assert "Linkki toimii kaksi vuorokautta." in " ".join(arrived.get_content().split())
    assert MARKER not in everything_stored() + site_log.getvalue()
    assert MARKER not in arrived.get_content()


def test_asked_page_and_form_leave_no_cookie_and_the_answer_is_kept_nowhere(asker):
    page, answer = asker.get(SUBSCRIBE), ask_for_letter(asker)
    assert not page.cookies
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert "public" in page["Cache-Control"]


@pytest.mark.parametrize("wrong", ["", "zxqwvk", "zxqwvk@", "a@b.example zxqwvk@muualla.example"])
def test_wrong_address_is_told_in_words_and_kept_in_the_field(asker, wrong):
    answer = ask_for_letter(asker, wrong)
    assert answer.status_code == 422
    sentence = "Tarkista se." if wrong else "Kirjoita ensin sähköpostiosoitteesi."
    assert sentence in words(answer)
    assert not wrong or f'value="{wrong}"' in answer.content.decode()
    assert Subscription.objects.count() == OutgoingMail.objects.count() == 0


def test_hostile_address_is_inert(asker):
    answer = ask_for_letter(asker, '"<script>alert(1)</script>"@muualla.example')
    assert "<script>alert" not in answer.content.decode()


def test_program_that_fills_every_field_gets_the_same_page_and_nothing_happens(asker):
    answer = ask_for_letter(asker, website="https://halpaa.example")
    assert answer.content == ask_for_letter(asker).content
    assert Subscription.objects.count() == 1


def test_form_of_another_site_is_refused(asker):
    answer = asker.post(SUBSCRIBE, {"email": ADDRESS}, headers=CROSS)
    assert answer.status_code == 403
    assert Subscription.objects.count() == 0


def test_answer_is_the_same_for_every_address(asker):
    """New, asked a moment ago, asked long ago, getting the letter: the same bytes and status."""
    long_ago = clock.now() - timedelta(days=30)
    make_reader("jo@muualla.example", at=long_ago)
    make_reader("kysytty@muualla.example", confirmed=False, at=clock.now() - timedelta(hours=30))
    known = ["jo@muualla.example", "kysytty@muualla.example", "kysytty@muualla.example"]
    answers = [ask_for_letter(asker, address) for address in [*known, "uusi@muualla.example"]]
    pages = {
        answer.content.decode().replace(address, "…")
        for answer, address in zip(answers, [*known, "uusi@muualla.example"], strict=True)
    }
    assert len(pages) == 1
    assert {answer.status_code for answer in answers} == {200}


def test_every_answer_takes_the_same_time(asker, monkeypatch):
    """The block that differs runs inside of throttle.lasting, which evens it out."""
    lasted = []
    lasting = throttle.lasting
    monkeypatch.setattr(throttle, "lasting", lambda s: lasted.append(s) or lasting(0))
    monkeypatch.setattr("kokeblog.views.letter.SAME_TIME", 0.4)
    ask_for_letter(asker)
    ask_for_letter(asker)
    assert lasted == [0.4, 0.4]


def test_one_address_has_one_subscription_however_it_is_written(asker):
    for written in (ADDRESS, " ZXQWVK@Muualla.Example ", "zxqwvk@MUUALLA.example"):
        ask_for_letter(asker, written)
    assert Subscription.objects.count() == 1


def test_address_is_found_under_an_older_pepper(asker, use_ring):
    use_ring(ring_of())
    ask_for_letter(asker)
    use_ring(ring_of(pepper="p2", peppers={"p1": secret(101), "p2": secret(102)}))
    ask_for_letter(asker)
    assert Subscription.objects.count() == 1


def test_mailbox_gets_one_mail_a_day_however_often_somebody_asks(asker):
    for _ in range(3):
        ask_for_letter(asker)
    assert OutgoingMail.objects.count() == 1
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        ask_for_letter(asker)
        ask_for_letter(asker)
    assert OutgoingMail.objects.count() == 2


def test_one_who_gets_the_letter_is_told_so(asker, mailoutbox):
    make_reader(at=clock.now() - timedelta(days=3))
    ask_for_letter(asker)
    ask_for_letter(asker)
    assert outbox.send_due() == 1
    [mail] = mailoutbox
    assert (mail.subject, mail.to) == ("Saat jo KokeBlogin kirjettä", [ADDRESS])
    assert only().status == "confirmed"
    asker.post(path_in(mail.body, "lopeta"))
    assert Subscription.objects.count() == 0


def test_language_is_the_page_s_and_asking_again_may_change_it_until_confirmed(asker, mailoutbox):
    ask_for_letter(asker)
    with time_machine.travel(clock.now() + timedelta(hours=30)):
        ask_for_letter(asker, path="/sv" + SUBSCRIBE)
        outbox.send_due()
        assert only().language == "sv"
        assert mailoutbox[-1].subject == "Vill du ha KokeBlogis veckobrev?"
        link = path_in(mailoutbox[-1].body, "vahvista")
        assert link.startswith("/sv/kokeblogi/kirje/vahvista/")
        asker.post(link)
    with time_machine.travel(clock.now() + timedelta(hours=60)):
        ask_for_letter(asker)
        assert only().language == "sv"


def test_flood_of_new_addresses_is_stopped_for_an_hour(asker, monkeypatch):
    monkeypatch.setattr("kokeblog.actions.subscribing.MOST_AN_HOUR", 3)
    for number in range(3):
        make_reader(f"{number}@muualla.example", confirmed=False)
    answer = ask_for_letter(asker)
    assert (answer.status_code, Subscription.objects.count()) == (429, 3)
    assert f'value="{ADDRESS}"' in answer.content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert ask_for_letter(asker).status_code == 200


def test_sleeping_places_all_taken_gives_the_form_back(asker, monkeypatch):
    monkeypatch.setattr(throttle, "MOST_SLEEPERS", 0)
    answer = ask_for_letter(asker)
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert f'value="{ADDRESS}"' in answer.content.decode()


def test_wrong_key_ring_takes_no_address(asker, use_ring):
    use_ring(ring_of())
    make_reader("toinen@muualla.example")
    canary.verify()
    use_ring(ring_of(keys={"k1": secret(2)}))
    answer = ask_for_letter(asker)
    assert (answer.status_code, Subscription.objects.count()) == (503, 1)
    assert f'value="{ADDRESS}"' in answer.content.decode()


# Confirming


def test_opening_the_link_confirms_nothing_and_the_button_does(asker, mailoutbox):
    ask_for_letter(asker)
    path = confirm_path(mailoutbox)
    page = asker.get(path)
    assert (page.status_code, only().status) == (200, "asked")
    assert '<form class="form" method="post"' in page.content.decode()
    assert asker.head(path).status_code == 200
    assert only().status == "asked"
    assert asker.post(path, {"confirm": "yes"}).status_code == 200
    assert (only().status, only().confirmed_at is None) == ("confirmed", False)


def test_confirming_again_says_the_same_and_changes_nothing(asker, mailoutbox):
    ask_for_letter(asker)
    path = confirm_path(mailoutbox)
    first = asker.post(path)
    at = only().confirmed_at
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        assert words(asker.post(path)) == words(first)
    assert only().confirmed_at == at


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("what", ["confirm", "leave"])
def test_link_that_is_not_ours_opens_a_page_that_helps(asker, what, method):
    reader = make_reader(confirmed=False)
    other = tickets.leave_link(reader) if what == "confirm" else tickets.confirm_link(reader)
    stranger = other.rstrip("/").rpartition("/")[2]
    for token in ("x", "A" * 300, stranger, stranger[:-4] + "AAAA"):
        answer = getattr(asker, method)(reverse(f"kokeblog:letter_{what}", args=[token]))
        assert answer.status_code == 404
        assert "Tämä linkki ei enää aukea" in words(answer)
    assert only().status == "asked"


def test_link_is_too_old_after_two_days(asker, mailoutbox):
    ask_for_letter(asker)
    path = confirm_path(mailoutbox)
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        assert asker.get(path).status_code == asker.post(path).status_code == 404
    assert only().status == "asked"


def test_token_pages_are_kept_nowhere_and_set_no_cookie(asker, mailoutbox):
    ask_for_letter(asker)
    confirm, leave = confirm_path(mailoutbox), leave_path(only())
    answers = [asker.get(confirm), asker.get(leave), asker.post(confirm), asker.post(leave)]
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert not any(answer.cookies for answer in answers)
    assert all('content="noindex"' in answer.content.decode() for answer in answers)


def test_unconfirmed_are_destroyed_after_two_days_and_confirmed_stay(asker):
    make_reader("jo@muualla.example", at=clock.now() - timedelta(days=300))
    make_reader("vasta@muualla.example", confirmed=False, at=clock.now() - timedelta(hours=47))
    old = make_reader(confirmed=False, at=clock.now() - timedelta(hours=48))
    assert actions.forget_unconfirmed() == 1
    assert Subscription.objects.count() == 2
    assert not Subscription.objects.filter(pk=old.pk).exists()
    assert actions.forget_unconfirmed() == 0


def test_question_to_a_forgotten_address_is_not_sent(asker, mailoutbox):
    ask_for_letter(asker)
    Subscription.objects.all().delete()
    assert outbox.send_due() == 0
    assert mailoutbox == []
    assert OutgoingMail.objects.get().dropped_at is not None


# Leaving


def test_mailbox_s_own_button_leaves_without_anything_of_a_browser(mailoutbox):
    """RFC 8058: a POST of exactly this, without cookie, Origin or Sec-Fetch-Site."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        leave_path(make_reader()),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert (answer.status_code, Subscription.objects.count()) == (200, 0)
    answer = client.post(leave_path(make_reader()), ONE_CLICK)  # multipart/form-data
    assert (answer.status_code, Subscription.objects.count()) == (200, 0)


def test_opening_the_link_leaves_nothing_and_the_button_does(asker):
    path = leave_path(make_reader())
    assert asker.get(path).status_code == asker.head(path).status_code == 200
    assert Subscription.objects.count() == 1
    assert "Osoitteesi on hävitetty." in words(asker.post(path))
    assert "Osoitteesi on hävitetty." in words(asker.post(path))
    assert Subscription.objects.count() == 0


def test_link_of_an_old_letter_still_leaves(asker):
    path = leave_path(make_reader())
    with time_machine.travel(clock.now() + timedelta(days=700)):
        assert asker.post(path, ONE_CLICK).status_code == 200
    assert Subscription.objects.count() == 0


def test_key_is_destroyed_before_the_row(monkeypatch):
    seen = []

    def delete(_reader: Subscription) -> None:
        seen.append(only().sealed_key)

    reader = make_reader()
    monkeypatch.setattr(Subscription, "delete", delete)
    actions.leave(reader.seal_id)
    assert seen == [None]


def test_asking_confirming_and_leaving_leave_their_audit_rows(asker, mailoutbox):
    ask_for_letter(asker)
    asker.post(confirm_path(mailoutbox))
    asker.post(leave_path(only()))
    acts = list(AuditRow.objects.order_by("pk").values_list("act", "actor_label"))
    assert acts == [
        ("kokeblog.subscribe", "asker"),
        ("kokeblog.use_address", "system"),
        ("kokeblog.confirm", "asker"),
        ("kokeblog.leave", "asker"),
    ]


# The sealed record among the others


def test_rotation_moves_it_and_its_letter_still_goes(use_ring, mailoutbox, asker):
    use_ring(ring_of())
    canary.verify()
    ask_for_letter(asker)
    use_ring(ring_of(active="k2", keys={"k1": secret(1), "k2": secret(2)}))
    assert rotation.rotate().moved == 1
    use_ring(ring_of(active="k2", keys={"k2": secret(2)}))
    assert outbox.send_due() == 1
    assert mailoutbox[0].to == [ADDRESS]


def test_person_erased_everywhere_gets_no_letter_either(make_user):
    person = make_user("aino")
    make_reader(person.email.upper())
    make_reader("toinen@muualla.example")
    person_erased.send(sender=None, user=person)
    assert Subscription.objects.count() == 1


def test_record_tells_nothing_of_itself():
    reader = make_reader()
    assert str(reader) == f"Kirjeen tilaus {reader.pk}"
    assert MARKER not in repr(reader)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_speaks_its_language(asker, language):
    with translation.override(language):
        reader = make_reader()
        paths = [reverse("kokeblog:letter_subscribe"), leave_path_in(reader)]
    for path in paths:
        html = asker.get(path).content.decode()
        assert f'<html lang="{language}">' in html


def leave_path_in(reader: Any) -> str:
    return tickets.leave_link(reader).removeprefix("http://testserver")
