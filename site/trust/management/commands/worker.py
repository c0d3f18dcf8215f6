from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trust import cluster
from trust.watchdog import Watchdog


class Command(BaseCommand):
    """The one background process of the site: django-q2's cluster under a watchdog."""

    help = "Sends mail and runs the regular jobs; keeps django-q2's cluster alive and replaces it."
    # Mail goes on whatever else is broken, the key ring above all.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=30, help="seconds between two looks")
        parser.add_argument(
            "--patience", type=float, default=300, help="seconds that work may stand still"
        )
        parser.add_argument("--cluster-under", type=int, default=None, help="(internal)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["cluster_under"]:
            cluster.run(parent=options["cluster_under"])
            return
        self.stdout.write("KokeNet worker started: mail and regular jobs.")
        self.stdout.flush()
        Watchdog(every=options["every"], patience=options["patience"]).run()
