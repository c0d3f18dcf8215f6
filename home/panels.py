"""What the Wagtail admin shows of this app."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import HelpContact, HelpSettings, Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 300
    list_display = ["name", "slug", "order"]
    ordering = ["order", "name"]
    search_fields = ["name", "description"]


class StaleContactsPanel(Component):
    """On the admin's first page: help contacts that somebody should check again."""

    name = "stale_contacts"
    template_name = "home/admin/stale_contacts.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        stale = HelpContact.objects.stale().select_related("settings__site")
        return {"contacts": stale.order_by("settings", "sort_order"), "address": contacts_url()}


def contacts_url() -> str:
    return reverse("wagtailsettings:edit", args=["home", HelpSettings._meta.model_name])


def may_change_contacts(request: HttpRequest) -> bool:
    return request.user.has_perm("home.change_helpsettings")
