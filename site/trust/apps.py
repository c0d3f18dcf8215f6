from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrustConfig(AppConfig):
    name = "trust"
    verbose_name = _("Trust")

    def ready(self) -> None:
        from trust import checks, schedule  # noqa: F401, PLC0415 -- checks registers them

        schedule.every(5, "trust.jobs.seal_audit")
        schedule.daily("04:20", "trust.jobs.purge_task_records")
        schedule.daily("04:25", "trust.jobs.purge_mail")
