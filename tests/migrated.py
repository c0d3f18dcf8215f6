"""An SQLite database as the migrations leave it, kept from one run to the next.

A hundred and fifty migrations take a fifth of a unit run. Migrations are run all the same: on a
copy of what they left, where there is nothing to do. The copy's name says what it came of, so that
a changed migration, role, setting or package makes a new one.
"""

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "var" / "tests"
CAME_OF = (
    "*/migrations/*.py",
    "site/*/migrations/*.py",
    "tests/trust/shelf/**/*.py",
    "site/accounts/roles.py",
    "site/kokenet/settings/*.py",
    "requirements/*.txt",
)


def put_in_place() -> bool:
    """Gives the test database what the migrations left in an earlier run; whether it had any."""
    kept = template()
    if kept is None or not kept.exists():
        return False
    shutil.copyfile(kept, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


def keep() -> None:
    """Keeps the database of this run, just migrated, for the next one; older ones go."""
    kept = template()
    if kept is None or kept.exists():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    new = KEPT / f"{os.getpid()}.new"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(new)])
    for old in KEPT.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    new.replace(kept)


def template() -> Path | None:
    """Where the copy for these sources is kept; None where the tests do not run on SQLite."""
    if connection.vendor != "sqlite":
        return None
    digest = hashlib.sha256()
    for pattern in CAME_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return KEPT / f"{digest.hexdigest()[:16]}.sqlite3"
