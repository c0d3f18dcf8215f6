"""How the refusals of trust become pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from trust.canary import SubmissionsClosed
from trust.guard import TooLarge, finish
from trust.keyring import KeyringBroken
from trust.throttle import TooMany

Handler = Callable[[HttpRequest], HttpResponseBase]


class RefusalMiddleware:
    """Too large, too many and closed answer with their pages; what is private stays so in errors.

    The last of the middleware: an error's page passes it as the view's own answer does.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return finish(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooLarge | TooMany | SubmissionsClosed | KeyringBroken):
            return None
        response = render(request, f"errors/{exception.status}.html", status=exception.status)
        if isinstance(exception, TooMany):
            response["Retry-After"] = str(exception.retry_after)
        return response
