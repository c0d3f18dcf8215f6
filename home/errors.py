"""Error pages in human words, each with the help numbers."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

KEPT_BY_NOBODY = {"Cache-Control": "no-store"}


def error_page(
    request: HttpRequest, status: int, headers: dict[str, str] | None = None
) -> HttpResponse:
    """The page of a status, else the plain one when the database does not answer."""
    try:
        page: str = render_to_string(f"errors/{status}.html", {"status": status}, request)
    except Exception:  # noqa: BLE001 -- an error page must not fail whatever has failed before it
        page = offline_page(status)
    return HttpResponse(page, status=status, headers=KEPT_BY_NOBODY | (headers or {}))


def offline_page(status: int) -> str:
    """The page of a status without a request, a session or a database.

    Without the site's look, too, when that is what broke (a missing manifest of static files).
    """
    context = {"status": status, "offline": True}
    try:
        return render_to_string(f"errors/{status}.html", context)
    except Exception:  # noqa: BLE001
        return render_to_string("errors/plain.html", context)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Touches no database: whatever broke may be just that."""
    return HttpResponse(offline_page(500), status=500, headers=KEPT_BY_NOBODY)
