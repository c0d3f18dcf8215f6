"""An expert's own pages: what they tell of themselves, and how they are doing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from expert_pool import actions
from expert_pool.desk_forms import AbsenceForm, DebriefForm, ProfileForm, RestingTopicsForm
from expert_pool.models import Absence, Debrief, Expert
from expert_pool.permissions import expert_of, may_change_own
from trust import audit, clock
from trust.refusals import Refusal


def own_expert(request: HttpRequest) -> Expert:
    """The expert who makes the request; an account that is not in the expert bank yet has none."""
    expert = expert_of(staff_of(request))
    if expert is None:
        raise Http404
    return expert


@desk_page(Role.EXPERT)
def profile(request: HttpRequest) -> HttpResponseBase:
    """What askers and coordinators know of the expert, in their own words."""
    expert = own_expert(request)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        expert=expert,
        language=settings.LANGUAGE_CODE,
    )
    if form.is_valid():
        actions.tell_of_self(expert, form.profile, by=staff_of(request))
        messages.success(request, _("Your profile has been saved."))
        return redirect("expert_desk:profile")
    context = {"expert": expert, "form": form}
    status = 422 if form.errors else 200
    return render(request, "expert_pool/desk/profile.html", context, status=status)


@desk_page(Role.EXPERT)
@require_safe
def wellbeing(request: HttpRequest) -> HttpResponse:
    """How are you, what is not for today, and days away."""
    return _wellbeing_page(request, own_expert(request))


@desk_page(Role.EXPERT)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One tap: "I am fine" or "I would like to talk"."""
    debrief = get_object_or_404(Debrief.objects.select_related("expert"), pk=pk)
    audit.require(may_change_own(staff_of(request), debrief))
    form = DebriefForm(request.POST)
    if form.is_valid():
        chosen = Debrief.Answer(form.cleaned_data["answer"])
        actions.answer_debrief(debrief, answer=chosen, by=staff_of(request))
        messages.success(request, _thanks(chosen))
    return redirect("expert_desk:wellbeing")


@desk_page(Role.EXPERT)
@require_POST
def not_today(request: HttpRequest) -> HttpResponseBase:
    """Topics that are not for the expert today."""
    expert = own_expert(request)
    form = RestingTopicsForm(request.POST, expert=expert, today=_today())
    if not form.is_valid():
        return _wellbeing_page(request, expert, topics_form=form)
    actions.rest_topics(expert, topics=form.cleaned_data["topics"], by=staff_of(request))
    messages.success(request, _("Saved. Tomorrow all your topics are yours again."))
    return redirect("expert_desk:wellbeing")


@desk_page(Role.EXPERT)
@require_POST
def end_rest(request: HttpRequest) -> HttpResponseBase:
    """The expert feels like going on before the rest is over."""
    actions.end_rest(own_expert(request), by=staff_of(request))
    messages.success(request, _("Welcome back."))
    return redirect("expert_desk:wellbeing")


@desk_page(Role.EXPERT)
@require_POST
def add_absence(request: HttpRequest) -> HttpResponseBase:
    """Days away."""
    expert = own_expert(request)
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return _wellbeing_page(request, expert, absence_form=form)
    try:
        actions.add_absence(expert, **form.cleaned_data, by=staff_of(request))
    except Refusal as refusal:
        form.add_error("last_day", refusal.sentence)
        return _wellbeing_page(request, expert, absence_form=form)
    messages.success(request, _("Saved. Nothing new comes to you on these days."))
    return redirect("expert_desk:wellbeing")


@desk_page(Role.EXPERT)
@require_POST
def remove_absence(request: HttpRequest, pk: int) -> HttpResponseBase:
    absence = get_object_or_404(Absence.objects.select_related("expert"), pk=pk)
    audit.require(may_change_own(staff_of(request), absence))
    actions.remove_absence(absence, by=staff_of(request))
    return redirect("expert_desk:wellbeing")


def _wellbeing_page(request: HttpRequest, expert: Expert, **forms: Any) -> HttpResponse:
    today = _today()
    context = {
        "expert": expert,
        "debriefs": Debrief.objects.offered_to(expert),
        "asked": Debrief.objects.asked().filter(expert=expert).exists(),
        "rests": expert.rests_until is not None and expert.rests_until > clock.now(),
        "absences": expert.absences.filter(last_day__gte=today),
        "topics_form": RestingTopicsForm(expert=expert, today=today),
        "absence_form": AbsenceForm(),
    } | forms
    return render(request, "expert_pool/desk/wellbeing.html", context, status=422 if forms else 200)


def _today() -> Any:
    return clock.local(clock.now()).date()


def _thanks(answer: Debrief.Answer) -> str:
    if answer == Debrief.Answer.TALK:
        return _("Thank you for telling. The coordinator will be in touch with you.")
    return _("Good to hear. You can say otherwise whenever you like.")
