"""A coordinator opens what another answers: the reason, and the letters while the opening lasts."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from advice import actions, letters
from advice.desk.beside import notes_beside
from advice.desk.care import care_of
from advice.desk.found import cannot_be_kept, find, too_late
from advice.desk.publishing import publishing_way
from advice.desk.standing import last_grant
from advice.desk_forms import ReasonForm
from advice.models import Conversation, Grant
from advice.permissions import may_open_with_reason, may_read_granted
from trust import audit
from trust.refusals import Refusal
from trust.seal import Opening, SealBroken, open_text

#: So many openings are told on a conversation's page, the newest first.
MOST_TOLD = 10


@dataclass(frozen=True)
class Told:
    """An opening as the expert reads of it; `reason` is None when its seal is broken."""

    name: str
    given_at: datetime
    ends_at: datetime
    reason: str | None


def openings_of(conversation: Conversation, opening: Opening) -> list[Told]:
    """Who has opened it while the expert who has it now has had it, when and why."""
    grants = conversation.grants.filter(
        given_at__gte=conversation.claimed_at or conversation.asked_at
    )
    newest = grants.select_related("to").order_by("-given_at", "-pk")[:MOST_TOLD]
    return [_told(grant, conversation, opening) for grant in newest]


@desk_page(Role.COORDINATOR)
def open_with_reason(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tells what an opening does, asks for the reason, and opens. What was typed is given back."""
    try:
        conversation = find(pk)
        audit.require(may_open_with_reason(staff_of(request), conversation))
    except Http404:
        if request.method != "POST":
            raise
        sentence = _("This conversation does not exist, or it cannot be opened with a reason.")
        return too_late(request, Refusal(sentence, status=404))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form_page(request, conversation, form)
    try:
        reason = form.cleaned_data["reason"]
        actions.open_with_reason(conversation, reason=reason, by=staff_of(request))
    except Refusal as refusal:
        if refusal.status != 422:
            return too_late(request, refusal)
        form.add_error("reason", refusal.sentence)
        return _form_page(request, conversation, form)
    except SealBroken:
        return too_late(request, Refusal(cannot_be_kept(), status=503))
    return redirect("advice_desk:granted", conversation.pk)


@desk_page(Role.COORDINATOR)
@require_safe
def granted(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters and the notes beside them, no draft, until the opening has lasted its time."""
    conversation, user = find(pk), staff_of(request)
    way_in = audit.opening(may_read_granted(user, conversation))
    grant = last_grant(user, conversation)
    if grant is None:
        raise audit.Refused
    context = {
        "conversation": conversation,
        "letters": letters.opened(conversation, way_in),
        "opened": _told(grant, conversation, way_in),
        "beside": notes_beside(request, conversation, way_in),
        "care": care_of(user, conversation),
        **publishing_way(user, conversation),
    }
    return render(request, "advice/desk/granted.html", context)


def _form_page(request: HttpRequest, conversation: Conversation, form: ReasonForm) -> HttpResponse:
    user = staff_of(request)
    lasts = last_grant(user, conversation) if may_read_granted(user, conversation) else None
    context = {"conversation": conversation, "form": form, "lasts": lasts}
    status = 422 if form.errors else 200
    return render(request, "advice/desk/open_with_reason.html", context, status=status)


def _told(grant: Grant, conversation: Conversation, opening: Opening) -> Told:
    # The same object for all: its key is at hand, and no query is made for it.
    grant.conversation = conversation
    try:
        reason = open_text(grant, "reason", opening)
    except SealBroken:
        reason = None
    return Told(grant.to.shown_name, grant.given_at, grant.ends_at, reason)
