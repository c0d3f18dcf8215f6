from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.test import Client

from accounts import actions
from tests.accounts.conftest import sign_in
from trust import clock

pytestmark = pytest.mark.django_db

ALMOST_IDLE = timedelta(minutes=29)
IDLE = timedelta(minutes=30)


def later(span: timedelta) -> Any:
    return time_machine.travel(clock.now() + span, tick=False)


def test_half_an_hour_without_a_click_ends_it_and_says_so(signed_in: Any, editor: Any):
    client = signed_in(editor)
    with later(IDLE):
        response = client.get("/tyotila/oma/?a=1")

        assert response.url == "/kirjaudu/?next=%2Ftyotila%2Foma%2F%3Fa%3D1&syy=tauko"
        assert SESSION_KEY not in client.session
        page = client.get(response.url)
        assert page.context["was_idle"] is True
        assert page.context["redirect_field_value"] == "/tyotila/oma/?a=1"


def test_clicks_keep_it_open(signed_in: Any, editor: Any):
    client = signed_in(editor)
    start = clock.now()
    for clicks in range(1, 5):
        with time_machine.travel(start + clicks * ALMOST_IDLE, tick=False):
            assert client.get("/tyotila/").status_code == 200


def test_what_a_page_does_by_itself_keeps_nothing_open(signed_in: Any, editor: Any):
    client = signed_in(editor)
    start = clock.now()
    with time_machine.travel(start + ALMOST_IDLE, tick=False):
        client.get("/tyotila/", headers={"x-by-itself": "1"})
        client.get("/hallinta/editing-sessions/ping/wagtailcore/page/1/1/")
    with time_machine.travel(start + IDLE, tick=False):
        assert client.get("/tyotila/").status_code == 302


def test_twelve_hours_are_the_most_however_many_the_clicks(signed_in: Any, editor: Any):
    client = signed_in(editor)
    start = clock.now()
    minutes = 0
    while minutes < 12 * 60 - 25:
        minutes += 25
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get("/tyotila/").status_code == 200
    with time_machine.travel(start + timedelta(hours=12), tick=False):
        response = client.get("/tyotila/")

        assert response.url == "/kirjaudu/?next=%2Ftyotila%2F&syy=aika"
        assert client.get(response.url).context["was_long"] is True


def test_confirming_oneself_does_not_begin_the_hours_anew(signed_in: Any, editor: Any):
    client = signed_in(editor)
    start = clock.now()
    session = client.session
    later_step = {"method": "mfa", "at": (start + timedelta(hours=11)).timestamp()}
    session["account_authentication_methods"] = [
        *session["account_authentication_methods"],
        later_step | {"reauthenticated": True},
    ]
    session["staff_seen_at"] = (start + timedelta(hours=11, minutes=50)).timestamp()
    session.save()
    with time_machine.travel(start + timedelta(hours=12), tick=False):
        assert client.get("/tyotila/").status_code == 302


def test_a_session_that_cannot_say_when_it_began_is_no_session(editor: Any):
    client = Client()
    client.force_login(editor)

    assert client.get("/tyotila/").url == "/kirjaudu/?next=/tyotila/"
    assert SESSION_KEY not in client.session


def test_a_form_sent_too_late_gives_back_what_was_written(signed_in: Any, editor: Any):
    client = signed_in(editor)
    letter = "Hei!\nKiitos kirjeestäsi. <b>Luin</b> sen monta kertaa."
    form = {"text": letter, "ticket": "1", "password1": "x" * 40, "csrfmiddlewaretoken": "y" * 64}
    with later(IDLE):
        response = client.post("/tyotila/oma/", form)

    html = response.content.decode()
    assert response.status_code == 403
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert response.context["kept"] == [letter]
    assert "&lt;b&gt;Luin&lt;/b&gt;" in html
    assert "xxxx" not in html
    assert "yyyy" not in html


def test_a_role_taken_away_is_gone_at_the_next_click(signed_in: Any, coordinator: Any):
    client = signed_in(coordinator)
    assert client.get("/tyotila/henkilosto/").status_code == 200
    coordinator.groups.clear()

    assert client.get("/tyotila/henkilosto/").status_code == 404
    assert client.get("/hallinta/").status_code == 404


def test_a_role_given_is_there_at_the_next_click(signed_in: Any, stranger: Any):
    client = signed_in(stranger)
    assert client.get("/tyotila/henkilosto/").status_code == 404
    stranger.groups.add(Group.objects.get(name="coordinator"))

    assert client.get("/tyotila/henkilosto/").status_code == 200


def test_an_account_taken_out_of_use_is_out_at_the_next_click(
    signed_in: Any, editor: Any, administrator: Any
):
    client = signed_in(editor)
    actions.deactivate(person=editor, by=administrator)

    assert client.get("/hallinta/").status_code == 302
    actions.reactivate(person=editor, by=administrator)
    assert client.get("/hallinta/").status_code == 302


def test_other_sessions_end_and_this_one_stays(signed_in: Any, editor: Any):
    here, elsewhere = signed_in(editor), signed_in(editor)

    assert here.post("/tyotila/oma/istunnot/").status_code == 302
    assert here.get("/tyotila/").status_code == 200
    assert elsewhere.get("/tyotila/").status_code == 302


@pytest.mark.parametrize("address", ["/", "/neuvonta/vastaus/", "/ei-mitaan/", "/tila"])
def test_public_pages_look_at_no_session(client: Client, db: Any, address: str):
    response = client.get(address)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/", "/neuvonta/vastaus/", "/ei-mitaan/"])
def test_public_pages_look_at_no_session_even_of_staff(with_phone: Any, editor: Any, address: str):
    response = sign_in(with_phone(editor)).get(address)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_every_staff_page_is_kept_by_nobody(signed_in: Any, administrator: Any):
    client = signed_in(administrator)
    for address in ("/tyotila/", "/tyotila/henkilosto/", "/kirjaudu/salasana/", "/hallinta/"):
        assert "no-store" in client.get(address)["Cache-Control"], address
    assert "no-store" in client.get("/tyotila/ei-mitaan/")["Cache-Control"]
