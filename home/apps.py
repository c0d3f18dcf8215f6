from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from trust import schedule  # noqa: PLC0415 -- models are loaded by now

        schedule.every(5, "home.jobs.publish_scheduled")
