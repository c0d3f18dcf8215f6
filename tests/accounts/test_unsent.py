"""A desk form that was not taken gives back what was written, to its sender and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.accounts.conftest import acts

pytestmark = pytest.mark.django_db

OWN = "/tyotila/oma/"
LETTER = "Hei!\nKiitos kirjeestäsi. <b>Luin</b> sen monta kertaa."
FORM = {"first_name": LETTER, "last_name": "Lyhyt", "oldpassword": "x" * 40}
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture
def at_desk(signed_in: Callable[..., Client], editor: Any) -> Client:
    """Signed in, with a form in sight; Django looks at its token."""
    client = signed_in(editor)
    client.handler.enforce_csrf_checks = True
    client.get(OWN)
    return client


def token(client: Client) -> str:
    return str(client.get(OWN).context["csrf_token"])


def cookie_is_gone(client: Client) -> dict[str, str]:
    sent = {"csrfmiddlewaretoken": token(client)}
    del client.cookies["csrftoken"]
    return sent


def signed_in_again_elsewhere(client: Client) -> dict[str, str]:
    """Signing in gives the browser another cookie; the old page still has the old token."""
    sent = {"csrfmiddlewaretoken": token(client)}
    client.cookies["csrftoken"] = "z" * 32
    return sent


def token_is_missing(_client: Client) -> dict[str, str]:
    return {}


WAYS = [cookie_is_gone, signed_in_again_elsewhere, token_is_missing]


def test_form_with_its_token_is_taken(at_desk: Client, editor: Any):
    """Else the tests below would pass whatever the form was."""
    form = {"first_name": "Uusi", "last_name": "Nimi", "csrfmiddlewaretoken": token(at_desk)}
    assert at_desk.post(OWN, form, headers=FROM_HERE).status_code == 302
    editor.refresh_from_db()
    assert editor.first_name == "Uusi"


@pytest.mark.parametrize("way", WAYS)
def test_refused_form_gives_back_what_was_written_and_does_nothing(
    at_desk: Client, editor: Any, way: Callable[[Client], dict[str, str]], site_log: Any
):
    sent = way(at_desk)
    before = acts()
    back = {"Referer": f"http://testserver{OWN}"}
    response = at_desk.post(OWN, FORM | sent, headers=FROM_HERE | back)

    html = response.content.decode()
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    assert response.context["kept"] == [LETTER]
    assert "&lt;b&gt;Luin&lt;/b&gt;" in html
    assert "<b>Luin" not in html
    assert "x" * 40 not in html
    assert sent.get("csrfmiddlewaretoken", "none sent") not in html
    assert f'href="http://testserver{OWN}"' in html
    assert "Lähettämäsi ei mennyt perille" in html
    assert "Sinut on kirjattu ulos" not in html
    editor.refresh_from_db()
    assert editor.first_name == "Toimittaja"
    assert acts() == before
    assert "django.security.csrf" in site_log.getvalue()
    for secret in ("Kiitos", "Luin", "x" * 40):
        assert secret not in site_log.getvalue()


CROSS_SITE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://muualla.example"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://muualla.example"},
    {"Origin": "null"},
]


@pytest.mark.parametrize("headers", CROSS_SITE)
def test_post_from_another_site_gets_the_ordinary_page(at_desk: Client, headers: dict[str, str]):
    response = at_desk.post(OWN, FORM, headers=headers)
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    assert "Kiitos" not in response.content.decode()
    assert "Tämä ei mennyt perille" in response.content.decode()


@pytest.mark.parametrize("headers", CROSS_SITE)
def test_post_from_another_site_gets_it_also_when_nobody_is_signed_in(
    db: None, headers: dict[str, str]
):
    """The sign-in's cookie does not come along from another site."""
    response = Client().post(OWN, FORM, headers=headers)
    assert response.status_code == 403
    assert "Kiitos" not in response.content.decode()
    assert "Tämä ei mennyt perille" in response.content.decode()
    assert "Kiitos" in Client().post(OWN, FORM, headers=FROM_HERE).content.decode()


@pytest.mark.parametrize(
    "came_from", ["https://muualla.example/", "javascript:alert(1)", "//muualla.example/x", ""]
)
def test_way_back_stays_on_our_site(at_desk: Client, came_from: str):
    response = at_desk.post(OWN, FORM, headers=FROM_HERE | {"Referer": came_from})
    assert response.context["again"] == "/tyotila/"


def test_form_of_the_entrance_gets_the_ordinary_page(db: None):
    client = Client(enforce_csrf_checks=True)
    form = {"login": "pitka.osoite.jota.ei.toisteta@kokenet.example", "password": "x" * 40}
    html = client.post("/kirjaudu/", form, headers=FROM_HERE).content.decode()
    assert "Tämä ei mennyt perille" in html
    assert "pitka.osoite" not in html


def test_page_says_it_in_swedish(at_desk: Client):
    response = at_desk.post(f"/sv{OWN}", FORM, headers=FROM_HERE)
    assert response.status_code == 403
    assert "Det du skickade togs inte emot" in response.content.decode()
