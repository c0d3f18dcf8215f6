"""What every request passes through before any app sees it."""

import secrets
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language_from_path

Handler = Callable[[HttpRequest], HttpResponseBase]

ADMIN_PREFIX = "/hallinta/"
STAFF_PREFIXES = ("tyotila/", "hallinta/", "kirjaudu/")


class RequestIdMiddleware:
    """Gives each request an id that error reports carry instead of any content."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class StaffHostMiddleware:
    """With STAFF_HOST set, staff addresses answer on that host only, and 404 elsewhere."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.STAFF_HOST and is_staff_path(request.path_info):
            host = request.get_host().partition(":")[0]
            if host != settings.STAFF_HOST:
                not_found: HttpResponseBase = import_string(settings.ERROR_PAGE)(request, 404)
                return not_found
        return self.get_response(request)


class PolicyMiddleware(CSPMiddleware):
    """Content security policy: nothing inline on public pages; Wagtail's admin needs inline."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 -- the library's signature
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None:
            parts.config = policy_of(request)
        return parts


def policy_of(request: HttpRequest) -> dict[str, list[str]]:
    """The public policy also in Wagtail's previews of public pages, which the admin frames.

    Wagtail draws them by a request of its own making, which no browser can send.
    """
    if request.path_info.startswith(ADMIN_PREFIX):
        admin: dict[str, list[str]] = settings.CSP_ADMIN["DIRECTIVES"]
        return admin
    public: dict[str, list[str]] = settings.CSP_PUBLIC["DIRECTIVES"]
    if getattr(request, "is_dummy", False):
        return public | {"frame-ancestors": ["'self'"]}
    return public


class PathLanguageMiddleware:
    """The language is in the path and nowhere else, so that a page has the same bytes for all.

    Django's own LocaleMiddleware says `Vary: Accept-Language` on pages that do not vary by it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


def is_staff_path(path: str) -> bool:
    """Whether an address is the desk's, the admin's or the sign-in's, in any language."""
    without_language = path.lstrip("/")
    language = get_language_from_path(path)
    if language:
        without_language = without_language.removeprefix(f"{language}/")
    return without_language.startswith(STAFF_PREFIXES)
