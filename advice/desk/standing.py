"""Where one conversation stands and what a coordinator can do to it, without reading it."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice.desk.care import care_of
from advice.desk.found import find
from advice.models import Conversation, Grant
from advice.permissions import (
    may_assign,
    may_check,
    may_close,
    may_erase,
    may_follow,
    may_open,
    may_open_with_reason,
    may_read_gated,
    may_read_granted,
)
from trust import audit, receipts

#: A label as people write it: "K-12", "k 12", "12".
LABEL = re.compile(r"[Kk]?[\s–-]*(\d{1,12})")


@dataclass(frozen=True)
class Ways:
    """What this coordinator can do to a conversation now; `grant` is their opening that lasts."""

    assign: bool
    open: bool
    check: bool
    read_gated: bool
    open_with_reason: bool
    close: bool
    erase: bool
    grant: Grant | None


def ways_of(user: User, conversation: Conversation) -> Ways:
    return Ways(
        assign=bool(may_assign(user, conversation)),
        open=bool(may_open(user, conversation)),
        check=bool(may_check(user, conversation)),
        read_gated=bool(may_read_gated(user, conversation)),
        open_with_reason=bool(may_open_with_reason(user, conversation)),
        close=bool(may_close(user, conversation)),
        erase=bool(may_erase(user, conversation)),
        grant=last_grant(user, conversation) if may_read_granted(user, conversation) else None,
    )


def last_grant(user: User, conversation: Conversation) -> Grant | None:
    """This person's latest opening of it, whether it lasts or not."""
    return conversation.grants.filter(to=user).order_by("given_at", "pk").last()


@desk_page(Role.COORDINATOR)
@require_safe
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has it, until when an answer is promised, and the ways on. Opens no letter."""
    conversation, user = find(pk), staff_of(request)
    audit.require(may_follow(user, conversation))
    context = {
        "conversation": conversation,
        "ways": ways_of(user, conversation),
        "care": care_of(user, conversation),
        "is_mine": conversation.expert is not None and conversation.expert.user_id == user.pk,
    }
    return render(request, "advice/desk/standing.html", context)


@desk_page(Role.COORDINATOR)
@require_POST
def by_label(request: HttpRequest) -> HttpResponseBase:
    """From a label that an expert has told to its conversation.

    Not by an address with the label in it: somebody may type an asker's number here.
    """
    typed = request.POST.get("label", "").strip()
    label = LABEL.fullmatch(typed)
    rows = Conversation.objects.followed_by(staff_of(request))
    found = rows.filter(pk=int(label[1])).first() if label else None
    if found is not None:
        return redirect("advice_desk:standing", found.pk)
    messages.error(request, _not_found(typed))
    return redirect("advice_desk:overview")


def _not_found(typed: str) -> str:
    """Says nothing of what is there and not theirs to see."""
    if len(re.sub(r"\D", "", typed)) == receipts.DIGITS:
        return _(
            "This looks like the number of somebody who has asked. It is theirs alone: do not ask"
            " for it. Conversations are found by their label: the letter K and a number."
        )
    return _("No conversation is found by this label. A label is the letter K and a number.")
