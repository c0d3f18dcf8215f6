"""Addresses. Services bring their own through the registry; Wagtail's pages come last."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from kokenet import plugins

handler400 = "home.errors.bad_request"
handler403 = "home.errors.forbidden"
handler404 = "home.errors.not_found"
handler500 = "home.errors.server_error"

services = [
    path(plugin.url_prefix, include(plugin.urlconf))
    for plugin in plugins.installed()
    if plugin.urlconf
]
desks = [
    path(f"tyotila/{plugin.desk_prefix}", include(plugin.desk_urlconf))
    for plugin in plugins.installed()
    if plugin.desk_urlconf
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("trust.urls")),
    # Wagtail's own sign-in would pass the second factor by: these come before its addresses.
    path("hallinta/", include("accounts.admin_urls")),
    path("hallinta/", include(wagtailadmin_urls)),
    path("dokumentit/", include(wagtaildocs_urls)),
]
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += i18n_patterns(
    path("kirjaudu/", include("accounts.urls")),
    *desks,
    path("tyotila/", include("accounts.desk_urls")),
    *services,
    # Wagtail's sign-in for closed pages: there is one way in.
    path("_util/login/", include("accounts.closed_page_urls")),
    path("", include("home.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
