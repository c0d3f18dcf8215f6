"""Who a story is by: an alias and a few words, never a name or a face."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Writer(models.Model):
    alias = models.CharField(
        _("alias"),
        max_length=60,
        unique=True,
        help_text=_("A first name or a pen name; never the writer's whole name."),
    )
    words = models.CharField(
        _("a few words of the writer"),
        max_length=200,
        blank=True,
        help_text=_("In the writer's own words. Nothing that others could know them by."),
    )

    panels = [FieldPanel("alias"), FieldPanel("words")]

    class Meta:
        verbose_name = _("writer")
        verbose_name_plural = _("writers")
        ordering = ["alias"]

    def __str__(self) -> str:
        return self.alias
