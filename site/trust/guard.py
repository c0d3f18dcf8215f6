"""Public forms without a cookie: who may post, how much, and that no answer is kept.

There is no ambient credential to abuse, so cross-site posts are told by what every browser says of
itself (Sec-Fetch-Site, else Origin); with neither, the sealed token in the form decides.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

View = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


class CrossSite(PermissionDenied):
    """The form was sent from another site's page."""


class TooLarge(Exception):
    """More bytes or fields than a public form has."""

    status = 413


def public_post(view: View) -> View:
    """A view that takes a public form: POST only, same origin, small, no-store, no cookie.

    Raises CrossSite (403), TooLarge (413) and Django's BadRequest (400) before the view; size
    before the body is read.
    NoCookieMiddleware takes away what session, messages or CSRF would set.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.no_store = request.no_cookie = True  # type: ignore[attr-defined]
        if request.method != "POST":
            return finish(request, HttpResponseNotAllowed(["POST"]))
        if not is_same_origin(request):
            raise CrossSite
        _refuse_too_large(request)
        return finish(request, view(request, *args, **kwargs))

    return csrf_exempt(guarded)


def private_page(view: View) -> View:
    """A view whose answers no cache and no browser history may keep."""

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.no_store = True  # type: ignore[attr-defined]
        return finish(request, view(request, *args, **kwargs))

    return private


def finish(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response as the view's decorators promised it; the middleware asks it of errors too."""
    if getattr(request, "no_store", False):
        add_never_cache_headers(response)
    return response


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages, or the person, made this request.

    With neither header it is a client that knows no Fetch-Metadata: the token decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _refuse_too_large(request: HttpRequest) -> None:
    """By the announced length first: what announces none has no body, as WSGI reads it."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdecimal() or int(announced) > settings.PUBLIC_POST_MAX_BYTES:
        raise TooLarge
    try:
        fields = sum(len(values) for _name, values in request.POST.lists())
    except TooManyFieldsSent:
        raise TooLarge from None
    except (LookupError, UnicodeError):
        raise BadRequest from None  # It says to be in an encoding that is none for text.
    if fields + len(request.FILES) > settings.PUBLIC_POST_MAX_FIELDS:
        raise TooLarge
