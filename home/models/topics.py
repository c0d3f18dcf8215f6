"""What people ask and tell about. Topics are content: each language of a site has its own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_language(self, code: str) -> "TopicQuerySet":
        """The topics as named in one language; the slug is the same in all of them."""
        return self.filter(locale__language_code=code)


class Topic(TranslatableMixin, models.Model):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        help_text=_("The topic's short name in addresses. Keep it once the topic is in use."),
    )
    description = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("One sentence that tells whose worry this is."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("The smallest number comes first.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("order"),
    ]

    objects = TopicQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="home_topic_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name
