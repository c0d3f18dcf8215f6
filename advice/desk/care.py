"""When a letter is too near or too heavy: stepping aside, calling the coordinators, resting."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice import actions
from advice.desk.found import find, too_late, typed_in
from advice.desk.keeping import keep_page
from advice.load import why_not_now
from advice.models import Alarm, Conversation
from advice.permissions import (
    is_aside,
    may_answer,
    may_call,
    may_mark_heavy,
    may_step_aside,
    may_take_call,
)
from advice.templatetags.promises import briefly
from advice.terms import settings_of
from expert_pool.permissions import expert_of
from trust import audit
from trust.refusals import Refusal
from trust.seal import SealBroken


@dataclass(frozen=True)
class Care:
    """What a page about a conversation offers to the one who reads it."""

    conversation: Conversation
    step_aside: bool
    call: bool
    heavy: bool
    alarm: Alarm | None
    #: Who would rest, when that is not the one who reads.
    other: str

    @property
    def is_any(self) -> bool:
        return self.step_aside or self.call or self.heavy


def care_of(user: User, conversation: Conversation) -> Care:
    expert = conversation.expert
    return Care(
        conversation=conversation,
        step_aside=bool(may_step_aside(user, conversation)),
        call=bool(may_call(user, conversation)),
        heavy=bool(may_mark_heavy(user, conversation)),
        alarm=_last_call(conversation),
        other=expert.alias if expert and expert.user_id != user.pk else "",
    )


def not_now(user: User) -> str:
    """Why this person takes no new question just now; empty also when they are no expert."""
    expert = expert_of(user)
    return why_not_now(expert) if expert else ""


@desk_page(Role.EXPERT, Role.COORDINATOR)
def step_aside(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hides the conversation from this person for good. The press has told what it does."""
    if request.method != "POST":
        return redirect("advice_desk:question", pk)
    conversation, user = find(pk), staff_of(request)
    # The second click of two: the first has done it, and this one shows nothing.
    if not is_aside(user, conversation):
        audit.require(may_step_aside(user, conversation))
        actions.step_aside(conversation, by=user)
        messages.success(
            request,
            _("You have stepped aside. You will not see this conversation again."),
        )
    return redirect("advice_desk:queue")


@desk_page(Role.EXPERT, Role.COORDINATOR)
def call(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Calls the coordinators, and shows what to do meanwhile. What was typed is kept or shown."""
    if request.method != "POST":
        return redirect("advice_desk:crisis", pk)
    conversation = find(pk)
    audit.require(may_call(staff_of(request), conversation))
    actions.raise_alarm(conversation, by=staff_of(request))
    if not typed_in(request) or _kept(request, conversation):
        return redirect("advice_desk:crisis", pk)
    return _guidance(request, conversation)


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def crisis(request: HttpRequest, pk: int) -> HttpResponse:
    """What to do when somebody is in danger, and who has taken the call."""
    conversation, user = find(pk), staff_of(request)
    audit.require(may_take_call(user, conversation) or may_call(user, conversation))
    return _guidance(request, conversation)


@desk_page(Role.COORDINATOR)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The experts' calls that no coordinator has taken yet, the oldest first."""
    waiting = Alarm.objects.open_for(staff_of(request)).select_related("conversation", "raised_by")
    return render(request, "advice/desk/calls.html", {"calls": waiting})


@desk_page(Role.COORDINATOR)
@require_POST
def take_call(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A coordinator takes the call of this conversation."""
    conversation, user = find(pk), staff_of(request)
    audit.require(may_take_call(user, conversation))
    alarm = _last_call(conversation)
    try:
        if alarm is None:
            raise Refusal(_("Nobody has called you to this conversation."))
        alarm = actions.take_alarm(alarm, by=user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = _("The call is yours. %(name)s sees that you have taken it.")
        messages.success(request, sentence % {"name": alarm.raised_by.shown_name})
    return redirect("advice_desk:calls")


@desk_page(Role.EXPERT, Role.COORDINATOR)
def heavy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives the expert who has it a rest until a morning."""
    if request.method != "POST":
        return redirect("advice_desk:question", pk)
    conversation, user = find(pk), staff_of(request)
    audit.require(may_mark_heavy(user, conversation))
    if typed_in(request) and not _kept(request, conversation):
        return too_late(request, Refusal(_("Your text could not be saved. Copy it first.")))
    try:
        expert = actions.mark_heavy(conversation, by=user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("advice_desk:queue")
    moment = briefly(expert.rests_until) if expert.rests_until else ""
    until = {"moment": moment, "expert": expert.alias}
    if expert.user_id == user.pk:
        sentence = _(
            "Thank you for saying so. No new questions are offered to you before %(moment)s. What"
            " is yours stays yours, and you can end the rest when you wish."
        )
        messages.success(request, sentence % until)
        return redirect("advice_desk:own")
    messages.success(request, _("%(expert)s rests until %(moment)s and has been told.") % until)
    return redirect("advice_desk:queue")


def _guidance(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    user = staff_of(request)
    context = {
        "conversation": conversation,
        "alarm": _last_call(conversation),
        "may_take": may_take_call(user, conversation),
        "mine": may_answer(user, conversation),
        "guidance": settings_of(request).crisis_guidance,
        "typed": typed_in(request),
    }
    return render(request, "advice/desk/crisis.html", context)


def _kept(request: HttpRequest, conversation: Conversation) -> bool:
    """Whether what was typed beside the button is safe: the letter as a draft, and the note."""
    if "text" not in request.POST or not may_answer(staff_of(request), conversation):
        return False
    try:
        keep_page(request, conversation)
    except (Refusal, SealBroken):
        return False
    return True


def _last_call(conversation: Conversation) -> Alarm | None:
    calls = conversation.alarms.select_related("raised_by", "taken_by")
    return calls.order_by("-raised_at", "-pk").first()
