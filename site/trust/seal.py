"""Sealed text: what people write reaches the database only as AES-256-GCM.

Each record that holds a key (KeyHolder) has its own random key, wrapped by the master key of the
key ring. Without the record's wrapped key its texts are gone, in backups too. A sealed text is

    mark and version (4 bytes) | nonce (12) | AES-GCM(length (4) | UTF-8 | zeros up to 512-steps)

bound to version | table | record | field, so that it opens nowhere else. Renaming a table or a
sealed field therefore needs a migration that seals the texts again.
"""

import hashlib
import hmac
import secrets
import uuid
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import models
from django.utils.translation import gettext_lazy as _

from trust.audit import Opening
from trust.keyring import (
    NONCE_BYTES,
    SECRET_BYTES,
    WRAP_MARK,
    CannotUnwrap,
    KeyringBroken,
    keyring,
)

TEXT_MARK = b"\x9eKT\x01"
STEP = 512
LENGTH_BYTES = 4


class SealBroken(Exception):
    """A text cannot be sealed or opened. Says nothing more: the cause may quote the content."""

    def __init__(self) -> None:
        super().__init__("A sealed text could not be opened or made.")


class MarkedField(models.BinaryField):
    """Takes only bytes that begin with its mark, so that plain text never reaches the database."""

    mark: bytes

    def from_db_value(self, value: Any, *_details: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or (self.blank and value == b""):
            return value
        if not isinstance(value, bytes | bytearray | memoryview):
            raise SealBroken
        if bytes(value[: len(self.mark)]) != self.mark:
            raise SealBroken
        return value


class SealedField(MarkedField):
    """A sealed text; with blank=True also b"", which stands for no text."""

    mark = TEXT_MARK


class SealedKeyField(MarkedField):
    """A record's wrapped key: made when the row is inserted, untouched by every later save.

    A stale copy of the record, saved late, would otherwise bring a destroyed key back.
    """

    mark = WRAP_MARK

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        if not add:
            return models.F(self.attname)
        if not model_instance._state.adding:
            # An update found no row: the record was erased, and stays erased.
            raise SealBroken
        return cast("KeyHolder", model_instance).make_key()


class Sealed(models.Model):
    """A record with sealed texts. If another record holds the key, `key_holder` names it."""

    seal_id = models.UUIDField(_("seal id"), default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class KeyHolder(Sealed):
    """A record with a key of its own, which opens its texts and those of records under it."""

    sealed_key = SealedKeyField(_("sealed key"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def key_holder(self) -> "KeyHolder":
        return self

    def make_key(self) -> bytes:
        """Gives a new record its key and returns it as wrapped; a record has one key ever."""
        if self.sealed_key is None:
            if not self._state.adding:
                raise SealBroken
            key = secrets.token_bytes(SECRET_BYTES)
            self.sealed_key = keyring().wrap(key, wrap_context(self))
        return bytes(self.sealed_key)

    def destroy_key(self) -> None:
        """Makes every text under this record unreadable for good, before any row is deleted."""
        type(self)._base_manager.filter(pk=self.pk).update(sealed_key=None)
        self.sealed_key = None


def seal_text(record: Sealed, field: str, text: str) -> bytes:
    """The text as `record`'s sealed field stores it. Raises SealBroken."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(_key_for_sealing(_holder(record)))
    return TEXT_MARK + nonce + cipher.encrypt(nonce, _pad(text), _bound_to(record, field))


def open_text(record: Sealed, field: str, opening: Opening) -> str:
    """The text of `record`'s sealed field, for the one whose opening was written down.

    Raises SealBroken when the opening is for another record, or the value is plain, changed,
    shortened, moved from elsewhere, or its key is gone.
    """
    holder = _holder(record)
    if not isinstance(opening, Opening) or opening.subject != holder:
        raise SealBroken
    sealed = getattr(record, field)
    if not isinstance(sealed, bytes) or not sealed.startswith(TEXT_MARK):
        raise SealBroken
    nonce, body = _split(sealed)
    try:
        padded = AESGCM(_key(holder)).decrypt(nonce, body, _bound_to(record, field))
    except (InvalidTag, ValueError):
        raise SealBroken from None
    return _unpad(padded)


def mark_of(record: Sealed, purpose: str, content: bytes) -> bytes:
    """32 bytes that stand for `content` and tell nobody without the record's key what it was.

    The same after a rotation of the key ring, which leaves the record's own key as it is. Raises
    SealBroken.
    """
    key = HKDF(SHA256(), SECRET_BYTES, salt=None, info=b"kokenet/mark/v1/" + purpose.encode())
    return hmac.digest(key.derive(_key(_holder(record))), content, hashlib.sha256)


def wrap_context(holder: KeyHolder) -> bytes:
    """What a record's wrapped key is bound to: its table and itself."""
    return f"{_table(holder, 'sealed_key')}|{holder.seal_id}".encode()


def _holder(record: Sealed) -> KeyHolder:
    holder = getattr(record, "key_holder", None)
    if not isinstance(holder, KeyHolder):
        raise SealBroken
    return holder


def _key_for_sealing(holder: KeyHolder) -> bytes:
    holder.make_key()
    return _key(holder)


def _key(holder: KeyHolder) -> bytes:
    if holder.sealed_key is None:
        raise SealBroken
    try:
        return keyring().unwrap(bytes(holder.sealed_key), wrap_context(holder))
    except (CannotUnwrap, KeyringBroken):
        raise SealBroken from None


def _bound_to(record: Sealed, field: str) -> bytes:
    if not isinstance(record._meta.get_field(field), SealedField):
        raise SealBroken
    return TEXT_MARK + f"|{_table(record, field)}|{record.seal_id}|{field}".encode()


def _table(record: Sealed, field: str) -> str:
    """The table that holds the field: a parent's, when the model inherits it from another table."""
    return record._meta.get_field(field).model._meta.db_table


def _split(sealed: bytes) -> tuple[bytes, bytes]:
    start = len(TEXT_MARK)
    return sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]


def _pad(text: str) -> bytes:
    try:
        content = text.encode()
    except UnicodeEncodeError:
        # The original error would carry the text.
        raise SealBroken from None
    whole = len(content).to_bytes(LENGTH_BYTES) + content
    return whole + bytes(-len(whole) % STEP)


def _unpad(padded: bytes) -> str:
    length = int.from_bytes(padded[:LENGTH_BYTES])
    content = padded[LENGTH_BYTES : LENGTH_BYTES + length]
    if len(content) != length:
        raise SealBroken
    return content.decode()
