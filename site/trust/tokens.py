"""Sealed tokens: what a page carries from one step to the next, readable to us alone.

A token names the key it was made with, so that those made before a rotation still open while the
old key is in the ring.
"""

import base64
import binascii
import json
import secrets
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trust import clock
from trust.keyring import NONCE_BYTES, key_prefix, keyring

TOKEN_MARK = b"\x01"
LONGEST = 4096
#: How far ahead another machine's clock may be.
CLOCK_SKEW = timedelta(seconds=60)


class TokenRefused(Exception):
    """A token is not ours, is for another purpose, was changed, or is too old (`expired`)."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__()
        self.expired = expired


def seal_token(purpose: str, payload: dict[str, Any]) -> str:
    """A URL-safe token with the payload, the issue time (`issued`, epoch seconds) and purpose."""
    ring = keyring()
    head = key_prefix(ring.active_id, TOKEN_MARK)
    nonce = secrets.token_bytes(NONCE_BYTES)
    content = json.dumps(payload | {"issued": clock.now().timestamp()}).encode()
    cipher = AESGCM(ring.subkey("token"))
    sealed = cipher.encrypt(nonce, content, head + purpose.encode())
    return base64.urlsafe_b64encode(head + nonce + sealed).rstrip(b"=").decode()


def open_token(purpose: str, token: str, *, max_age: timedelta) -> dict[str, Any]:
    """The payload of a token made for this purpose at most `max_age` ago. Raises TokenRefused."""
    payload = json.loads(_decrypt(purpose, _decode(token)))
    age = clock.now().timestamp() - payload["issued"]
    if age > max_age.total_seconds():
        raise TokenRefused(expired=True)
    if age < -CLOCK_SKEW.total_seconds():
        raise TokenRefused
    return payload


def _decode(token: str) -> bytes:
    """The bytes of a token in its one spelling."""
    if not isinstance(token, str) or len(token) > LONGEST or not token.isascii():
        raise TokenRefused
    try:
        blob = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise TokenRefused from None
    if base64.urlsafe_b64encode(blob).rstrip(b"=").decode() != token:
        raise TokenRefused
    return blob


def _decrypt(purpose: str, blob: bytes) -> bytes:
    ring = keyring()
    for key_id in ring.keys:
        head = key_prefix(key_id, TOKEN_MARK)
        if blob.startswith(head):
            nonce, sealed = blob[len(head) :][:NONCE_BYTES], blob[len(head) + NONCE_BYTES :]
            try:
                cipher = AESGCM(ring.subkey("token", key_id))
                return cipher.decrypt(nonce, sealed, head + purpose.encode())
            except (InvalidTag, ValueError):
                raise TokenRefused from None
    raise TokenRefused
