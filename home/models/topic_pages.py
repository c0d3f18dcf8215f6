"""A topic's page: what the site and its services have on it, gathered."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from home.models.groups import PeerGroup
from home.models.pages import EditorialPage
from home.models.services import ServiceContact
from home.models.topics import Topic
from kokenet import plugins

MOST = 6


class TopicPage(EditorialPage):
    """Gathers stories, services and the way to write on one topic (services offer their parts)."""

    shown_unasked = 0  # what stands on it may be taken back

    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="pages", verbose_name=_("topic")
    )

    template = "home/topic_page.html"
    parent_page_types = ["home.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [
        EditorialPage.content_panels[0],
        FieldPanel("topic"),
        *EditorialPage.content_panels[1:],
    ]

    class Meta:
        verbose_name = _("topic page")
        verbose_name_plural = _("topic pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        keys = [self.topic.translation_key]
        offered = plugins.gather(lambda plugin: plugin.on_topic(request, self.topic))
        services = ServiceContact.objects.filter(locale=self.locale_id).about(keys)
        return super().get_context(request, *args, **kwargs) | {
            "parts": sorted(offered, key=lambda part: part.order),
            "groups": PeerGroup.objects.filter(locale=self.locale_id, topics=self.topic)[:MOST],
            "services": services[:MOST],
        }
