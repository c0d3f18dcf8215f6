"""Finds the page of an address in one query, whatever its depth; Wagtail takes two per level."""

from django.db.models import Exists
from django.db.models.constants import LOOKUP_SEP
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from home.errors import error_page
from home.links import front_paths
from home.sites import site_of
from kokenet import plugins

#: Page types that come with the page's own row, besides those that services name.
OWN_TYPES = (
    "frontpage", "sectionpage", "contentpage", "grouplistpage", "servicelistpage", "topicpage",
    "topicpage__topic",
)  # fmt: skip


# Pages take nothing in (BasePage allows GET and HEAD), so there is nothing to forge.
@csrf_exempt
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page, or our own words when there is none, in development too."""
    try:
        found = route(request, path)
        if found is not None:
            request.__dict__["_wagtail_route_for_request"] = found
        response = wagtail_serve(request, path)
    except Http404:
        return error_page(request, 404)
    if response.status_code == 405:
        return error_page(request, 405, headers={"Allow": response["Allow"]})
    return response


def route(request: HttpRequest, path: str) -> RouteResult | None:
    """Where Wagtail's own routing would arrive; None leaves the search to it.

    A page that has parts (`has_parts`) finds them itself, one step beneath it. A language in which
    the site has no front page is not found, instead of another language in its place.
    """
    site = site_of(request)
    root = front_paths(site).get(get_language() or "") if site else None
    if root is None:
        raise Http404
    page = page_at(root + path)
    if page is not None:
        return page.route(request, [])
    above, _, part = path.rstrip("/").rpartition("/")
    holder = page_at(f"{root}{above}/") if above and part else None
    if holder is None or not getattr(holder, "has_parts", False):
        return None
    return holder.route(request, [part])


def page_at(url_path: str) -> Page | None:
    """The page itself, of its own type, that has this path in the tree."""
    slug = url_path.rstrip("/").rpartition("/")[2]  # the column with an index
    types = [*OWN_TYPES, *plugins.gather(lambda plugin: list(plugin.page_types))]
    found = Page.objects.filter(slug=slug, url_path=url_path).select_related(*types)
    page = found.annotate(restricted=Exists(PageViewRestriction.objects.all())).first()
    if page is None:
        return None
    own = (getattr(page, name, None) for name in types if LOOKUP_SEP not in name)
    specific = next((child for child in own if child is not None), None) or page.specific
    specific.no_restrictions_anywhere = not page.restricted
    return specific
