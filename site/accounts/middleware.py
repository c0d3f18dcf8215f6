"""Every way in: how long a session holds, the second factor first, and the admin for its roles.

None of them looks at the session on a public page, so that those set no cookie and vary by none; a
view there that asks who is signed in gets the same strict answer as the desk.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from accounts import areas, second_factor, sessions, unsent
from accounts.sessions import Over
from trust import audit

Handler = Callable[[HttpRequest], HttpResponseBase]

ENTER_ADMIN = "wagtailadmin.access_admin"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class StaffSessionMiddleware:
    """Ends a session 12 hours after sign-in or after 30 minutes without a click."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = SimpleLazyObject(lambda: sessions.person_of(request))  # type: ignore[assignment]
        if not areas.is_staff(request.path_info):
            return self.get_response(request)
        response = self._answer(request)
        add_never_cache_headers(response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        reason = sessions.over(request)
        if reason is not None:
            logout(request)
            return sign_in_again(request, reason)
        sessions.note_activity(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Lets nobody past the entrance who has not signed in with every step that is asked."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if areas.is_inside(request.path_info) and not request.user.is_authenticated:
            return self._turn_away(request)
        return self.get_response(request)

    def _turn_away(self, request: HttpRequest) -> HttpResponseBase:
        claimed = get_user(request)
        if not claimed.is_authenticated:
            # The session may hold a sign-in whose code is still to come: it is left alone.
            return sign_in_again(request, Over.UNKNOWN)
        if not second_factor.is_on(claimed):
            return _redirect("mfa_activate_totp", request)
        logout(request)
        return sign_in_again(request, Over.UNKNOWN)


class AdminRoleMiddleware:
    """Wagtail's admin does not exist for staff who have nothing to do there.

    Wagtail would send them to sign in, and the sign-in page back: round and round.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if areas.is_admin(request.path_info) and not request.user.has_perm(ENTER_ADMIN):
            audit.record("admin.page", subject="wagtail.admin", by=request.user, outcome="refused")
            not_found: HttpResponseBase = import_string(settings.ERROR_PAGE)(request, 404)
            return not_found
        return self.get_response(request)


def sign_in_again(request: HttpRequest, reason: Over) -> HttpResponseBase:
    """To the sign-in page and back here; of a form, a page that gives back what was written."""
    if request.method not in SAFE_METHODS:
        return unsent.give_back(request, reason)
    if not reason.value:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    return _redirect("account_login", request, syy=reason.value)


def _redirect(name: str, request: HttpRequest, **query: str) -> HttpResponseRedirect:
    back = {"next": request.get_full_path()} if request.method in SAFE_METHODS else {}
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode(back | query)}")
