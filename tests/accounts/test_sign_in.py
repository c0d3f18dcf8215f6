from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import (
    acts,
    code_now,
    codes_of,
    give_code,
    give_password,
    sign_in,
)
from trust import clock

pytestmark = pytest.mark.django_db


def test_the_page_is_ours_in_three_languages(client: Client):
    assert "Kirjaudu" in client.get("/kirjaudu/").content.decode()
    assert "Logga in" in client.get("/sv/kirjaudu/").content.decode()
    assert "Sign in" in client.get("/en/kirjaudu/").content.decode()


def test_the_address_field_takes_what_browsers_fill_in(client: Client):
    html = client.get("/kirjaudu/").content.decode()

    assert 'type="text" name="login"' in html
    assert 'autocomplete="username" inputmode="email"' in html


def test_wrong_and_unknown_get_the_same_answer(client: Client, editor: Any):
    wrong = give_password(client, editor, password="vaara-salasana-1")
    editor.email = "ei-ketaan@kokenet.example"
    unknown = give_password(Client(), editor, password="vaara-salasana-1")

    assert wrong.status_code == unknown.status_code == 422
    assert sentences(wrong) == sentences(unknown) != []


def test_a_failed_sign_in_leaves_a_row_without_the_address(client: Client, editor: Any):
    give_password(client, editor, password="vaara-salasana-1")

    assert acts() == [("accounts.sign_in", "system", "refused")]


def test_signing_in_rotates_the_session_and_is_written_down(with_phone: Any, editor: Any):
    client = Client()
    client.get(reverse("account_login"))
    give_password(client, with_phone(editor))
    before = client.session.session_key
    give_code(client, code_now())

    assert client.session.session_key != before
    assert acts() == [("accounts.sign_in", f"user {editor.pk}", "done")]


def test_a_wrong_code_does_not_open(with_phone: Any, editor: Any):
    client = Client()
    give_password(client, with_phone(editor))

    response = give_code(client, "000000")

    assert response.status_code == 422
    assert client.get("/tyotila/").status_code == 302
    assert acts() == [("accounts.code", f"user {editor.pk}", "refused")]


def test_a_code_works_once(with_phone: Any, editor: Any):
    code = code_now()
    sign_in(with_phone(editor))
    other = Client()
    give_password(other, editor)

    assert give_code(other, code).status_code == 422


def test_a_code_works_once_also_when_another_process_took_it(with_phone: Any, editor: Any):
    code = code_now()
    sign_in(with_phone(editor))
    cache.clear()  # The other process has a memory of its own.
    other = Client()
    give_password(other, editor)

    assert give_code(other, code).status_code == 422


def test_a_code_used_with_a_space_in_it_is_the_same_code(with_phone: Any, editor: Any):
    code = code_now()
    sign_in(with_phone(editor))
    cache.clear()
    other = Client()
    give_password(other, editor)

    assert give_code(other, f"{code[:3]} {code[3:]}").status_code == 422


def test_the_next_code_works(with_phone: Any, editor: Any):
    sign_in(with_phone(editor))
    other = Client()
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        give_password(other, editor)
        assert give_code(other, code_now()).status_code == 302


def test_a_clock_half_a_minute_off_is_forgiven_and_a_minute_is_not(with_phone: Any, editor: Any):
    client = Client()
    give_password(client, with_phone(editor))

    assert give_code(client, code_now(steps=3)).status_code == 422
    assert give_code(client, code_now(steps=-1)).status_code == 302


def test_a_recovery_code_works_once(with_phone: Any, editor: Any):
    code = codes_of(with_phone(editor))[0]
    client = Client()
    give_password(client, editor)
    assert give_code(client, code).status_code == 302
    assert client.get("/tyotila/").status_code == 200

    other = Client()
    give_password(other, editor)
    assert give_code(other, code).status_code == 422
    assert len(codes_of(editor)) == 9


def test_one_leads_back_to_where_one_was(with_phone: Any, editor: Any):
    client = Client()
    page = client.get("/hallinta/pages/")
    assert page.url == "/kirjaudu/?next=/hallinta/pages/"
    give_password(client, with_phone(editor), to="/hallinta/pages/")

    assert give_code(client, code_now()).url == "/hallinta/pages/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "///example.org/",
        "\\\\example.org/",
        "/\\example.org/",
        "https:///example.org/",
        "javascript:alert(1)",
        " https://example.org/",
        "http://localhost/",
    ],
)
def test_one_is_never_led_elsewhere(with_phone: Any, editor: Any, elsewhere: str):
    client = Client()
    give_password(client, with_phone(editor), to=elsewhere)

    assert give_code(client, code_now()).url == "/tyotila/"


def test_without_next_one_comes_to_the_desk_in_ones_language(with_phone: Any, editor: Any):
    client = Client()
    with_phone(editor)
    form = {"login": editor.email, "password": "salasana-testiin-1"}
    response = client.post("/sv/kirjaudu/", form)
    assert response.url == "/sv/kirjaudu/koodi/"

    assert client.post(response.url, {"code": code_now()}).url == "/sv/tyotila/"


def test_a_short_name_is_enough_on_a_developers_machine(settings: Any, editor: Any):
    settings.DEBUG, settings.SECOND_FACTOR_REQUIRED = True, False
    form = {"login": "toimittaja", "password": "salasana-testiin-1"}

    assert Client().post("/kirjaudu/", form).url == "/tyotila/"


def test_a_short_name_is_nothing_elsewhere(editor: Any):
    form = {"login": "toimittaja", "password": "salasana-testiin-1"}

    assert Client().post("/kirjaudu/", form).status_code == 422


def test_a_short_name_of_two_is_nobodys(settings: Any, editor: Any):
    settings.DEBUG, settings.SECOND_FACTOR_REQUIRED = True, False
    User.objects.create_user("toimittaja@muualla.example", "salasana-testiin-1")
    form = {"login": "toimittaja", "password": "salasana-testiin-1"}

    assert Client().post("/kirjaudu/", form).status_code == 422


def test_an_address_is_the_same_in_capitals(with_phone: Any, editor: Any):
    client = Client()
    with_phone(editor)
    form = {"login": " Toimittaja@KOKENET.example", "password": "salasana-testiin-1"}

    assert client.post("/kirjaudu/", form).url == "/kirjaudu/koodi/"


def test_an_account_out_of_use_does_not_open(with_phone: Any, editor: Any):
    with_phone(editor)
    editor.is_active = False
    editor.save()
    client = Client()

    assert give_password(client, editor).url == "/kirjaudu/poissa/"
    assert client.get("/tyotila/").status_code == 302


def test_signing_out_is_a_post_and_is_written_down(signed_in: Any, editor: Any):
    client = signed_in(editor)

    assert client.get("/kirjaudu/ulos/").status_code == 405
    assert client.get("/tyotila/").status_code == 200
    assert client.post("/kirjaudu/ulos/").url == "/kirjaudu/"
    assert client.get("/tyotila/").status_code == 302
    assert acts() == [("accounts.sign_out", f"user {editor.pk}", "done")]


def test_wagtails_sign_out_is_the_same(signed_in: Any, editor: Any):
    client = signed_in(editor)

    assert client.post(reverse("wagtailadmin_logout")).url == "/kirjaudu/"
    assert client.get("/hallinta/").status_code == 302


def test_signing_out_needs_the_forms_token(signed_in: Any, editor: Any):
    client = signed_in(editor)
    client.handler.enforce_csrf_checks = True

    assert client.post("/kirjaudu/ulos/").status_code == 403
    assert client.get("/tyotila/").status_code == 200


def sentences(response: Any) -> list[str]:
    return [str(error) for error in response.context["form"].non_field_errors()]
