import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.models import SecondFactorKey
from tests.accounts.conftest import (
    PASSWORD,
    SECRET,
    acts,
    code_now,
    codes_of,
    give_code,
    give_password,
    mails,
    sign_in,
)
from trust import canary, clock
from trust.keyring import keyring, new_ring, with_new_key
from trust.rotation import rotate
from trust.seal import SealBroken

pytestmark = pytest.mark.django_db

SET_UP = "/kirjaudu/tunnistus/"


def shown_secret(response: Any) -> str:
    return response.context["secret"].replace(" ", "")


def set_up(user: Any) -> tuple[Client, str]:
    client = Client()
    give_password(client, user)
    secret = shown_secret(client.get(SET_UP))
    response = client.post(SET_UP, {"code": code_now(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return client, secret


def test_setting_up_leads_to_recovery_codes_and_then_everywhere(editor: Any):
    client, _ = set_up(editor)

    page = client.get("/tyotila/oma/varakoodit/")
    assert page.context["unused_codes"] == codes_of(editor)
    assert len(set(codes_of(editor))) == 10
    assert client.get("/hallinta/").status_code == 200
    assert acts()[-1] == ("accounts.second_factor_on", f"user {editor.pk}", "done")


def test_setting_up_rotates_the_session(editor: Any):
    client = Client()
    give_password(client, editor)
    secret = shown_secret(client.get(SET_UP))
    before = client.session.session_key
    client.post(SET_UP, {"code": code_now(secret)})

    assert client.session.session_key != before


def test_the_code_of_the_set_up_is_used(editor: Any):
    _, secret = set_up(editor)
    other = Client()
    give_password(other, editor)

    assert give_code(other, code_now(secret)).status_code == 422


def test_a_wrong_code_sets_nothing_up(editor: Any):
    client = Client()
    give_password(client, editor)
    client.get(SET_UP)

    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    assert Authenticator.objects.count() == 0
    assert client.get("/tyotila/").status_code == 302


def test_a_reload_shows_the_same_key(editor: Any):
    client = Client()
    give_password(client, editor)

    assert shown_secret(client.get(SET_UP)) == shown_secret(client.get(SET_UP))


def test_one_with_a_second_factor_cannot_set_up_another_here(with_phone: Any, editor: Any):
    client = sign_in(with_phone(editor))

    assert client.get(SET_UP).url == "/tyotila/oma/"
    assert client.post(SET_UP, {"code": "123456"}).url == "/tyotila/oma/"


def test_someone_who_knows_the_password_cannot_replace_it(with_phone: Any, editor: Any):
    client = Client()
    give_password(client, with_phone(editor))

    assert client.get(SET_UP).url.startswith("/kirjaudu/")
    assert client.post(SET_UP, {"code": "123456"}).status_code == 302
    assert Authenticator.objects.get(user=editor, type="totp")


def test_secrets_lie_sealed_in_the_database(editor: Any):
    client = Client()
    give_password(client, editor)
    secret = shown_secret(client.get(SET_UP))
    assert secret not in everything_kept()
    client.post(SET_UP, {"code": code_now(secret)})

    kept = everything_kept()
    seed = Authenticator.objects.get(type="recovery_codes").wrap()
    assert secret not in kept
    assert second_factor.unseal(seed.instance.data["seed"]) not in kept
    assert all(code not in kept for code in codes_of(editor))
    data = Authenticator.objects.get(type="totp").data
    assert second_factor.unseal(data["secret"]) == secret


def test_a_plain_or_changed_secret_is_refused(with_phone: Any, editor: Any):
    with_phone(editor)
    sealed = second_factor.seal(SECRET)
    with pytest.raises(SealBroken):
        second_factor.unseal(SECRET)
    with pytest.raises(SealBroken):
        second_factor.unseal(sealed[:-4] + "AAA=")
    with pytest.raises(SealBroken):
        second_factor.unseal("sealed:")


def test_secrets_outlive_a_rotation_of_keys(with_phone: Any, editor: Any, settings: Any):
    with_phone(editor)
    ring = with_new_key(Path(settings.KOKENET_KEYRING).read_text(encoding="utf-8"))
    try:
        settings.KOKENET_KEYRING = json.dumps(ring)
        keyring.cache_clear()
        rotate()
        only_new = ring | {"keys": {ring["active"]: ring["keys"][ring["active"]]}}
        settings.KOKENET_KEYRING = json.dumps(only_new)
        keyring.cache_clear()

        sign_in(editor)
    finally:
        keyring.cache_clear()


# A wrong key ring


def same_ids(ring: dict[str, Any]) -> dict[str, Any]:
    """Another ring whose keys are called as this one's: what a wrong backup looks like."""
    other, old = new_ring(), ring["active"]
    entry, pepper = other["keys"].popitem()[1], other["pepper"]["values"].popitem()[1]
    keys = {**ring["keys"], old: entry}
    values = {**ring["pepper"]["values"], ring["pepper"]["active"]: pepper}
    return ring | {"keys": keys, "pepper": ring["pepper"] | {"values": values}}


@pytest.fixture
def ring(settings: Any) -> Iterator[Callable[[dict[str, Any] | None], None]]:
    """Puts another ring in place, as after a restart; ring(None) puts the right one back."""
    right = settings.KOKENET_KEYRING
    assert canary.submissions_open()

    def use(other: dict[str, Any] | None) -> None:
        settings.KOKENET_KEYRING = json.dumps(other) if other else right
        canary.forget()

    yield use
    use(None)


def right_ring(settings: Any) -> dict[str, Any]:
    return json.loads(Path(settings.KOKENET_KEYRING).read_text(encoding="utf-8"))


def is_closed_with_help(response: Any) -> bool:
    html = response.content.decode()
    assert response.status_code == 503
    assert "no-store" in response["Cache-Control"]
    assert 'href="tel:112"' in html
    return "Olemme hetken kiinni" in html


@pytest.mark.parametrize("kind", ["same ids", "other ids"])
def test_code_under_a_wrong_ring_answers_with_the_page_that_helps(
    with_phone: Any, editor: Any, ring: Any, settings: Any, kind: str, site_log: Any
):
    with_phone(editor)
    recovery = codes_of(editor)[0]
    ring(same_ids(right_ring(settings)) if kind == "same ids" else new_ring())
    client = Client()
    assert give_password(client, editor).url == reverse("mfa_authenticate")
    for code in (code_now(), recovery, "000000"):
        assert is_closed_with_help(give_code(client, code))
    assert client.get("/tyotila/").status_code == 302
    assert SECRET not in site_log.getvalue()
    ring(None)
    assert give_code(client, code_now()).status_code == 302
    assert client.get("/tyotila/").status_code == 200


def test_nothing_is_set_up_under_a_wrong_ring(editor: Any, ring: Any):
    """A first secret would otherwise be lost with that ring, and everyone's after it."""
    ring(new_ring())
    client = Client()
    give_password(client, editor)
    secret = shown_secret(client.get(SET_UP))
    assert is_closed_with_help(client.post(SET_UP, {"code": code_now(secret)}))
    assert (Authenticator.objects.count(), SecondFactorKey.objects.count()) == (0, 0)
    ring(None)
    set_up(editor)


def test_page_that_counts_codes_is_closed_too_under_a_wrong_ring(
    with_phone: Any, editor: Any, ring: Any
):
    client = sign_in(with_phone(editor))
    ring(new_ring())
    assert is_closed_with_help(client.get("/tyotila/oma/"))


def test_changed_secret_under_the_right_ring_is_an_error_and_no_closing(
    with_phone: Any, editor: Any
):
    row = Authenticator.objects.get(user=with_phone(editor), type="totp")
    row.data["secret"] = second_factor.seal(SECRET)[:-4] + "AAA="
    row.save()
    client = Client(raise_request_exception=False)
    give_password(client, editor)
    assert give_code(client, code_now()).status_code == 500


def test_a_new_phone_takes_the_old_ones_place(with_phone: Any, editor: Any):
    elsewhere = sign_in(with_phone(editor))
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        client = sign_in(editor)
        confirm = client.get("/tyotila/oma/tunnistus/").url
    with time_machine.travel(clock.now() + timedelta(minutes=3)):
        page = client.post(confirm, {"code": code_now()}, follow=True)
        new = shown_secret(page)
        response = client.post("/tyotila/oma/tunnistus/", {"code": code_now(new)})

        assert response.status_code == 302
        assert new != SECRET
        sealed = Authenticator.objects.get(user=editor, type="totp").data["secret"]
        assert second_factor.unseal(sealed) == new
        assert client.get("/tyotila/").status_code == 200
        assert elsewhere.get("/tyotila/").status_code == 302
        assert len(mails("accounts.changed")) == 1


def test_a_new_phone_needs_a_code_and_a_password_will_not_do(with_phone: Any, editor: Any):
    client = sign_in(with_phone(editor))
    confirm = client.get("/tyotila/oma/tunnistus/").url

    assert confirm.startswith("/tyotila/oma/vahvista/?")
    by_password = client.post("/tyotila/oma/vahvista/salasana/", {"password": PASSWORD})
    assert by_password.url == "/tyotila/oma/vahvista/"
    assert client.post("/tyotila/oma/tunnistus/", {"code": "1"}).url.startswith(
        "/tyotila/oma/vahvista/"
    )


def test_recovery_codes_are_shown_after_a_code_only(with_phone: Any, editor: Any):
    client = sign_in(with_phone(editor))

    assert client.get("/tyotila/oma/varakoodit/").url.startswith("/tyotila/oma/vahvista/")
    assert client.get("/tyotila/oma/varakoodit/uudet/").url.startswith("/tyotila/oma/vahvista/")


def test_new_recovery_codes_end_the_old_ones(with_phone: Any, editor: Any):
    client = sign_in(with_phone(editor))
    old = codes_of(editor)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        client.post("/tyotila/oma/vahvista/", {"code": code_now()})
        client.post("/tyotila/oma/varakoodit/uudet/")

    assert not set(old) & set(codes_of(editor))


def everything_kept() -> str:
    """What the tables of sessions and second factors hold, decoded as far as anyone can."""
    sessions = [json.dumps(row.get_decoded()) for row in Session.objects.all()]
    data = [json.dumps(row.data) for row in Authenticator.objects.all()]
    return "\n".join(sessions + data)
