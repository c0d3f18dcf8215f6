import sys
from typing import Any

from django.core.management.base import BaseCommand

from trust import audit_seals, canary
from trust.models import AuditRow, AuditSeal

ALTERED, UNCHECKED = 1, 2


class Command(BaseCommand):
    """Tells whether anybody has altered or removed audit rows, and which.

    Exits 1 when so; 2 when nothing is altered but some rows name a key of another ring.
    """

    help = (
        "Checks every audit row and seal; prints where the trail was altered, and exits 1. Exits 2"
        " when only rows are found that were written under another key ring, if they say true."
    )
    # A wrong key ring is no reason not to look: it is told below.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit_seals.check()
        for sentence in [*found.altered, *found.unchecked]:
            self.stderr.write(sentence)
        if found.altered:
            self.stderr.write(f"The audit trail has been altered in {len(found.altered)} places.")
        if found.unchecked:
            self._explain()
        if found.altered or found.unchecked:
            sys.exit(ALTERED if found.altered else UNCHECKED)
        self.stdout.write(f"{AuditRow.objects.count()} rows are whole. {self._newest()}")

    def _explain(self) -> None:
        for sentence in canary.problems():
            self.stderr.write(f"The key ring is wrong now: {sentence}")
        self.stderr.write(
            "What is under another key was written while the site ran with another key ring. If it"
            " did not at those times, somebody has altered the rows and names such a key. Sealed"
            " rows are as they were when they were sealed."
        )

    def _newest(self) -> str:
        """What to write down elsewhere: rows cut off the end with their seals show only by it."""
        seal = AuditSeal.objects.last()
        if seal is None:
            return "No seal yet."
        return f"Newest seal: {seal.number}, last row {seal.last_id}, {bytes(seal.mac).hex()[:16]}."
