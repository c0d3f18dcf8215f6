"""Signs of life of the background processes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trust import clock


class Heartbeat(models.Model):
    """When something last showed that it lives; one row per name."""

    WORKER = "worker"
    OUTBOX = "outbox"

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        default_permissions = ()

    def __str__(self) -> str:
        return f"Heartbeat {self.name}"

    @classmethod
    def beat(cls, name: str) -> None:
        """Notes that `name` is alive now."""
        cls.objects.update_or_create(name=name, defaults={"at": clock.now()})
