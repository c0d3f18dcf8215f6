"""An expert's presentation at the desk: writing it, seeing exactly how it would be, the yes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from expert_pool import actions, bank
from expert_pool.desk.own import own_expert
from expert_pool.models import Expert, Fact, Presentation, PublicProfile
from expert_pool.permissions import may_read_presentation
from expert_pool.presentation_form import PresentationForm
from expert_pool.presenting import Draft, Shown, draft_of, shown_of
from trust import audit
from trust.refusals import Refusal


@desk_page(Role.EXPERT)
def write(request: HttpRequest) -> HttpResponseBase:
    """What the expert writes; saving shows nothing to anybody yet."""
    expert = own_expert(request)
    sent = request.POST if request.method == "POST" else None
    form = PresentationForm(sent, draft=_draft(request, expert))
    if form.is_valid():
        actions.write_presentation(expert, form.draft, by=staff_of(request))
        return redirect("expert_desk:look_at_presentation")
    context = {"expert": expert, "form": form, "out": _out(expert)}
    status = 422 if form.errors else 200
    return render(request, "expert_pool/desk/presentation.html", context, status=status)


@desk_page(Role.EXPERT)
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Exactly what others would read, before the yes."""
    expert = own_expert(request)
    return _looking_page(request, expert, shown_of(expert, _draft(request, expert)))


@desk_page(Role.EXPERT)
@require_POST
def consent(request: HttpRequest) -> HttpResponseBase:
    """The yes to the words that were shown."""
    expert = own_expert(request)
    draft, wording = _draft(request, expert), request.POST.get("wording", "")
    try:
        actions.consent(expert, draft, wording=wording, by=staff_of(request))
    except Refusal as refusal:
        return _looking_page(request, expert, shown_of(expert, draft), refusal=refusal)
    messages.success(request, _("Your presentation is out as you read it."))
    return redirect("expert_desk:presentation")


@desk_page(Role.EXPERT)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponseBase:
    actions.withdraw_consent(own_expert(request), by=staff_of(request))
    messages.success(request, _("Your presentation is not shown to anybody any more."))
    return redirect("expert_desk:presentation")


def _looking_page(
    request: HttpRequest, expert: Expert, shown: Shown, *, refusal: Refusal | None = None
) -> HttpResponse:
    values = {kind: shown.values(kind) for kind in Fact}
    out = _out(expert)
    context = {
        "shown": shown,
        "facts": bank.told(values, bank.topics_spoken()),
        "out": out,
        "is_out": out is not None and out.consent.wording == shown.wording,
        "refused": refusal.sentence if refusal else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "expert_pool/desk/presentation_look.html", context, status=status)


def _draft(request: HttpRequest, expert: Expert) -> Draft:
    """What the expert has written, its opening written down; an empty one before the first."""
    presentation = Presentation.objects.select_related("expert").filter(expert=expert).first()
    if presentation is None:
        return Draft()
    permit = may_read_presentation(staff_of(request), presentation)
    return draft_of(presentation, audit.opening(permit))


def _out(expert: Expert) -> PublicProfile | None:
    return PublicProfile.objects.select_related("consent").filter(expert=expert).first()
