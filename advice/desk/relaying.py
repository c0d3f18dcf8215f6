"""The coordinator's part: who answers, and what was set aside as suspicious."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from advice import actions
from advice.desk.found import find
from advice.desk_forms import AssignForm
from advice.models import Conversation, Status
from advice.permissions import may_assign, may_check
from expert_pool.models import Expert
from trust import audit
from trust.refusals import Refusal


@desk_page(Role.COORDINATOR)
def assign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives a question to an expert: who has lived through its topics, and how much each has."""
    conversation = find(pk)
    audit.require(may_assign(staff_of(request), conversation))
    form = AssignForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            expert = form.cleaned_data["expert"]
            actions.assign(conversation, expert=expert, by=staff_of(request))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(
                request, _("%(expert)s has been told by e-mail.") % {"expert": expert.alias}
            )
            return redirect("advice_desk:queue")
    context = {
        "conversation": conversation,
        "form": form,
        "refusal": refusal,
        "candidates": _candidates(conversation),
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


def _candidates(conversation: Conversation) -> QuerySet[Expert]:
    """Active experts: those with most of the question's topics first, then who has least to do."""
    keys = conversation.topic_keys
    open_ones = Q(conversations__status=Status.WRITING)
    return (
        Expert.objects.active()
        .annotate(
            fits=Count("topics", filter=Q(topics__translation_key__in=keys), distinct=True),
            open_count=Count("conversations", filter=open_ones, distinct=True),
        )
        .prefetch_related("topics")
        .order_by("-fits", "open_count", "alias")
    )
