"""Addresses of the tests: views behind each of trust's decorators, and each of its refusals."""

from django.contrib.messages import success
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from trust.canary import require_open_submissions
from trust.guard import private_page, public_post
from trust.receipts import fingerprint
from trust.throttle import TooMany


def _form(request: HttpRequest) -> TemplateResponse:
    """A page that would set the CSRF cookie, were it let to."""
    return TemplateResponse(request, engines["django"].from_string("{% csrf_token %}"))


@public_post
def post(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(f"{name}={len(value)}" for name, value in request.POST.items()))


@public_post
def post_with_cookies(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    success(request, "x")
    response = _form(request)
    response.set_cookie("seen", "1")
    return response


@public_post
def post_to_nothing(request: HttpRequest) -> HttpResponse:
    raise Http404


@public_post
def post_when_open(request: HttpRequest) -> HttpResponse:
    require_open_submissions()
    return HttpResponse("open")


@public_post
def post_that_reads(request: HttpRequest) -> HttpResponse:
    fingerprint("4821903755601288")
    return HttpResponse("read")


@public_post
def post_among_many(request: HttpRequest) -> HttpResponse:
    raise TooMany


@private_page
def private(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("letters")
    response.set_cookie("kept", "1")
    return response


@private_page
def private_nothing(request: HttpRequest) -> HttpResponse:
    raise Http404


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


urlpatterns = [
    path("post/", post),
    path("cookies/", post_with_cookies),
    path("nothing/", post_to_nothing),
    path("open/", post_when_open),
    path("reads/", post_that_reads),
    path("many/", post_among_many),
    path("private/", private),
    path("private-nothing/", private_nothing),
    path("plain/", plain),
]
