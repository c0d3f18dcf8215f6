"""Staff's forms that were not taken: the page that gives back what was written.

A session may have ended, or the page have grown older than the last sign-in. To the sender only:
what another site's page sent is none of the person's words and gets the ordinary page.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.module_loading import import_string

from accounts import areas
from accounts.sessions import Over
from trust import guard

SHORTEST_KEPT = 20


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """For settings.CSRF_FAILURE_VIEW: the cookie is gone, or the person has signed in anew since.

    Only inside: the entrance asks for nothing that would be a loss.
    """
    if areas.is_inside(request.path_info):
        return give_back(request)
    return _ordinary_page(request)


def give_back(request: HttpRequest, reason: Over | None = None) -> HttpResponse:
    """403, with the longer texts of the form so that none is lost.

    With a reason why the session is over the way on is to sign in, else to open the page again.
    """
    if not guard.is_same_origin(request):
        return _ordinary_page(request)
    kept = [
        text
        for name, texts in request.POST.lists()
        for text in texts
        if len(text) >= SHORTEST_KEPT and "password" not in name and name != "csrfmiddlewaretoken"
    ]
    context = {"reason": reason, "kept": kept, "again": _again(request, reason)}
    return render(request, "accounts/session_over.html", context, status=403)


def _again(request: HttpRequest, reason: Over | None) -> str:
    came_from = request.headers.get("Referer", "")
    if reason is not None:
        return f"{reverse('account_login')}?{urlencode({'next': came_from})}"
    secure = request.is_secure()
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=secure):
        return came_from
    return reverse("desk_home")


def _ordinary_page(request: HttpRequest) -> HttpResponse:
    page: HttpResponse = import_string(settings.ERROR_PAGE)(request, 403)
    return page
