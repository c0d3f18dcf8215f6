"""System checks: the key ring can be used, belongs to this database, and nobody else reads it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError, connection

from trust import canary
from trust.keyring import KeyringBroken, keyring
from trust.models.canary import Canary

HINT = "New questions are refused until this is put right: see docs/operating.md."


@register(Tags.security)
def check_keyring(**_options: Any) -> Iterable[CheckMessage]:
    """An Error naming what is wrong with the ring, by itself or for the records we have."""
    try:
        keyring.cache_clear()
        keyring()
        return [Error(sentence, hint=HINT, id="trust.E001") for sentence in _mismatches()]
    except KeyringBroken as broken:
        return [Error(str(broken), hint=HINT, id="trust.E001")]


@register(Tags.security)
def check_keyring_is_private(**_options: Any) -> Iterable[CheckMessage]:
    """A Warning when others than its owner may read the ring's file."""
    source = str(settings.KOKENET_KEYRING)
    path = Path(source)
    if source.startswith("{") or not path.is_file() or not path.stat().st_mode & 0o077:
        return []
    sentence = f"Others than its owner may read the key ring {path}."
    return [Caution(sentence, hint=f"chmod 600 {path}", id="trust.W001")]


def _mismatches() -> list[str]:
    """What the database says of the ring; nothing before its tables are there."""
    try:
        if Canary._meta.db_table not in connection.introspection.table_names():
            return []
        return canary.problems()
    except DatabaseError:
        return []
