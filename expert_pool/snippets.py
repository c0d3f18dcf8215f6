"""What editors put into pages: the way into the public bank."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin


class ExpertSearch(TranslatableMixin, models.Model):
    """A form that looks for experts; an editor can keep several and choose one into any page."""

    title = models.CharField(
        _("name"), max_length=120, help_text=_("Editors see this when they choose the search.")
    )
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    panels = [FieldPanel("title"), FieldPanel("heading"), FieldPanel("introduction")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("search for experts")
        verbose_name_plural = _("searches for experts")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
