"""Brings the development database up to date and builds the demo site; `make run` calls it.

Prints the demo accounts, one to a line: address, roles.
"""

import io
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokenet.settings.development")
django.setup()

from django.core.management import call_command  # noqa: E402 -- Django is set up by now
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

from accounts.models import User  # noqa: E402
from home import lemmas  # noqa: E402


def migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def main() -> None:
    # Before the demo site, so that its pages are found by base forms from the first.
    is_new = bool(lemmas.prepare())
    if migrations_wait():
        call_command("migrate", verbosity=0)
    call_command("demo", stdout=io.StringIO())
    if is_new:
        call_command("update_index", verbosity=0, stdout=io.StringIO())
    for user in User.objects.active().filter(email__endswith="@kokenet.example").order_by("pk"):
        print(user.email, ", ".join(sorted(user.roles)), sep="\t")


if __name__ == "__main__":
    main()
