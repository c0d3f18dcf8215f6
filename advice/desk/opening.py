"""From a question's cover to its letters, knowingly; and taking it to answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice import actions, letters, notes
from advice.desk.beside import Beside
from advice.desk.care import care_of, not_now
from advice.desk.drafts import draft_of
from advice.desk.found import cannot_be_kept, covers, find, too_late
from advice.desk_forms import BeginForm
from advice.models import Conversation, Status
from advice.permissions import (
    may_assign,
    may_check,
    may_claim,
    may_follow,
    may_open,
    may_read,
    may_see_wish,
)
from advice.retention import discarded_at
from trust import audit
from trust.refusals import Refusal
from trust.seal import SealBroken


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """The cover: what it is about and until when, before anything of the letter is seen."""
    conversation = find(pk)
    if may_read(staff_of(request), conversation):
        return redirect("advice_desk:write", pk)
    audit.require(may_see_wish(staff_of(request), conversation))
    cover = covers(staff_of(request), [conversation])[0]
    context = {
        "cover": cover,
        "care": care_of(staff_of(request), conversation),
        "may_follow": may_follow(staff_of(request), conversation),
    }
    return render(request, "advice/desk/question.html", context)


@desk_page(Role.EXPERT, Role.COORDINATOR)
def open_question(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of a question that nobody has taken."""
    if request.method != "POST":
        return redirect("advice_desk:question", pk)
    conversation = find(pk)
    if may_read(staff_of(request), conversation):
        return redirect("advice_desk:write", pk)
    way_in = audit.opening(_permit_to_open(staff_of(request), conversation))
    actions.note_checked(conversation)
    conversation.refresh_from_db(fields=["checked_at"])
    mine = may_claim(staff_of(request), conversation)
    why_not = not_now(staff_of(request)) if mine else ""
    draft = draft_of(conversation, staff_of(request), way_in)
    context = {
        "conversation": conversation,
        "letters": letters.opened(conversation, way_in),
        "beside": Beside(notes.opened(conversation, staff_of(request), way_in)),
        "begin": BeginForm(initial={"text": draft.text}) if mine and not why_not else None,
        "not_now": why_not,
        "care": care_of(staff_of(request), conversation),
        "may_assign": may_assign(staff_of(request), conversation),
        "may_check": may_check(staff_of(request), conversation),
        "may_follow": may_follow(staff_of(request), conversation),
        "goes_at": discarded_at(conversation),
    }
    return render(request, "advice/desk/opened.html", context)


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Takes the question; of two at once the other one keeps what they had typed."""
    conversation = find(pk)
    audit.require(may_claim(staff_of(request), conversation))
    form = BeginForm(request.POST)
    if not form.is_valid():
        return too_late(request, Refusal(form.errors["text"][0], status=422))
    try:
        actions.claim(conversation, begun=form.cleaned_data["text"], by=staff_of(request))
    except Refusal as refusal:
        audit.record("advice.claim", subject=conversation, by=staff_of(request), outcome="refused")
        return too_late(request, refusal)
    except SealBroken:
        return too_late(request, Refusal(cannot_be_kept(), status=503))
    messages.success(request, _("The question is now yours to answer."))
    return redirect("advice_desk:write", pk)


def _permit_to_open(user: User, conversation: Conversation) -> audit.Permit:
    if conversation.status == Status.QUARANTINED:
        return may_check(user, conversation)
    return may_open(user, conversation)
