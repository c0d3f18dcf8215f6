"""The few public addresses of the site itself that are not pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page

from home import brand, postcards, sharing
from home.finding import find
from home.meetings import calendar_of
from home.models import PeerGroup, SiteSettings
from home.sitemap import AllLanguages

FOR_EVER = 365 * 24 * 60 * 60
BRIEFLY = 60

#: A page that anyone may have open, on somebody else's host: the weather.
SOMEWHERE_NEUTRAL = "https://www.ilmatieteenlaitos.fi/"


@require_safe
@never_cache
def leave(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Quick exit: at once to a neutral page, and what this site left in the browser is cleared.

    The browser's history stays; the page about confidentiality says so.
    """
    response = HttpResponseRedirect(getattr(settings, "QUICK_EXIT_URL", SOMEWHERE_NEUTRAL))
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def brand_sheet(request: HttpRequest, version: str) -> HttpResponse:
    """The site's own colours. The address names the version, so the right one keeps for ever."""
    css = brand.style_sheet(SiteSettings.for_request(request))
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if version == brand.fingerprint(css):
        patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=BRIEFLY)
    return response


@require_safe
def postcard(request: HttpRequest, page: int, version: str) -> HttpResponse:  # noqa: ARG001
    """The landscape of a public page. Only its own version is drawn; others lead to it."""
    found = Page.objects.live().public().filter(pk=page, depth__gt=1).first()
    if found is None:
        raise Http404
    seed = str(found.translation_key)
    if version != postcards.version_of(seed):
        moved = HttpResponseRedirect(sharing.postcard_url(found))
        patch_cache_control(moved, public=True, max_age=BRIEFLY)
        return moved
    response = HttpResponse(postcards.png(seed), content_type="image/png")
    patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    closed = ["/tyotila/", "/hallinta/", "/kirjaudu/", "/poistu"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('home:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    return wagtail_sitemap(request, {"pages": AllLanguages})


@require_safe
@cache_control(public=True, max_age=BRIEFLY)
def meetings(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001
    """A group's meetings for one's own calendar; nothing is kept of who took it."""
    group: PeerGroup = get_object_or_404(PeerGroup.objects.exclude(next_at=None), pk=pk)
    disposition = f'attachment; filename="{slugify(group.name) or "ryhma"}.ics"'
    return HttpResponse(
        calendar_of(group),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": disposition},
    )


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Looks for words on the site. Kept by nobody: neither here nor in a cache on the way."""
    asked = request.GET.get("q", "").strip()
    context = {"asked": asked, "found": find(request, asked) if asked else None}
    return render(request, "home/search.html", context)
