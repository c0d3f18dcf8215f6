import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from trust import workflows


class Command(BaseCommand):
    """Writes the status diagrams from the tables of moves."""

    help = "Writes docs/workflows.md from the tables of moves; --check only compares, and exits 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--file", type=Path, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"] or Path(settings.BASE_DIR) / "docs" / "workflows.md"
        wanted = workflows.document()
        if not options["check"]:
            path.write_text(wanted, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != wanted:
            self.stderr.write(f"{path.name} is not what the tables say: run manage.py workflows.")
            sys.exit(1)
