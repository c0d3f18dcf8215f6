import logging

from django.apps import AppConfig
from django.db import connections
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class TrustConfig(AppConfig):
    name = "trust"
    verbose_name = _("Trust")

    def ready(self) -> None:
        from trust import checks, schedule  # noqa: F401, PLC0415 -- checks registers them

        schedule.every(5, "trust.jobs.seal_audit")
        schedule.daily("04:20", "trust.jobs.purge_task_records")
        schedule.daily("04:25", "trust.jobs.purge_mail")

    def look_at_keyring(self) -> None:
        """For a web process that starts: leaves the ring's proofs, and says in the log when the
        ring is wrong, before the first person writes. Leaves no connection to a forked child."""
        from trust import canary  # noqa: PLC0415

        if not canary.submissions_open():
            logger.error("New questions are refused: see manage.py check and the database.")
        connections.close_all()
