"""The demo site for tests: built once in a run, its rows put back for every test that wants it."""

import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from home.demo import Tree, build

Table = list[tuple[Any, ...]]


@dataclass(frozen=True)
class BuiltDemo:
    """What `build` left: its tree, and the rows of every table that it changed."""

    tree: Tree
    tables: dict[str, Table]

    def put_back(self) -> Tree:
        """Writes the rows into an empty site, in the caller's transaction; a tree of its own."""
        with connection.cursor() as cursor:
            for name in self.tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608
            for name, rows in self.tables.items():
                marks = ", ".join(["%s"] * len(rows[0]))
                insert = f"INSERT INTO {connection.ops.quote_name(name)} VALUES ({marks})"  # noqa: S608
                cursor.executemany(insert, rows)
        return copy.deepcopy(self.tree)


def build_once() -> BuiltDemo:
    """Builds the demo in a transaction that is taken back."""
    with transaction.atomic():
        before = read_tables()
        tree = build()
        after = read_tables()
        transaction.set_rollback(True)
    return BuiltDemo(tree, {name: rows for name, rows in after.items() if rows != before[name]})


def read_tables() -> dict[str, Table]:
    return {name: read_rows(name) for name in table_names()}


def table_names() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed})


def read_rows(table: str) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return cursor.fetchall()
