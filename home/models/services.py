"""Services to turn to: where else there is help, for whom, and how to get in touch."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from home.findable import Findable
from home.models.checking import CheckedQuerySet
from home.models.topics import Topic
from home.topic_forms import OwnLanguageTopics


class ServiceContactForm(OwnLanguageTopics, WagtailAdminModelForm):
    """Offers the topics in the service's own language."""


class ServiceContactQuerySet(SearchableQuerySetMixin, CheckedQuerySet["ServiceContact"]):
    def in_language(self, code: str) -> "ServiceContactQuerySet":
        return self.filter(locale__language_code=code)

    def about(self, topic_keys: list) -> "ServiceContactQuerySet":
        """Those on one of the topics, in whatever language; with most of them in common first."""
        found = self.filter(topics__translation_key__in=topic_keys)
        return found.annotate(shared=Count("topics")).order_by("-shared", "name")


class ServiceContact(Findable, index.Indexed, TranslatableMixin, models.Model):
    """A service that someone may turn to. Numbers change: `checked_on` tells when one looked."""

    name = models.CharField(_("name"), max_length=120)
    what_for = models.CharField(
        _("what for"), max_length=300, help_text=_("In one or two sentences: who it is for.")
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    chat = models.URLField(_("chat"), blank=True)
    web = models.URLField(_("website"), blank=True)
    region = models.CharField(
        _("region"), max_length=80, blank=True, help_text=_("Empty: the whole country.")
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="services", verbose_name=_("topics")
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("what_for"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("region")]),
                FieldPanel("chat"),
                FieldPanel("web"),
            ],
            heading=_("How to get in touch"),
        ),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("checked_on"),
    ]

    search_fields = [
        index.SearchField("name"),
        index.FilterField("locale"),
        *Findable.found_by,
    ]

    told_fields = ("name", "what_for", "region")

    objects = ServiceContactQuerySet.as_manager()

    base_form_class = ServiceContactForm

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("service to turn to")
        verbose_name_plural = _("services to turn to")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not (self.phone or self.chat or self.web):
            raise ValidationError(_("Give a telephone number or a website: a way to get through."))
