import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client

from tests.accounts.conftest import (
    PASSWORD,
    acts,
    code_now,
    give_code,
    give_password,
    mails,
    sign_in,
)
from trust import clock, outbox, throttle

pytestmark = pytest.mark.django_db

NEW = "uusi pitka salasana 7"


def ask(address: str) -> Any:
    return Client().post("/kirjaudu/salasana/", {"email": address})


def sent_link() -> str:
    """The path of the link in the last mail, after the outbox has sent what is due."""
    outbox.send_due()
    words = mail.outbox[-1].body.split()
    return next(urlsplit(word).path for word in words if word.startswith("http://testserver/"))


def choose(link: str, password: str = NEW) -> tuple[Client, Any]:
    client = Client()
    page = client.get(link)
    if page.status_code != 302:
        return client, page
    return client, client.post(page.url, {"password1": password, "password2": password})


def test_known_and_unknown_addresses_get_the_same_answer(editor: Any):
    known, unknown = ask(editor.email), ask("ei-ketaan@kokenet.example")

    assert known.url == unknown.url == "/kirjaudu/salasana/lahetetty/"
    assert [letter.to for letter in mails("accounts.new_password")] == [editor]


def test_the_answer_takes_the_same_time(editor: Any, monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(throttle._process, "_sleep", waited.append)
    ask(editor.email)
    ask("ei-ketaan@kokenet.example")

    assert len(waited) == 2
    assert all(0 < seconds <= 0.4 for seconds in waited)


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_cannot_hold_every_thread(
    editor: Any, monkeypatch: pytest.MonkeyPatch
):
    """Two wait; the next is told to come again at once, before anything is done for it."""
    asleep, wake = threading.Semaphore(0), threading.Event()

    def sleep(_seconds: float) -> None:
        asleep.release()
        assert wake.wait(20)

    monkeypatch.setattr(throttle, "_process", throttle.Throttle(sleep=sleep))

    def ask_unknown(number: int) -> int:
        try:
            return int(ask(f"ei-ketaan-{number}@kokenet.example").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        two = [pool.submit(ask_unknown, number) for number in range(throttle.MOST_SLEEPERS)]
        for _ in two:
            assert asleep.acquire(timeout=20)
        others = [pool.submit(ask_unknown, number) for number in range(2, 8)]
        assert [other.result(20) for other in others] == [429] * 6
        refused = ask(editor.email)
        assert (refused.status_code, refused["Retry-After"]) == (429, "5")
        assert mails("accounts.new_password") == []
        assert Client().get("/kirjaudu/").status_code == 200
        wake.set()
        assert [waiter.result(20) for waiter in two] == [302, 302]
    assert ask(editor.email).status_code == 302
    assert len(mails("accounts.new_password")) == 1


def test_asking_many_times_sends_one_mail(editor: Any):
    for _ in range(4):
        ask(editor.email)

    assert len(mails("accounts.new_password")) == 1


def test_the_outbox_holds_no_link(editor: Any):
    ask(editor.email)
    link = sent_link()

    assert link.startswith("/kirjaudu/salasana/uusi/")
    assert [letter.body for letter in mails("accounts.new_password")] == [""]


def test_a_new_password_still_needs_the_second_factor(with_phone: Any, editor: Any):
    before = sign_in(with_phone(editor))
    ask(editor.email)
    client, response = choose(sent_link())
    assert response.url == "/kirjaudu/salasana/vaihdettu/"

    assert client.get("/tyotila/").status_code == 302
    assert before.get("/tyotila/").status_code == 302
    assert give_password(Client(), editor, password=PASSWORD).status_code == 422
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        give_password(client, editor, password=NEW)
        assert client.get("/tyotila/").status_code == 302
        assert give_code(client, code_now()).status_code == 302
        assert client.get("/tyotila/").status_code == 200


def test_the_link_works_once(editor: Any):
    ask(editor.email)
    link = sent_link()
    choose(link)
    _, again = choose(link, "toinen pitka salasana 8")

    assert again.context["token_fail"] is True
    editor.refresh_from_db()
    assert editor.check_password(NEW)


def test_the_link_works_for_an_hour(editor: Any):
    ask(editor.email)
    link = sent_link()
    # As seconds: with an aware moment time_machine changes the local zone too, by which Django's
    # token counts.
    sent_at = clock.now().timestamp()
    with time_machine.travel(sent_at + 59 * 60):
        assert Client().get(link).status_code == 302
    with time_machine.travel(sent_at + 61 * 60):
        _, late = choose(link)

    assert late.context["token_fail"] is True


def test_an_account_out_of_use_gets_no_link(editor: Any):
    ask(editor.email)
    editor.is_active = False
    editor.save()
    outbox.send_due()

    assert mail.outbox == []
    assert mails("accounts.new_password")[0].dropped_at is not None


@pytest.mark.parametrize(
    "weak", ["lyhyt", "salasana", "12345678901234", "toimittaja@kokenet.example", "password1234"]
)
def test_a_weak_password_is_refused(editor: Any, weak: str):
    ask(editor.email)
    _, response = choose(sent_link(), weak)

    assert response.status_code == 422


def test_changing_needs_the_old_one_and_ends_other_sessions(signed_in: Any, editor: Any):
    here, elsewhere = signed_in(editor), signed_in(editor)
    form = {"oldpassword": "vaara", "password1": NEW, "password2": NEW}

    assert here.post("/tyotila/oma/salasana/", form).status_code == 422
    form["oldpassword"] = PASSWORD
    assert here.post("/tyotila/oma/salasana/", form).url == "/tyotila/oma/"
    assert here.get("/tyotila/").status_code == 200
    assert elsewhere.get("/tyotila/").status_code == 302
    assert acts() == [("accounts.password", f"user {editor.pk}", "done")]
    assert len(mails("accounts.changed")) == 1
