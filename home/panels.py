"""What the Wagtail admin shows of this app."""

from typing import Any

import django_filters
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import HelpContact, HelpSettings, PeerGroup, ServiceContact, Topic
from home.models.checking import CheckedQuerySet
from home.models.services import ServiceContactQuerySet


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 300
    list_display = ["name", "slug", "order"]
    ordering = ["order", "name"]
    search_fields = ["name", "description"]


def topics_to_choose(request: HttpRequest | None) -> Any:  # noqa: ARG001 -- django-filter asks
    """Each topic once, in the site's own language."""
    return Topic.objects.in_language(settings.LANGUAGE_CODE)


class CheckedFilters(WagtailFilterSet):
    checked = django_filters.ChoiceFilter(
        label=_("Checked on"),
        choices=[("stale", _("never, or over 180 days ago"))],
        empty_label=_("any day"),
        method="by_check",
    )

    def by_check(self, rows: CheckedQuerySet[Any], _name: str, _stale: str) -> Any:
        return rows.stale()


class ServiceFilters(CheckedFilters):
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), queryset=topics_to_choose, method="on_topic"
    )

    class Meta:
        model = ServiceContact
        fields: list[str] = []

    def on_topic(self, rows: ServiceContactQuerySet, _name: str, topic: Topic) -> Any:
        return rows.about([topic.translation_key])


class GroupFilters(CheckedFilters):
    class Meta:
        model = PeerGroup
        fields = ["for_whom", "online", "is_open"]


def checked_in_words(service: ServiceContact | PeerGroup) -> str:
    """The day as people write it; what nobody has checked asks for it."""
    if service.checked_on is None:
        return str(_("check before publishing"))
    return date_format(service.checked_on, "j.n.Y")


class ServiceContactViewSet(SnippetViewSet):
    model = ServiceContact
    icon = "help"
    menu_label = _("Services to turn to")
    add_to_admin_menu = True
    menu_order = 305
    list_display = [
        "name",
        "phone",
        "region",
        Column(
            "checked_on", label=_("Checked on"), accessor=checked_in_words, sort_key="checked_on"
        ),
    ]
    filterset_class = ServiceFilters
    search_fields = ["name", "what_for", "region"]
    search_backend_name = None
    ordering = ["name"]


class PeerGroupViewSet(SnippetViewSet):
    model = PeerGroup
    icon = "group"
    menu_label = _("Peer-support groups")
    add_to_admin_menu = True
    menu_order = 306
    list_display = [
        "name",
        "place",
        "when",
        Column(
            "checked_on", label=_("Checked on"), accessor=checked_in_words, sort_key="checked_on"
        ),
    ]
    filterset_class = GroupFilters
    search_fields = ["name", "what", "place"]
    search_backend_name = None
    ordering = ["name"]


class StaleContactsPanel(Component):
    """On the admin's first page: help contacts that somebody should check again."""

    name = "stale_contacts"
    template_name = "home/admin/stale_contacts.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        stale = HelpContact.objects.stale().select_related("settings__site")
        return {"contacts": stale.order_by("settings", "sort_order"), "address": contacts_url()}


class StaleServicesPanel(Component):
    """On the admin's first page: services to turn to that somebody should check again."""

    name = "stale_services"
    template_name = "home/admin/stale_services.html"
    order = 51

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        stale = ServiceContact.objects.stale().select_related("locale")
        address = reverse(ServiceContact.snippet_viewset.get_url_name("list"))
        return {"services": stale.order_by("name"), "address": f"{address}?checked=stale"}


class StaleGroupsPanel(Component):
    """On the admin's first page: peer-support groups that somebody should check again."""

    name = "stale_groups"
    template_name = "home/admin/stale_groups.html"
    order = 52

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        stale = PeerGroup.objects.stale().select_related("locale")
        address = reverse(PeerGroup.snippet_viewset.get_url_name("list"))
        return {"groups": stale.order_by("name"), "address": f"{address}?checked=stale"}


def contacts_url() -> str:
    return reverse("wagtailsettings:edit", args=["home", HelpSettings._meta.model_name])


def may_change_contacts(request: HttpRequest) -> bool:
    return request.user.has_perm("home.change_helpsettings")


def may_change_services(request: HttpRequest) -> bool:
    return request.user.has_perm("home.change_servicecontact")


def may_change_groups(request: HttpRequest) -> bool:
    return request.user.has_perm("home.change_peergroup")
