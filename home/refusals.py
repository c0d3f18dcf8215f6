"""How the refusals of actions are told in Wagtail's admin, whichever of its views asked."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from wagtail.admin import messages

from accounts import areas
from trust.refusals import Refusal

Handler = Callable[[HttpRequest], HttpResponseBase]


class AdminRefusalMiddleware:
    """A Refusal that passes through a view of the admin becomes its sentence, not an error.

    A browser goes back to where it was, where the sentence is shown; a modal of Wagtail's is told
    to take it there; a program gets the sentence as JSON.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, Refusal) or not areas.is_admin(request.path_info):
            return None
        sentence = str(exception.sentence)
        in_modal = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        if not in_modal and not request.accepts("text/html"):
            return JsonResponse({"detail": sentence}, status=exception.status)
        messages.error(request, sentence)
        if in_modal:
            return JsonResponse({"step": "success", "redirect": way_back(request)})
        return HttpResponseRedirect(way_back(request))


def way_back(request: HttpRequest) -> str:
    """The page of the admin that the request came from, else the admin's first page."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and areas.is_admin(came_from.path):
        # One slash: an address that begins with two leads to another host.
        path = "/" + came_from.path.lstrip("/")
        return came_from._replace(scheme="", netloc="", path=path).geturl()
    return reverse("wagtailadmin_home")
