from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.contrib.settings.models import register_setting
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from home.admin_words import script_words
from home.models import HelpContact, HelpSettings, PeerGroup, ServiceContact, SiteSettings
from home.panels import (
    PeerGroupViewSet,
    ServiceContactViewSet,
    StaleContactsPanel,
    StaleGroupsPanel,
    StaleServicesPanel,
    TopicViewSet,
    may_change_contacts,
    may_change_groups,
    may_change_services,
)
from home.rich_text import LinkHandler

register_setting(SiteSettings, icon="cog", order=100)
register_setting(HelpSettings, icon="help", order=110)
register_snippet(TopicViewSet)
register_snippet(ServiceContactViewSet)
register_snippet(PeerGroupViewSet)


@hooks.register("register_rich_text_features", order=100)
def link_pages(features: FeatureRegistry) -> None:
    features.register_link_type(LinkHandler)


@hooks.register("register_admin_urls")
def speak_in_scripts() -> list[URLPattern]:
    """In the place of Wagtail's own, which its templates ask for by name."""
    return [path("jsi18n/", script_words)]


@hooks.register("construct_homepage_panels")
def remind_of_stale_contacts(request: HttpRequest, panels: list[Component]) -> None:
    if may_change_contacts(request) and HelpContact.objects.stale().exists():
        panels.append(StaleContactsPanel())
    if may_change_services(request) and ServiceContact.objects.stale().exists():
        panels.append(StaleServicesPanel())
    if may_change_groups(request) and PeerGroup.objects.stale().exists():
        panels.append(StaleGroupsPanel())
