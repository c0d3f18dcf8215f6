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
    """A Warning when others than its owner and group may read the ring's file, or change it."""
    source = str(settings.KOKENET_KEYRING)
    if source.startswith("{") or not _mode(Path(source)) & 0o027:
        return []
    sentence = f"Others than its owner and group may read or change the key ring {source}."
    return [Caution(sentence, hint=f"chmod 600 {source}", id="trust.W001")]


def _mode(path: Path) -> int:
    """A file's permissions; 0 when it is not there or not ours to look at."""
    try:
        return path.stat().st_mode if path.is_file() else 0
    except OSError:
        return 0


def _mismatches() -> list[str]:
    """What the database says of the ring; nothing before its tables are there."""
    try:
        if Canary._meta.db_table not in connection.introspection.table_names():
            return []
        return canary.problems()
    except DatabaseError:
        return []
