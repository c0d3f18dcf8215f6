from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trust import outbox


class Command(BaseCommand):
    """Hands over due mail once, without the worker."""

    help = "Hands over the mail that is due. The worker does this by itself."
    # Mail goes on whatever else is broken, the key ring above all.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--revive", action="store_true", help="try again also what was given up after 5 times"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revive"]:
            self.stdout.write(f"{outbox.revive_dead()} given-up mails try again.")
        sent = 0
        while count := outbox.send_due():
            sent += count
        self.stdout.write(f"{sent} mails sent.")
