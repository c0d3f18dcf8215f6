"""Which Wagtail site answers a request."""

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site


def site_of(request: HttpRequest) -> Site | None:
    """What Site.find_for_request answers and keeps on the request, by a much lighter query.

    With its settings (home.models.SiteSettings), which every page needs.

    Wagtail lets the database rank the sites and read the root page along; on a page that asks for
    little else this was a fifth of the work.
    """
    kept = request.__dict__
    if "_wagtail_site" not in kept:
        # As Wagtail: error pages are drawn for hosts outside ALLOWED_HOSTS too.
        raw = request._get_raw_host()  # type: ignore[attr-defined]  # noqa: SLF001
        kept["_wagtail_site"] = best_site(split_domain_port(raw)[0], request.get_port())
    found: Site | None = kept["_wagtail_site"]
    return found


def best_site(host: str, port: str) -> Site | None:
    """The site of this host and port, else this host's only one, else the default site."""
    rows = Site.objects.filter(Q(hostname=host) | Q(is_default_site=True))
    sites = list(rows.select_related("sitesettings").order_by("pk"))
    of_host = [site for site in sites if site.hostname == host]
    exact = next((site for site in of_host if str(site.port) == port), None)
    if exact is not None:
        return exact
    default = next((site for site in sites if site.is_default_site), None)
    if len(of_host) == 1 and (default is None or default != of_host[0]):
        return of_host[0]
    return default


def address_of(request: HttpRequest) -> str:
    """Scheme and host of this request's site, as everyone is told them.

    The default site's are the environment's SITE_URL, the same for mails; other sites' are those
    that their settings in the admin give.
    """
    site = site_of(request)
    return settings.SITE_URL if site is None or site.is_default_site else site.root_url
