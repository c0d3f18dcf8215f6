"""When a letter cannot be taken just now: the one who wrote it gets it back, and a way to retry."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advice.actions import Erased
from advice.menu import ask_url
from home import keeping
from home.keeping import View


def keeps_text(view: View) -> View:
    """Answers what would be an error page without the text by one that has it."""
    guarded = keeping.keeps_text(view)

    @wraps(view)
    def kept(request: HttpRequest) -> HttpResponse:
        try:
            return guarded(request)
        except Erased as erased:
            return _given_back(request, status=erased.status)

    return kept


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


def _given_back(request: HttpRequest, *, status: int) -> HttpResponse:
    """The text to copy. The number of this form opens nothing any more: nothing can be sent."""
    text = request.POST.get(keeping.field_of(request), "")
    context = {"text": text, "ask_url": ask_url(request)}
    return render(request, "advice/given_back.html", context, status=status)
