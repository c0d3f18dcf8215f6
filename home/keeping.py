"""When what somebody wrote cannot be taken just now: they get it back, and a way to try again."""

from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
        except TooMany as busy:
            response = given_back(request, status=429)
            response["Retry-After"] = str(busy.retry_after)
            return response
        except (SubmissionsClosed, KeyringBroken, SealBroken, DatabaseError):
            return given_back(request, status=503)

    return keeping


def given_back(request: HttpRequest, *, status: int) -> HttpResponse:
    """The text to copy, and everything sent along so that one press sends it again.

    The database may not answer, so the page asks it for nothing.
    """
    field = field_of(request)
    context = {
        "field": field,
        "text": request.POST.get(field, ""),
        "carried": carried(request, field),
        "busy": status == 429,
        "offline": status == 503,
    }
    return render(request, "home/given_back.html", context, status=status)


def field_of(request: HttpRequest) -> str:
    """Which field of the form holds the words."""
    return "comment" if "comment" in request.POST else "text"


def carried(request: HttpRequest, field: str) -> list[tuple[str, str]]:
    """All that was sent but the words."""
    return [
        (name, value) for name, values in request.POST.lists() if name != field for value in values
    ]
