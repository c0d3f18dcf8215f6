"""The desk's gate: who may open a page of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.models import Role, User
from trust import audit
from trust.guard import private_page

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def staff_of(request: HttpRequest) -> User:
    """Who makes the request, on a page that only the signed-in reach."""
    return cast("User", request.user)


def desk_page(*roles: Role) -> Callable[[View], View]:
    """A view of the desk for these roles; for all staff when none is named.

    Signed in with the second factor (else the sign-in page), with one of the roles (else 404 and a
    refused audit row), never kept by a cache.
    """
    wanted = roles or tuple(Role)

    def decorate(view: View) -> View:
        @private_page
        @wraps(view)
        def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Outside the entrance request.user is somebody only after every step of signing in.
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            if not staff_of(request).has_role(*wanted):
                audit.record(
                    "desk.page",
                    subject=f"{view.__module__}.{view.__name__}",
                    by=staff_of(request),
                    outcome="refused",
                )
                raise audit.Refused
            return view(request, *args, **kwargs)

        return gate

    return decorate
