"""Addresses of the log tests: views that fail while they hold what a person wrote."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path


class LetterBroken(Exception):
    pass


def fails(request: HttpRequest, word: str) -> HttpResponse:
    letter = request.POST["text"]
    try:
        int(letter)
    except ValueError as error:
        raise LetterBroken(letter) from error
    return HttpResponse(letter)


def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(request.POST["text"])


urlpatterns = [
    path("fails/<slug:word>/", fails, name="fails"),
    path("suspects/", suspects, name="suspects"),
]
