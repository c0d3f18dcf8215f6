"""Who a story is by: an alias and a few words, never a name or a face."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from kokeblog.forms.writers import WriterForm
from kokenet import plugins


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

    profile = models.CharField(
        _("also known here as"),
        max_length=60,
        blank=True,
        help_text=_(
            "When the writer is one of our experts and wants it to be known: the stories say so, "
            "and lead to the expert's public profile as long as there is one."
        ),
    )

    panels = [FieldPanel("alias"), FieldPanel("words"), FieldPanel("profile")]
    base_form_class = WriterForm

    class Meta:
        verbose_name = _("writer")
        verbose_name_plural = _("writers")
        ordering = ["alias"]

    def __str__(self) -> str:
        return self.alias

    @cached_property
    def presented(self) -> plugins.Profile | None:
        """The public profile that is the same person's; None without, or when it is gone."""
        return plugins.profile_of(self.profile) if self.profile else None
