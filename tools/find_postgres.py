"""Prints the address of a PostgreSQL where this person may make databases, or nothing.

Looks where TEST_DATABASE_URL says, else at the local socket and at 127.0.0.1:5432.
"""

import getpass
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg

SOCKETS = (Path("/var/run/postgresql"), Path("/tmp"))  # noqa: S108 -- where servers put theirs
MAY_MAKE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
#: Two checkouts can run their tests on one server at the same time.
NAME = "kokenet_" + hashlib.sha256(str(Path(__file__).parent).encode()).hexdigest()[:6]


def candidates() -> Iterator[tuple[dict[str, str], str]]:
    """How to connect, and the same as the address that Django understands."""
    for user in dict.fromkeys((getpass.getuser(), "root", "postgres")):
        for folder in SOCKETS:
            if (folder / ".s.PGSQL.5432").exists():
                yield {"user": user, "host": str(folder)}, f"postgres://{user}@/{folder}/{NAME}"
        host = "127.0.0.1"
        yield {"user": user, "host": host}, f"postgres://{user}@{host}:5432/{NAME}"


def answers(how: dict[str, str]) -> bool:
    try:
        with psycopg.connect(dbname="postgres", connect_timeout=3, **how) as connection:
            row = connection.execute(MAY_MAKE).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def main() -> None:
    wanted = os.environ.get("TEST_DATABASE_URL", "")
    if wanted.startswith("postgres"):
        print(wanted)
        return
    print(next((url for how, url in candidates() if answers(how)), ""))


if __name__ == "__main__":
    main()
