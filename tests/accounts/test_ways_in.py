"""Every staff address, found in the URLconf itself, without and with the second factor."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.regex_helper import normalize

from accounts.models import Role
from tests.accounts.conftest import give_password, sign_in

pytestmark = pytest.mark.django_db


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every address that the URLconf knows, with 1 for every number or name in it."""
    for entry in resolver.url_patterns:
        piece, names = normalize(entry.pattern.regex.pattern)[0]
        address = prefix + piece % dict.fromkeys(names, "1")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, address)
        elif isinstance(entry, URLPattern):
            yield f"/{address}"


def staff_addresses() -> list[str]:
    found = {a for a in addresses(get_resolver()) if a.startswith(("/tyotila/", "/hallinta/"))}
    return sorted(found | {f"/sv{a}" for a in found if a.startswith("/tyotila/")})


def test_all_staff_addresses_are_found():
    found = staff_addresses()

    assert len(found) > 150
    expected = {
        "/tyotila/",
        "/tyotila/oma/salasana/",
        "/sv/tyotila/henkilosto/",
        "/hallinta/",
        "/hallinta/pages/1/",
        "/hallinta/api/main/pages/",
        "/hallinta/account/",
        "/hallinta/users/",
        "/hallinta/jsi18n/",
        "/hallinta/sprite/",
        "/hallinta/login/",
    }
    assert expected <= set(found)


def test_nobody_gets_in_without_signing_in(client: Client):
    got_in = [
        (address, response.status_code)
        for address in staff_addresses()
        if not is_sent_to(response := client.get(address), "account_login")
    ]

    assert got_in == []


def test_a_password_alone_leads_to_setting_up_the_second_factor_and_nowhere_else(make_user: Any):
    everything = make_user("kaikki", *Role)
    client = Client()
    give_password(client, everything)

    got_in = [
        (address, response.status_code)
        for address in staff_addresses()
        if not is_sent_to(response := client.get(address), "mfa_activate_totp")
    ]

    assert got_in == []


def test_a_superuser_needs_the_second_factor_too(make_user: Any):
    client = Client()
    give_password(client, make_user("juuri", is_superuser=True, is_staff=True))

    assert is_sent_to(client.get("/hallinta/"), "mfa_activate_totp")


def test_a_session_without_the_code_is_ended_when_a_code_is_asked(
    with_phone: Any, administrator: Any, signed_in: Any
):
    client = signed_in(with_phone(administrator))
    session = client.session
    session["account_authentication_methods"] = session["account_authentication_methods"][:1]
    session.save()

    assert is_sent_to(client.get("/hallinta/"), "account_login")
    assert SESSION_KEY not in client.session


def test_records_of_another_person_do_not_count(
    with_phone: Any, administrator: Any, coordinator: Any, signed_in: Any
):
    client = signed_in(with_phone(administrator))
    session = client.session
    session["account_authentication_methods_user"] = str(coordinator.pk)
    session.save()

    assert is_sent_to(client.get("/tyotila/"), "account_login")


def test_password_and_code_open_desk_and_admin(with_phone: Any, administrator: Any):
    client = sign_in(with_phone(administrator))

    assert client.get("/tyotila/").status_code == 200
    assert client.get("/sv/tyotila/").status_code == 200
    assert client.get("/hallinta/").status_code == 200
    assert client.get("/hallinta/api/main/pages/").status_code == 200


def test_posting_without_signing_in_changes_nothing(coordinator: Any):
    response = Client().post("/tyotila/oma/", {"first_name": "Muu", "last_name": "Nimi"})

    coordinator.refresh_from_db()
    assert response.status_code == 403
    assert coordinator.first_name == "Koordinaattori"


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/hallinta/login/?next=/hallinta/", "/kirjaudu/?next=/hallinta/login/"),
        ("/_util/login/?next=/x/", "/kirjaudu/?next=/x/"),
        ("/sv/_util/login/", "/sv/kirjaudu/"),
    ],
)
def test_other_sign_in_pages_lead_to_ours(client: Client, address: str, ours: str):
    assert client.get(address).url.startswith(ours)


def test_wagtails_password_reset_leads_to_ours(with_phone: Any, editor: Any):
    client = sign_in(with_phone(editor))

    assert client.get("/hallinta/password_reset/").url == "/kirjaudu/salasana/"
    confirm = "/hallinta/password_reset/confirm/MQ/abc-def/"
    assert client.get(confirm).url == "/kirjaudu/salasana/"


def test_one_who_has_not_finished_signing_in_is_nobody_on_other_pages(make_user: Any):
    client = Client()
    give_password(client, make_user("kaikki", *Role))

    response = client.get("/tila?format=json")

    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_without_debug_the_second_factor_is_asked_whatever_the_setting(
    settings: Any, make_user: Any
):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    give_password(client, make_user("kaikki", *Role))

    assert is_sent_to(client.get("/tyotila/"), "mfa_activate_totp")


def test_on_a_developers_machine_a_password_is_enough(settings: Any, make_user: Any):
    settings.SECOND_FACTOR_REQUIRED, settings.DEBUG = False, True
    client = Client()
    give_password(client, make_user("kaikki", *Role))

    assert client.get("/tyotila/").status_code == 200


def test_signing_up_has_no_address(client: Client):
    assert client.get("/kirjaudu/signup/").status_code == 404
    assert client.get("/kirjaudu/luo/").status_code == 404


def is_sent_to(response: Any, name: str) -> bool:
    """Whether a request ended as a redirect to this page of the entrance, in its language."""
    entrance = reverse(name)
    wanted = (entrance, f"/sv{entrance}")
    return response.status_code == 302 and response.url.partition("?")[0] in wanted


def test_settings_name_our_sign_in_everywhere():
    assert reverse("account_login") == settings.LOGIN_URL
    assert reverse("account_login") == settings.WAGTAILADMIN_LOGIN_URL
