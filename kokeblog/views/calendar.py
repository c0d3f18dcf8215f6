"""The calendar of stories in the Wagtail admin: one page to see the weeks, plain forms to plan."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.desk import staff_of
from kokeblog import actions
from kokeblog.models import Rhythm, StoryPage
from kokeblog.permissions import lists_of, may_plan
from kokeblog.planning import Calendar, Week
from trust.refusals import Refusal

LIST = "lista"


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    listings = lists_of(staff_of(request))
    if not listings:
        raise PermissionDenied
    asked = request.GET.get(LIST, "")
    chosen = next((one for one in listings if str(one.pk) == asked), listings[0])
    rhythm = Rhythm.of(chosen)
    context = {
        "page_title": _("Calendar of stories"),
        "header_title": _("Calendar of stories"),
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Calendar of stories")},
        ],
        "listings": listings,
        "chosen": chosen,
        "calendar": Calendar(chosen, rhythm),
        "rhythm": rhythm,
        "add_url": reverse(
            "wagtailadmin_pages:add", args=["kokeblog", StoryPage._meta.model_name, chosen.pk]
        ),
    }
    return render(request, "kokeblog/admin/calendar.html", context)


@require_POST
def set_week(request: HttpRequest) -> HttpResponse:
    """Plans a story for the week that was asked, or takes its week away when none was."""
    user = staff_of(request)
    story = get_object_or_404(StoryPage, pk=number(request.POST.get("story")))
    if not may_plan(user, story):
        raise PermissionDenied
    try:
        said = _plan(story, request.POST.get("week", ""), user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect(calendar_url(story.get_parent().pk))


def _plan(story: StoryPage, name: str, user: Any) -> str:
    title = story.draft_title
    if not name:
        actions.unplan(story=story, by=user)
        return _("“%(story)s” has no week now.") % {"story": title}
    try:
        week = Week.named(name)
    except ValueError:
        raise Refusal(_("There is no such week.")) from None
    actions.plan(story=story, week=week, by=user)
    return _(
        "“%(story)s” is planned for week %(week)s. It comes out when its second reader has read it."
    ) % {"story": title, "week": week.number}


def number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else 0


def calendar_url(listing: int | None = None) -> str:
    address = reverse("kokeblog_calendar")
    return f"{address}?{LIST}={listing}" if listing else address
