"""The coordinator's part: who answers, and what was set aside as suspicious."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice import actions
from advice.desk.care import care_of
from advice.desk.found import cannot_be_kept, find, wish_of
from advice.desk_forms import AssignForm
from advice.matching import Candidate, ranked
from advice.models import Conversation
from advice.permissions import may_assign, may_check, may_see_wish
from trust import audit
from trust.refusals import Refusal
from trust.seal import SealBroken


@desk_page(Role.COORDINATOR)
def assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives a question to an expert: who has lived through its topics, and how much each has."""
    conversation = find(pk)
    audit.require(may_assign(staff_of(request), conversation))
    form = AssignForm(conversation, request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            expert = form.cleaned_data["expert"]
            actions.assign(conversation, **form.cleaned_data, by=staff_of(request))
        except Refusal as refused:
            refusal = refused
        except SealBroken:
            refusal = Refusal(cannot_be_kept(), status=503)
        else:
            messages.success(
                request, _("%(expert)s has been told by e-mail.") % {"expert": expert.alias}
            )
            return redirect("advice_desk:queue")
    context = {
        "conversation": conversation,
        "form": form,
        "refusal": refusal,
        "candidates": _candidates(staff_of(request), conversation),
        "care": care_of(staff_of(request), conversation),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "advice/desk/assign.html", context, status=status)


@desk_page(Role.COORDINATOR)
@require_POST
def let_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lets what was set aside into the queue."""
    conversation = find(pk)
    audit.require(may_check(staff_of(request), conversation))
    try:
        actions.let_in(conversation, by=staff_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The question is now in the queue."))
    return redirect("advice_desk:queue")


def _candidates(user: User, conversation: Conversation) -> list[Candidate]:
    """Who could answer, the one who suits best first; by the wish, when it may be read."""
    permit = may_see_wish(user, conversation)
    wish = wish_of(conversation, audit.opening(permit)) if permit else None
    return ranked(conversation, wish)
