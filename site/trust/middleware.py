"""How the refusals of trust become pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string

from trust.canary import SubmissionsClosed
from trust.guard import TooLarge, finish
from trust.keyring import KeyringBroken
from trust.throttle import TooMany

Handler = Callable[[HttpRequest], HttpResponseBase]


class NoCookieMiddleware:
    """Answers of public forms set no cookie, whatever the middleware inside of this one would."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(request, "no_cookie", False):
            response.cookies.clear()
        return response


class RefusalMiddleware:
    """Too large, too many and closed answer with their pages; what is private stays so in errors.

    The last of the middleware: an error's page passes it as the view's own answer does. The pages
    are drawn by ERROR_PAGE, a function (request, status, headers) -> response.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return finish(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooLarge | TooMany | SubmissionsClosed | KeyringBroken):
            return None
        error_page = import_string(settings.ERROR_PAGE)
        headers = {}
        if isinstance(exception, TooMany):
            headers["Retry-After"] = str(exception.retry_after)
        return error_page(request, exception.status, headers)
