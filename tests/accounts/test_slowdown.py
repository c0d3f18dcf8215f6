from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts import slowdown
from tests.accounts.conftest import code_now, give_code, give_password, sign_in
from trust import clock, throttle
from trust.throttle import TooMany

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each try was made to wait, instead of waiting."""
    found: list[float] = []
    monkeypatch.setattr(throttle._process, "_sleep", found.append)
    return found


def test_guessing_at_one_account_gets_slower(waits: list[float]):
    for _ in range(12):
        slowdown.before_password("aino@kokenet.example")
        slowdown.wrong_password("aino@kokenet.example")

    assert waits == [0.25, 0.5, 1.0, 2.0, 2.0, 2.0, 2.0]


def test_an_address_that_nobody_has_is_slowed_alike(waits: list[float], editor: Any):
    for name in ("toimittaja", "ei-ketaan"):
        waits.clear()
        editor.email = f"{name}@kokenet.example"
        for _ in range(7):
            give_password(Client(), editor, password="vaara-salasana-1")
        assert waits == [0.25, 0.5], name


def test_the_right_password_gets_in_after_any_number_of_wrong_ones(
    waits: list[float], with_phone: Any, editor: Any
):
    for _ in range(40):
        slowdown.wrong_password(editor.email)
    sign_in(with_phone(editor))

    assert waits == [2.0]
    slowdown.before_password(editor.email)
    assert waits == [2.0]


def test_other_accounts_are_not_slowed(waits: list[float]):
    for _ in range(20):
        slowdown.wrong_password("aino@kokenet.example")
    slowdown.before_password("eero@kokenet.example")

    assert waits == []


def test_no_thread_waits_beside_those_that_the_throttle_lets_wait(waits: list[float]):
    for _ in range(9):
        slowdown.wrong_password("aino@kokenet.example")
    throttle._process._sleepers = throttle.MOST_SLEEPERS

    with pytest.raises(TooMany):
        slowdown.before_password("aino@kokenet.example")
    slowdown.before_password("eero@kokenet.example")
    assert waits == []


def test_a_sign_in_that_finds_too_many_waiting_answers_429(editor: Any):
    for _ in range(9):
        slowdown.wrong_password(editor.email)
    throttle._process._sleepers = throttle.MOST_SLEEPERS

    assert give_password(Client(), editor).status_code == 429


def test_after_five_wrong_codes_the_next_is_looked_at_half_a_minute_later(
    with_phone: Any, editor: Any
):
    client = Client()
    give_password(client, with_phone(editor))
    for _ in range(5):
        give_code(client, "000000")

    assert give_code(client, code_now()).status_code == 422
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert give_code(client, code_now()).status_code == 302


def test_a_new_sign_in_does_not_buy_more_codes(with_phone: Any, editor: Any):
    with_phone(editor)
    for _ in range(5):
        client = Client()
        give_password(client, editor)
        give_code(client, "000000")
    client = Client()
    give_password(client, editor)

    assert give_code(client, code_now()).status_code == 422


def test_the_cache_holds_no_address(editor: Any, waits: list[float]):
    for _ in range(6):
        give_password(Client(), editor, password="vaara-salasana-1")

    held = repr(cache._cache) + repr(cache._expire_info)
    assert "accounts.slowdown" in held
    assert "toimittaja" not in held
    assert "127.0.0.1" not in held
