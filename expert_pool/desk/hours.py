"""Hours: the expert's own month, and what the coordinator approves and takes out as a file."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from expert_pool import actions, sheets
from expert_pool.desk.own import own_expert
from expert_pool.desk_forms import HoursForm, MinutesForm
from expert_pool.models import Expert, WorkEntry, WorkState
from expert_pool.months import Month
from expert_pool.permissions import may_approve, may_change_own
from trust import audit
from trust.refusals import Refusal


@desk_page(Role.EXPERT)
def own(request: HttpRequest) -> HttpResponseBase:
    """One's own hours of a month; a POST adds work that the desk did not see."""
    expert = own_expert(request)
    form = HoursForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            entry = actions.add_hours(expert, **form.cleaned_data, by=staff_of(request))
        except Refusal as refusal:
            form.add_error("day", refusal.sentence)
        else:
            messages.success(request, _("The hours have been added."))
            return redirect(Month.of(entry.day).address("expert_desk:hours"))
    return _own_page(request, expert, form, status=422 if form.errors else 200)


@desk_page(Role.EXPERT)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The expert's own word on what was suggested."""
    entry = _entry(pk)
    audit.require(may_change_own(staff_of(request), entry))
    form = MinutesForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["minutes"][0]))
    else:
        _try(request, actions.confirm_hours, entry, **form.cleaned_data, by=staff_of(request))
    return redirect(Month.of(entry.day).address("expert_desk:hours"))


@desk_page(Role.EXPERT)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    entry = _entry(pk)
    audit.require(may_change_own(staff_of(request), entry))
    _try(request, actions.remove_hours, entry, by=staff_of(request))
    return redirect(Month.of(entry.day).address("expert_desk:hours"))


@desk_page(Role.COORDINATOR)
@require_safe
def everyone(request: HttpRequest) -> HttpResponse:
    """Everyone's hours of a month: what is to be approved, and sums."""
    month = Month.asked_for(request)
    entries = WorkEntry.objects.of_month(month.year, month.number).select_related("expert")
    context = {"month": month, "entries": entries, "sums": _sums(month)}
    return render(request, "expert_pool/desk/everyones_hours.html", context)


@desk_page(Role.COORDINATOR)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponseBase:
    entry = _entry(pk)
    audit.require(may_approve(staff_of(request), entry))
    _try(request, actions.approve_hours, entry, by=staff_of(request))
    return redirect(Month.of(entry.day).address("expert_desk:everyones_hours"))


@desk_page(Role.COORDINATOR)
@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    entry = _entry(pk)
    audit.require(may_approve(staff_of(request), entry))
    _try(request, actions.return_hours, entry, by=staff_of(request))
    return redirect(Month.of(entry.day).address("expert_desk:everyones_hours"))


@desk_page(Role.COORDINATOR)
@require_POST
def approve_all(request: HttpRequest) -> HttpResponseBase:
    """Everything that the experts have confirmed in a month, but one's own."""
    month = Month.asked_for(request)
    ready = WorkEntry.objects.of_month(month.year, month.number).filter(state=WorkState.CONFIRMED)
    for entry in ready.exclude(expert__user=staff_of(request)):
        _try(request, actions.approve_hours, entry, by=staff_of(request))
    return redirect(month.address("expert_desk:everyones_hours"))


@desk_page(Role.COORDINATOR)
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The approved hours of a month as a spreadsheet: who, date, minutes, kind. No content."""
    month = Month.asked_for(request)
    entries = WorkEntry.objects.of_month(month.year, month.number).select_related("expert")
    approved = entries.filter(state=WorkState.APPROVED)
    content, kind = sheets.as_xlsx(approved) if form == "xlsx" else sheets.as_csv(approved)
    audit.record("expert_pool.export_hours", subject=f"{month.key} {form}", by=staff_of(request))
    name = _("hours-%(month)s") % {"month": month.key}
    disposition = f'attachment; filename="{name}.{form}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def _own_page(
    request: HttpRequest, expert: Expert, form: HoursForm, *, status: int
) -> HttpResponse:
    month = Month.asked_for(request)
    entries = expert.work.of_month(month.year, month.number)
    total = sum(entry.minutes for entry in entries)
    context = {"month": month, "entries": entries, "form": form, "total": total}
    return render(request, "expert_pool/desk/hours.html", context, status=status)


def _sums(month: Month) -> list[tuple[str, int]]:
    """Approved minutes of each expert."""
    approved = WorkEntry.objects.filter(
        day__year=month.year, day__month=month.number, state=WorkState.APPROVED
    )
    sums = approved.values("expert__alias").annotate(total=Sum("minutes"))
    return list(sums.order_by("expert__alias").values_list("expert__alias", "total"))


def _entry(pk: int) -> WorkEntry:
    return get_object_or_404(WorkEntry.objects.select_related("expert"), pk=pk)


def _try(request: HttpRequest, act: Callable[..., Any], entry: WorkEntry, **how: Any) -> None:
    """Does it, or says why not."""
    try:
        act(entry, **how)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
