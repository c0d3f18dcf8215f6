"""What remembers which secrets the stored records were made with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Canary(models.Model):
    """One row for each key and each pepper that this database has been written with.

    `proof` can be made again only with the same secret (trust.canary makes and compares it); it
    tells nothing about the secret. A retired key may be missing from the ring.
    """

    class Kind(models.TextChoices):
        KEY = "key", _("Key")
        PEPPER = "pepper", _("Pepper")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("id in the key ring"), max_length=32)
    proof = models.BinaryField(_("proof"))
    made_at = models.DateTimeField(_("made at"))
    retired_at = models.DateTimeField(_("retired at"), null=True)

    class Meta:
        verbose_name = _("canary")
        verbose_name_plural = _("canaries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="trust_canary_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["key", "pepper"]), name="trust_canary_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"Canary {self.pk}"
