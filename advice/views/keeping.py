"""When a letter cannot be taken just now: the one who wrote it gets it back, and a way to retry."""

from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advice.actions import Erased
from advice.menu import ask_url
from trust.canary import SubmissionsClosed
from trust.keyring import KeyringBroken
from trust.seal import SealBroken
from trust.throttle import TooMany

View = Callable[[HttpRequest], HttpResponse]


def keeps_text(view: View) -> View:
    """Answers what would be an error page without the text by one that has it."""

    @wraps(view)
    def keeping(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Erased as erased:
            return given_back(request, status=erased.status, erased=True)
        except (SubmissionsClosed, KeyringBroken, SealBroken):
            return given_back(request, status=503, offline=True)
        except TooMany as busy:
            response = given_back(request, status=429)
            response["Retry-After"] = str(busy.retry_after)
            return response
        except DatabaseError:
            return given_back(request, status=503, offline=True)

    return keeping


def gone_is_gone(view: View) -> View:
    """Whose conversation is erased in another window meanwhile is told just that."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Erased:
            return erased_page(request)

    return answer


def erased_page(request: HttpRequest) -> HttpResponse:
    return render(request, "advice/erased.html", {"ask_url": ask_url(request)})


def given_back(
    request: HttpRequest, *, status: int, offline: bool = False, erased: bool = False
) -> HttpResponse:
    """The text to copy, and everything sent along so that one press sends it again.

    `offline`: the database may not answer, so the page asks it for nothing. `erased`: the number
    of this form opens nothing any more, so that sending again cannot help; copying can.
    """
    field = "comment" if "comment" in request.POST else "text"
    carried = [
        (name, value) for name, values in request.POST.lists() if name != field for value in values
    ]
    context = {
        "field": field,
        "text": request.POST.get(field, ""),
        "carried": carried,
        "busy": status == 429,
        "offline": offline,
        "erased": erased,
        "ask_url": ask_url(request) if erased else "",
    }
    return render(request, "advice/given_back.html", context, status=status)
