"""The embedded database as environment.database sets it up, whatever the other tests run on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db.utils import ConnectionHandler

from kokenet import environment

WRITERS = 8
ROUNDS = 25


@pytest.fixture
def connections(tmp_path, django_db_blocker):
    """Connections to a database file of this test, one for each thread."""
    config = environment.database(f"sqlite:///{tmp_path / 'site.sqlite3'}")
    with django_db_blocker.unblock():
        yield ConnectionHandler({"default": config})


@pytest.fixture
def sqlite(connections):
    connection = connections["default"]
    yield connection
    connection.close()


def answer(connection, sql):
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchone()[0]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_sqlite_is_set_up_for_a_server(sqlite, pragma, value):
    assert answer(sqlite, f"PRAGMA {pragma}") == value


def test_sqlite_sees_no_lock_error_with_eight_writers(connections, sqlite, monkeypatch):
    with sqlite.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE letter (id INTEGER PRIMARY KEY, writer INTEGER, number INTEGER)"
        )

    def write(writer):
        """Reads before it writes, as every action does; a later write lock would be refused."""
        connection = connections["default"]
        for _ in range(ROUNDS):
            connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            number = answer(connection, "SELECT coalesce(max(number), 0) + 1 FROM letter")
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO letter (writer, number) VALUES (%s, %s)", [writer, number]
                )
            connection.commit()
            connection.set_autocommit(True)
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    assert answer(sqlite, "SELECT count(*) FROM letter") == WRITERS * ROUNDS
    assert answer(sqlite, "SELECT max(number) FROM letter") == WRITERS * ROUNDS
