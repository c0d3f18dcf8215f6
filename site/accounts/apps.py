from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Staff accounts")

    def ready(self) -> None:
        # These need loaded models; importing `checks` registers them.
        from accounts import checks, notices  # noqa: F401, PLC0415
        from trust import outbox, schedule  # noqa: PLC0415

        outbox.writers |= notices.WRITERS
        schedule.daily("03:40", "accounts.jobs.tidy")
