"""The desk's menu: what services offer this person, then staff accounts and pages."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.desk import staff_of
from kokenet import plugins
from kokenet.plugins import DeskEntry


def entries(request: HttpRequest) -> list[DeskEntry]:
    """All links of this person's desk, read once per request."""
    kept = request.__dict__
    if "_desk_entries" not in kept:
        offered = plugins.gather(lambda plugin: plugin.desk_entries(request))
        kept["_desk_entries"] = offered + own_entries(request)
    return kept["_desk_entries"]


def own_entries(request: HttpRequest) -> list[DeskEntry]:
    found = []
    if permissions.may_see_staff(staff_of(request)):
        found.append(
            DeskEntry(
                label=_("Staff"),
                url=reverse("desk_staff"),
                note=_("Who works here, and inviting new people."),
            )
        )
    if staff_of(request).has_perm("wagtailadmin.access_admin"):
        found.append(
            DeskEntry(
                label=_("Pages and content"),
                url=reverse("wagtailadmin_home"),
                note=_("What the public site shows."),
            )
        )
    return found
