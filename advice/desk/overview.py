"""The coordinator's overview, and the two things that are done on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from advice import actions, paging, retention
from advice.load import Bearing, bearings
from advice.models import HeldPurge
from advice.overview import situation_of
from advice.permissions import may_let_purge
from expert_pool.actions import end_debrief
from expert_pool.models import Debrief
from expert_pool.permissions import may_end_debrief
from trust import audit, clock


@desk_page(Role.COORDINATOR)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, what may be late, who carries how much; of the experts alone a later page."""
    if request.GET.get("list") == "experts":
        found = bearings()
        shown, after = _experts(found, request.GET.get("after", ""))
        return render(request, "advice/desk/bearings.html", {"bearings": shown, "next": after})
    situation = situation_of(staff_of(request))
    shown, after = _experts(situation.bearings, "")
    context = {"now": situation, "bearings": shown, "next": after}
    return render(request, "advice/desk/overview.html", context)


@desk_page(Role.COORDINATOR)
@require_POST
def talked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The coordinator has been in touch with an expert who wanted to talk."""
    debrief = get_object_or_404(Debrief.objects.select_related("expert"), pk=pk)
    audit.require(may_end_debrief(staff_of(request), debrief))
    end_debrief(debrief, by=staff_of(request))
    sentence = _("Marked: you have been in touch with %(expert)s.")
    messages.success(request, sentence % {"expert": debrief.expert.alias})
    return redirect("advice_desk:overview")


@desk_page(Role.COORDINATOR)
def let_purge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Says what a purge that waits would do and why it waits; lets it go when told to."""
    held = get_object_or_404(HeldPurge, pk=pk)
    audit.require(may_let_purge(staff_of(request), held))
    if request.method != "POST":
        return render(request, "advice/desk/let_purge.html", _explained(held))
    actions.let_purge(held, by=staff_of(request))
    messages.success(request, _("The purge goes on. It is done within the next few minutes."))
    return redirect("advice_desk:overview")


def _explained(held: HeldPurge) -> dict[str, object]:
    """What the page needs to say what would happen, as things are this moment."""
    now = clock.now()
    return {
        "held": held,
        "now": now,
        "last": retention.last_run(),
        "would_end": retention.gone_silent(now).count(),
        "would_erase": retention.to_erase(now).count(),
        "most": retention.most_at_once(),
        "silence_days": retention.SILENCE.days,
        "kept_days": retention.KEPT_AFTER_CLOSING.days,
    }


def _experts(found: list[Bearing], after: str) -> tuple[list[Bearing], str]:
    """The page of experts whose names follow `after`, and where the next one begins."""
    in_order = sorted(found, key=lambda one: one.expert.alias)
    rest = [one for one in in_order if one.expert.alias > after]
    shown = rest[: paging.SIZE]
    return shown, shown[-1].expert.alias if len(rest) > len(shown) else ""
