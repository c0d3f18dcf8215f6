"""Guessing at one account gets slow, wherever it comes from; nobody is ever locked out.

Wrong passwords are counted by the address typed, whether an account has it or not. After five in
an hour every try waits a little, up to two seconds, and may then be right. A wrong code costs more:
whoever gets so far knows the password, and six digits are few. After five the next try is looked
at half a minute after the last one. The counts stand in the cache under a keyed hash.
"""

import hashlib
import hmac

from django.core.cache import cache

from trust import clock, throttle
from trust.keyring import keyring

FREE_TRIES = 5
COUNTED_FOR = 60 * 60
SECONDS_BETWEEN_CODES = 30


def before_password(address: str) -> None:
    """Waits as the failures of this address ask. Raises TooMany when too many wait already."""
    over = cache.get(_key("password", address), 0) - FREE_TRIES
    if over < 0:
        return
    throttle.wait(0.25 * 2 ** min(over, 8))


def wrong_password(address: str) -> None:
    throttle.count_failure()
    _count(_key("password", address))


def right_password(address: str) -> None:
    cache.delete(_key("password", address))


def seconds_until_code(person_id: int) -> int:
    """In how many seconds a code of this person is looked at; 0 when at once."""
    key = _key("code", str(person_id))
    if cache.get(key, 0) < FREE_TRIES:
        return 0
    last = cache.get(f"{key}:last", 0.0)
    return max(0, round(last + SECONDS_BETWEEN_CODES - clock.now().timestamp()))


def wrong_code(person_id: int) -> None:
    key = _key("code", str(person_id))
    _count(key)
    cache.set(f"{key}:last", clock.now().timestamp(), COUNTED_FOR)


def right_code(person_id: int) -> None:
    cache.delete(_key("code", str(person_id)))


def _count(key: str) -> None:
    cache.add(key, 0, COUNTED_FOR)
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, COUNTED_FOR)  # It ended between the two.


def _key(what: str, name: str) -> str:
    secret = keyring().subkey("accounts.slowdown")
    digest = hmac.digest(secret, f"{what}|{name.strip().lower()}".encode(), hashlib.sha256)
    return f"accounts.slowdown:{digest.hex()}"
