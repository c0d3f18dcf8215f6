import sys
from typing import Any

from django.core.management.base import BaseCommand

from trust import audit_seals
from trust.models import AuditRow, AuditSeal


class Command(BaseCommand):
    """Tells whether anybody has altered or removed audit rows, and which. Exits 1 when so."""

    help = "Checks every audit row and seal; prints where the trail was altered, and exits 1."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(audit_seals.faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            self.stderr.write(f"The audit trail has been altered in {len(faults)} places.")
            sys.exit(1)
        self.stdout.write(f"{AuditRow.objects.count()} rows are whole. {self._newest()}")

    def _newest(self) -> str:
        """What to write down elsewhere: rows cut off the end with their seals show only by it."""
        seal = AuditSeal.objects.last()
        if seal is None:
            return "No seal yet."
        return f"Newest seal: {seal.number}, last row {seal.last_id}, {bytes(seal.mac).hex()[:16]}."
