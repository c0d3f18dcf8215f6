"""The preview's token: it carries the receipt number to be, for exactly what the person saw."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from trust import clock, receipts
from trust.tokens import TokenRefused, open_token, seal_token

AGE = timedelta(hours=24)
#: Nobody reads a preview and decides in less.
QUICKEST_PERSON = timedelta(seconds=3)


@dataclass(frozen=True)
class Slip:
    """The preview's token, opened: the number that what is sent will have."""

    number: str
    issued: float

    @property
    def is_hasty(self) -> bool:
        """Whether it came back sooner than a person reads."""
        return clock.now().timestamp() - self.issued < QUICKEST_PERSON.total_seconds()


def digest(seen: Sequence[Any]) -> str:
    """Of what the person saw in the preview."""
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def make_slip(purpose: str, seen: str, *, mark: str) -> str:
    """A token with the number to be for `seen`, the digest of a form.

    The same words from the same page (`mark`), gone back to and previewed anew, get the same
    number.
    """
    number = receipts.number_of(f"{mark}|{seen}") if mark else receipts.new_number()
    return seal_token(purpose, {"number": number, "digest": seen})


def open_slip(purpose: str, token: str, seen: str) -> Slip:
    """The token of a preview of exactly what `seen` is the digest of. Raises TokenRefused."""
    payload = open_token(purpose, token, max_age=AGE)
    if payload["digest"] != seen:
        raise TokenRefused
    return Slip(number=payload["number"], issued=payload["issued"])
