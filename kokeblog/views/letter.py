"""The weekly letter: asked for, confirmed behind the mail, and left by one press.

Opening a link changes nothing: mail servers open links to look at what is behind them.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kokeblog import actions, tickets
from kokeblog.forms.letter import SubscribeForm
from trust import throttle
from trust.canary import SubmissionsClosed, require_open_submissions
from trust.guard import private_page, public_post
from trust.keyring import KeyringBroken
from trust.refusals import Refusal
from trust.tokens import TokenRefused

#: Every answer takes so many seconds: how long it takes tells not whether an address is known.
SAME_TIME = 0.4

either = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@either
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form on a page of its own; a POST, also from the form on other pages, asks by mail."""
    answer = asked if request.method == "POST" else form_page
    return answer(request)  # type: ignore[return-value]


@require_safe
@cache_control(public=True, max_age=60)
def form_page(request: HttpRequest) -> HttpResponse:
    request.no_cookie = True  # type: ignore[attr-defined]
    return show_form(request, SubscribeForm())


@public_post
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for every address."""
    form = SubscribeForm(request.POST)
    try:
        throttle.slow_down(request, "subscribe")
        if not form.is_valid():
            return show_form(request, form, status=422)
        require_open_submissions()
        with throttle.lasting(SAME_TIME):
            _subscribe(form)
    except Refusal as refusal:
        return show_form(request, form, status=refusal.status, sentence=refusal.sentence)
    except (SubmissionsClosed, KeyringBroken):
        sentence = _("New subscriptions cannot be taken just now. Please try again later.")
        return show_form(request, form, status=503, sentence=sentence)
    except throttle.TooMany as busy:
        sentence = _("There are many visitors just now. Please press the button again.")
        response = show_form(request, form, status=busy.status, sentence=sentence)
        response["Retry-After"] = str(busy.retry_after)
        return response
    address = form.cleaned_data["email"]
    return render(request, "kokeblog/letter/asked.html", {"address": address})


def _subscribe(form: SubscribeForm) -> None:
    if not form.fell_into_the_nook:
        actions.subscribe(form.cleaned_data["email"], language=get_language() or "fi")


@csrf_exempt
@private_page
@either
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the question: a page with a button, whose press says yes."""
    answer = confirmed if request.method == "POST" else ask_to_confirm
    return answer(request, token)  # type: ignore[return-value]


def ask_to_confirm(request: HttpRequest, token: str) -> HttpResponse:
    request.no_cookie = True  # type: ignore[attr-defined]
    try:
        tickets.subscription_id(tickets.CONFIRM, token)
    except TokenRefused:
        return too_old(request)
    return render(request, "kokeblog/letter/confirm.html")


@public_post
def confirmed(request: HttpRequest, token: str) -> HttpResponse:
    try:
        subscription = actions.confirm(tickets.subscription_id(tickets.CONFIRM, token))
    except TokenRefused:
        return too_old(request)
    if subscription is None:
        return too_old(request)
    return render(request, "kokeblog/letter/confirmed.html")


@csrf_exempt
@private_page
@either
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """The link of every letter: a page with a button. A POST, also a mailbox's own (RFC 8058),
    leaves at once; again it says the same."""
    answer = left if request.method == "POST" else ask_to_leave
    return answer(request, token)  # type: ignore[return-value]


def ask_to_leave(request: HttpRequest, token: str) -> HttpResponse:
    request.no_cookie = True  # type: ignore[attr-defined]
    try:
        tickets.subscription_id(tickets.LEAVE, token)
    except TokenRefused:
        return too_old(request)
    return render(request, "kokeblog/letter/leave.html")


@public_post
def left(request: HttpRequest, token: str) -> HttpResponse:
    try:
        actions.leave(tickets.subscription_id(tickets.LEAVE, token))
    except TokenRefused:
        return too_old(request)
    return render(request, "kokeblog/letter/left.html", {"form": SubscribeForm()})


def too_old(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing; asking again brings a new one, also for leaving."""
    return render(request, "kokeblog/letter/too_old.html", {"form": SubscribeForm()}, status=404)


def show_form(
    request: HttpRequest, form: SubscribeForm, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {"form": form, "sentence": sentence}
    return render(request, "kokeblog/letter/subscribe.html", context, status=status)
