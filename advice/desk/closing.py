"""The coordinator ends a conversation or erases it when its asker asks; each after one question."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice import actions
from advice.desk.found import find
from advice.models import Conversation, Ending, Status
from advice.permissions import may_check, may_close, may_erase
from advice.retention import KEPT_AFTER_CHECKING, KEPT_AFTER_CLOSING, discarded_at
from trust import audit
from trust.refusals import Refusal


@desk_page(Role.COORDINATOR)
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Says what ending does, then ends it. What has ended already stays as it ended."""
    conversation = find(pk)
    audit.require(may_close(staff_of(request), conversation))
    if conversation.status == Status.CLOSED:
        return redirect("advice_desk:standing", pk)
    if request.method != "POST":
        context = {"conversation": conversation, "kept_days": KEPT_AFTER_CLOSING.days}
        return render(request, "advice/desk/close.html", context)
    done = _("The conversation has ended. Its asker reads it on their page.")
    return _do(request, conversation, done, _close)


@desk_page(Role.COORDINATOR)
def erase(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Says what erasing does, then erases for good."""
    conversation = find(pk)
    audit.require(may_erase(staff_of(request), conversation))
    if request.method != "POST":
        return render(request, "advice/desk/erase.html", {"conversation": conversation})
    return _do(
        request, conversation, _("The conversation has been erased for good."), actions.erase
    )


@desk_page(Role.COORDINATOR)
def discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Says what discarding does and what happens without it, then erases what was set aside."""
    conversation = find(pk)
    audit.require(may_check(staff_of(request), conversation))
    if request.method != "POST":
        context = {
            "conversation": conversation,
            "kept_days": KEPT_AFTER_CHECKING.days,
            "goes_at": discarded_at(conversation),
        }
        return render(request, "advice/desk/discard.html", context)
    return _do(request, conversation, _("The message has been discarded."), actions.discard)


def _close(conversation: Conversation, *, by: User) -> None:
    actions.close(conversation, ending=Ending.COORDINATOR, by=by)


def _do(
    request: HttpRequest, conversation: Conversation, done: str, act: Callable[..., object]
) -> HttpResponseBase:
    """Does it and says so, or says why not; either way back to the overview."""
    try:
        act(conversation, by=staff_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("advice_desk:overview")
