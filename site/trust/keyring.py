"""The key ring: master keys and peppers, kept outside the database.

A JSON object in the file that KOKENET_KEYRING names, or written straight into that setting:

    {"active": "<id>",
     "keys": {"<id>": {"secret": "<base64 of 32 bytes>", "use": "seal" | "open"}},
     "pepper": {"active": "<version>", "values": {"<version>": "<base64 of 32 bytes>"}}}

The active key seals, and its use must be "seal"; the others only open what they once sealed.
"""

import base64
import binascii
import hashlib
import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

SECRET_BYTES = 32
NONCE_BYTES = 12
NAME_ID_LENGTH = 23
WRAP_MARK = b"\x9eKW\x01"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


class KeyringBroken(Exception):
    """The key ring cannot be used; the text says why and holds no secret."""

    status = 503


class CannotUnwrap(Exception):
    """A wrapped key is not one of this ring's, or was changed, or belongs elsewhere."""


@dataclass(frozen=True)
class KeyRing:
    """Master keys by id and peppers by version; never shows a secret in its repr."""

    active_id: str
    keys: Mapping[str, bytes] = field(repr=False)
    active_pepper: str
    peppers: Mapping[str, bytes] = field(repr=False)

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Seals a record's key under the active master key, bound to `context`."""
        return self._seal(WRAP_MARK, key, context)

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """The key that `wrap` sealed with the same context. Raises CannotUnwrap."""
        return self._open(WRAP_MARK, blob, context)

    def wrapped_with(self, blob: bytes) -> str:
        """The id of the master key that a wrapped key names. Raises CannotUnwrap."""
        return _split(WRAP_MARK, blob)[0]

    def subkey(self, purpose: str, key_id: str | None = None) -> bytes:
        """32 bytes for one purpose, derived from the active master key or from the one named.

        What outlives a rotation must remember `active_id` beside it. Raises KeyError when the ring
        has no such key.
        """
        secret = self.keys[key_id or self.active_id]
        info = b"kokenet/v1/" + purpose.encode()
        return HKDF(SHA256(), SECRET_BYTES, salt=None, info=info).derive(secret)

    def proof(self, key_id: str) -> bytes:
        """What only this key can make, and what tells nothing about it."""
        return self.subkey("canary", key_id)

    @cached_property
    def ids_by_name(self) -> Mapping[str, str]:
        """The id of each key by its name, which another ring's key of the same id does not have."""
        return {key_name(key_id, self.proof(key_id)): key_id for key_id in self.keys}

    @cached_property
    def active_name(self) -> str:
        return key_name(self.active_id, self.proof(self.active_id))

    def _seal(self, mark: bytes, content: bytes, context: bytes) -> bytes:
        head = key_prefix(self.active_id, mark)
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESGCM(self.subkey("wrap"))
        return head + nonce + cipher.encrypt(nonce, content, head + context)

    def _open(self, mark: bytes, blob: bytes, context: bytes) -> bytes:
        key_id, nonce, sealed = _split(mark, blob)
        if key_id not in self.keys:
            raise CannotUnwrap
        try:
            cipher = AESGCM(self.subkey("wrap", key_id))
            return cipher.decrypt(nonce, sealed, key_prefix(key_id, mark) + context)
        except (InvalidTag, ValueError):
            raise CannotUnwrap from None


@lru_cache(maxsize=1)
def keyring() -> KeyRing:
    """This process's key ring. Raises KeyringBroken, naming the cause."""
    source = str(settings.KOKENET_KEYRING).strip()
    if source.startswith("{"):
        return read_ring(source)
    path = Path(source)
    if settings.KEYRING_MAKE_ON_FIRST_RUN:
        _make_first(path)
    return read_ring(_file_text(path))


def key_name(key_id: str, proof: bytes) -> str:
    """At most 32 characters, told from an id by the "~"."""
    return f"{key_id[:NAME_ID_LENGTH]}~{hashlib.sha256(b'name/v1|' + proof).hexdigest()[:8]}"


def key_prefix(key_id: str, mark: bytes = WRAP_MARK) -> bytes:
    """What everything wrapped with the key of this id begins with."""
    name = key_id.encode()
    return mark + bytes([len(name)]) + name


def read_ring(text: str) -> KeyRing:
    """The ring written in `text`. Raises KeyringBroken, naming the cause."""
    ring = _object(_parse(text), "the key ring")
    entries = _object(ring.get("keys"), '"keys"')
    pepper = _object(ring.get("pepper"), '"pepper"')
    keys = {_name(key_id): _key(key_id, entry) for key_id, entry in entries.items()}
    values = _object(pepper.get("values"), '"pepper.values"')
    peppers = {_name(name): _secret(value, f"pepper {name}") for name, value in values.items()}
    active_id = _active(ring, keys, "key")
    if entries[active_id]["use"] != "seal":
        raise KeyringBroken(f'The active key {active_id} has the use "open": it may not seal.')
    _refuse_repeats(keys, peppers)
    return KeyRing(
        active_id,
        MappingProxyType(keys),
        _active(pepper, peppers, "pepper"),
        MappingProxyType(peppers),
    )


def new_ring() -> dict[str, Any]:
    """A ring with one new key and one new pepper, as it stands in the file."""
    key_id = _new_id("k")
    version = _new_id("p")
    return {
        "active": key_id,
        "keys": {key_id: {"secret": _new_secret(), "use": "seal"}},
        "pepper": {"active": version, "values": {version: _new_secret()}},
    }


def with_new_key(text: str) -> dict[str, Any]:
    """The ring of `text` with a new active key; the old keys stay and only open."""
    read_ring(text)
    ring = json.loads(text)
    for entry in ring["keys"].values():
        entry["use"] = "open"
    ring["active"] = _new_id("k")
    ring["keys"][ring["active"]] = {"secret": _new_secret(), "use": "seal"}
    return ring


def write_once(path: Path, ring: dict[str, Any]) -> bool:
    """Writes a whole ring to a file that only its owner reads; False when the file was there.

    Of several processes that start at once one writes, and the others read what it wrote: the file
    appears under its name in one step and never half written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".keyring-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(ring, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        Path(temporary).unlink()
    return True


def _make_first(path: Path) -> None:
    try:
        if not path.exists():
            write_once(path, new_ring())
    except OSError as error:
        raise KeyringBroken(
            f"The key ring {path} cannot be made ({type(error).__name__})."
        ) from None


def _file_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyringBroken(
            f"The key ring {path} is missing. Put it back; for a new site make one with:"
            f" manage.py make_keyring {path}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyringBroken(
            f"The key ring {path} cannot be read ({type(error).__name__})."
        ) from None


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_no_repeated_names)
    except (ValueError, RecursionError):
        raise KeyringBroken("The key ring is not well-formed JSON.") from None


def _no_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise KeyringBroken("The key ring has the same name twice.")
    return dict(pairs)


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise KeyringBroken(f"In the key ring, {what} must be an object that is not empty.")
    return value


def _name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise KeyringBroken(
            "The key ring has an id that is not 1 to 32 letters a-z, digits, dots or dashes."
        )
    return name


def _key(key_id: str, entry: Any) -> bytes:
    entry = _object(entry, f"key {key_id}")
    if entry.get("use") not in {"seal", "open"}:
        raise KeyringBroken(f'The use of key {key_id} must be "seal" or "open".')
    return _secret(entry.get("secret"), f"key {key_id}")


def _secret(value: Any, what: str) -> bytes:
    try:
        secret = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise KeyringBroken(f"The secret of {what} is not base64.") from None
    if len(secret) != SECRET_BYTES:
        raise KeyringBroken(f"The secret of {what} has {len(secret)} bytes; it must have 32.")
    return secret


def _active(ring: dict[str, Any], secrets_by_name: dict[str, bytes], what: str) -> str:
    active = ring.get("active")
    if not isinstance(active, str) or active not in secrets_by_name:
        raise KeyringBroken(f"The key ring's active {what} is not among its {what}s.")
    return active


def _refuse_repeats(keys: dict[str, bytes], peppers: dict[str, bytes]) -> None:
    if set(keys.values()) & set(peppers.values()):
        raise KeyringBroken("A pepper in the key ring is equal to a key. Each must be its own.")
    if len(set(keys.values())) != len(keys) or len(set(peppers.values())) != len(peppers):
        raise KeyringBroken("The key ring has the same secret twice. Each must be its own.")


def _new_id(kind: str) -> str:
    return f"{kind}-{secrets.token_hex(4)}"


def _new_secret() -> str:
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _split(mark: bytes, blob: bytes) -> tuple[str, bytes, bytes]:
    """The key id, nonce and sealed part of what `_seal` made."""
    start = len(mark) + 1
    if not blob.startswith(mark) or len(blob) < start:
        raise CannotUnwrap
    end = start + blob[start - 1]
    try:
        key_id = blob[start:end].decode("ascii")
    except UnicodeDecodeError:
        raise CannotUnwrap from None
    return key_id, blob[end : end + NONCE_BYTES], blob[end + NONCE_BYTES :]
