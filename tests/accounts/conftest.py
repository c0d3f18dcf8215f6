"""Signing in as people do: page by page, with a real password and a real code."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from trust import clock, throttle
from trust.models import AuditRow, OutgoingMail

PASSWORD = "salasana-testiin-1"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests tried and guessed wrong slows nobody here."""
    cache.clear()
    monkeypatch.setattr(throttle, "_process", throttle.Throttle())


@pytest.fixture
def with_phone(db: None) -> Callable[[User], User]:
    """Gives a person a second factor whose secret is SECRET, and recovery codes."""

    def give(user: User) -> User:
        TOTP.activate(user, SECRET)
        RecoveryCodes.activate(user)
        return user

    return give


def code_now(secret: str = SECRET, *, steps: int = 0) -> str:
    """What the phone shows now, or `steps` half minutes later."""
    counter = int(clock.now().timestamp()) // 30 + steps
    return format_hotp_value(hotp_value(secret, counter))


def give_password(client: Client, user: User, *, to: str = "", password: str = PASSWORD) -> Any:
    form = {"login": user.email, "password": password, "next": to}
    return client.post(reverse("account_login"), form)


def give_code(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def sign_in(user: User, *, to: str = "") -> Client:
    """A client that has walked through password and code."""
    client = Client()
    assert give_password(client, user, to=to).url == reverse("mfa_authenticate")
    assert give_code(client, code_now()).status_code == 302
    return client


def codes_of(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()


def acts() -> list[tuple[str, str, str]]:
    """The audit trail as (act, who, outcome), oldest first."""
    return list(AuditRow.objects.order_by("pk").values_list("act", "actor_label", "outcome"))


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))
