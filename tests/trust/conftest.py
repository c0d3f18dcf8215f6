import base64
import json
from collections.abc import Callable, Iterator

import hypothesis
import pytest

from trust import canary
from trust.keyring import KeyRing, keyring

hypothesis.settings.register_profile("kokenet", deadline=None, database=None)
hypothesis.settings.load_profile("kokenet")


def secret(number: int) -> str:
    """The base64 of a secret that tests can make again."""
    return base64.b64encode(bytes([number]) * 32).decode()


def ring_of(active: str = "k1", pepper: str = "p1", keys=None, peppers=None) -> dict:
    """A ring as it stands in the file; by default one key and one pepper."""
    keys = {"k1": secret(1)} if keys is None else keys
    peppers = {"p1": secret(101)} if peppers is None else peppers
    return {
        "active": active,
        "keys": {
            key_id: {"secret": value, "use": "seal" if key_id == active else "open"}
            for key_id, value in keys.items()
        },
        "pepper": {"active": pepper, "values": peppers},
    }


@pytest.fixture
def use_ring(settings) -> Iterator[Callable[[dict | str], KeyRing]]:
    """Makes a ring the process's own: use_ring(ring_of(...)); the text may also be broken."""

    def use(ring: dict | str) -> None:
        settings.KOKENET_KEYRING = ring if isinstance(ring, str) else json.dumps(ring)
        settings.KEYRING_MAKE_ON_FIRST_RUN = False
        canary.forget()

    yield use
    canary.forget()
    keyring.cache_clear()
