"""Under /hallinta/, before Wagtail's own: one way in, one way out, no accounts there.

Wagtail's sign-in and password pages would pass the second factor by; its views of users, groups
and API tokens would be a second place where rights are given.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import views


def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    raise Http404


urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("logout/", views.sign_out),
    re_path("^password_reset/", RedirectView.as_view(url="/kirjaudu/salasana/")),
    re_path(r"^(?:users|groups|api-tokens)(?:/|$)", nothing_here),
    re_path(r"^bulk/accounts/", nothing_here),
]
