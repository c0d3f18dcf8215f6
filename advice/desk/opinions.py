"""What askers have said: an expert reads their own beside their numbers, a coordinator all."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from advice.load import bearing_of
from advice.models import Feedback, WriterTally
from advice.opinions import ENOUGH, grades_by_expert, grades_of, said_by_askers
from expert_pool.models import Expert
from expert_pool.permissions import expert_of
from trust import clock


@dataclass(frozen=True)
class Done:
    """How many letters an expert has answered in a time, and how many as promised."""

    answered: int
    in_time: int


@desk_page(Role.EXPERT)
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """One's own numbers and what askers have said; nobody else's."""
    user = staff_of(request)
    expert = expert_of(user)
    if expert is None:
        raise Http404
    mine = Feedback.objects.told_to(user)
    said, following = said_by_askers(user, mine, request.GET.get("after", ""))
    context = {
        "bearing": bearing_of(expert),
        "done": _done(expert),
        "grades": grades_of(mine),
        "enough": ENOUGH,
        "said": said,
        "next": following,
    }
    return render(request, "advice/desk/feedback.html", context)


@desk_page(Role.COORDINATOR)
@require_safe
def everyones_feedback(request: HttpRequest) -> HttpResponse:
    """All that askers have said, or what they have said of one expert (`expert` in the address)."""
    user, rows, expert = staff_of(request), Feedback.objects.seen_by(staff_of(request)), None
    if asked := request.GET.get("expert", ""):
        expert = get_object_or_404(Expert, pk=asked if _is_key(asked) else 0)
        rows = rows.filter(expert=expert)
    said, following = said_by_askers(user, rows, request.GET.get("after", ""))
    context: dict[str, Any] = {
        "expert": expert,
        "grades": grades_of(rows),
        "enough": ENOUGH,
        "said": said,
        "next": following,
    }
    if expert is None:
        experts = grades_by_expert(rows, request.GET.get("experts_after", ""))
        context["experts"], context["next_experts"] = experts
    return render(request, "advice/desk/everyones_feedback.html", context)


def _done(expert: Expert) -> dict[str, Done]:
    """This Finnish month and year; in one query."""
    today = clock.local(clock.now()).date()
    this_month = Q(month=today.replace(day=1))
    rows = WriterTally.objects.filter(expert=expert, month__year=today.year)
    sums = rows.aggregate(
        month_answered=Sum("answered", filter=this_month),
        month_in_time=Sum("in_time", filter=this_month),
        year_answered=Sum("answered"),
        year_in_time=Sum("in_time"),
    )
    found = {name: number or 0 for name, number in sums.items()}
    return {
        time: Done(found[f"{time}_answered"], found[f"{time}_in_time"])
        for time in ("month", "year")
    }


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 18
