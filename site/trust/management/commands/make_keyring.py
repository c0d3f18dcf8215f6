from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from trust.keyring import KeyringBroken, new_ring, with_new_key, write_once


class Command(BaseCommand):
    help = (
        "Makes a key ring with new secrets in FILE, readable by its owner only. With --from OLD the"
        " new ring keeps OLD's keys for opening, for rotate_keys. Never overwrites."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", type=Path, dest="old", metavar="OLD")

    def handle(self, *args: Any, file: Path, old: Path | None, **options: Any) -> None:
        try:
            ring = with_new_key(old.read_text(encoding="utf-8")) if old else new_ring()
        except (KeyringBroken, OSError) as error:
            raise CommandError(f"The old key ring cannot be read: {error}") from None
        if not write_once(file, ring):
            raise CommandError(f"{file} is already there. A key ring is never overwritten.")
        self.stdout.write(
            f"Made {file}. Set KOKENET_KEYRING={file} and keep a copy apart from the database's"
            " backups: without it every text is lost."
        )
