"""The public pages of a site in all its languages, for search engines."""

from django.db.models import Q, QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from home.links import front_paths


class AllLanguages(Sitemap):
    def items(self) -> QuerySet[Page]:
        beneath = Q(pk=None)
        for path in front_paths(self.get_wagtail_site()).values():
            beneath |= Q(url_path__startswith=path)
        pages = Page.objects.live().public().filter(beneath).order_by("path")
        return pages.defer_streamfields().specific()
