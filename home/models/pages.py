"""Pages that every site has. Services bring page types of their own."""

from typing import Any
from urllib.parse import urljoin

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.search import index

from home.fields import BodyField
from home.findable import Findable, told_in
from home.models.pictures import Picture
from home.sites import address_of
from trust import clock

PUBLIC_SECONDS = 60


def for_everyone(pages: Any) -> Any:
    """As Wagtail's live().public(), without its query for the pages that are closed to some."""
    above = PageViewRestriction.objects.filter(
        page__path=Substr(OuterRef("path"), 1, Length("page__path"))
    )
    return pages.live().filter(~Exists(above))


class BasePage(Page):
    """A page: readable only, the same bytes for everyone, kept by caches for a minute.

    One that an editor has closed to some is kept by nobody.
    """

    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]
    #: Whether there is something at addresses one step beneath the page that is no page itself.
    has_parts = False
    #: How many seconds caches may show the page without asking whether it is still so.
    shown_unasked = PUBLIC_SECONDS

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        return self.kept_briefly(response, seconds=self.shown_unasked)

    def kept_briefly(self, response: Any, *, seconds: int = PUBLIC_SECONDS) -> Any:
        """The response with how long caches may show it unasked.

        After no `seconds` at all they still keep it, and ask each time whether it has changed: what
        somebody may take back is then gone at once, from the browsers of others too.
        """
        if self.is_open and not seconds:
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        elif self.is_open:
            patch_cache_control(response, public=True, max_age=seconds)
        else:
            add_never_cache_headers(response)
        return response

    @property
    def cover(self) -> Picture | None:
        """The picture that an editor chose to stand for the page, in the place of its landscape."""
        return None

    @cached_property
    def is_open(self) -> bool:
        """Whether everyone may read the page."""
        return not self.get_view_restrictions().exists()

    def get_sitemap_urls(self, request: HttpRequest) -> list[dict[str, Any]]:
        """With the address that the page gives of itself (home.sharing)."""
        own = urljoin(address_of(request), self.get_url(request))
        return [{**entry, "location": own} for entry in super().get_sitemap_urls(request)]

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, but without its two queries when routing saw that there is none at all."""
        if getattr(self, "no_restrictions_anywhere", False):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()


class EditorialPage(Findable, BasePage):
    introduction = models.TextField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("One to three sentences that tell what the page gives. Shown in lists too."),
    )
    body = BodyField(verbose_name=_("content"), blank=True)

    content_panels = [
        MultiFieldPanel(
            [*Page.content_panels, FieldPanel("introduction")],
            heading=_("Opening"),
            help_text=_("Lists and search show both, so they should tell what the page gives."),
        ),
        FieldPanel(
            "body",
            heading=_("Content"),
            help_text=_("Built of pieces: press the plus to add a text, a picture or a form."),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        *Findable.found_by,
    ]

    class Meta:
        abstract = True

    @property
    def told(self) -> list[str]:
        return [self.title, self.introduction, *told_in(self.body)]


class FrontPage(EditorialPage):
    """The first page of a site in one language. Its title is the site's name in that language."""

    heading = models.CharField(
        _("heading"), max_length=120, help_text=_("The first words of the site, as if said aloud.")
    )
    picture = models.ForeignKey(
        "home.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In the place of the landscape that follows the hour of the day."),
    )

    template = "home/front_page.html"
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("heading"), FieldPanel("introduction"), FieldPanel("picture")],
            heading=_("Opening"),
            help_text=_("What one sees first. The title above is the name of the site."),
        ),
        EditorialPage.content_panels[1],
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    @property
    def cover(self) -> Picture | None:
        return self.picture

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the hour of the day in Finland, which the landscape follows."""
        hour = clock.local(clock.now()).hour
        return super().get_context(request, *args, **kwargs) | {"hour": hour}

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """One per site and language: by hand only when every front page already has its site.

        The languages of a site come through "Translate", which makes each of them once.
        """
        return super().can_create_at(parent) and not cls.without_a_site().exists()

    @classmethod
    def without_a_site(cls) -> models.QuerySet["FrontPage"]:
        roots = Site.objects.values("root_page__translation_key")
        return cls.objects.exclude(translation_key__in=roots)


class SectionPage(EditorialPage):
    """Gathers the pages beneath it; they are listed after its own content."""

    template = "home/section_page.html"
    parent_page_types = ["home.FrontPage", "home.SectionPage"]

    class Meta:
        verbose_name = _("section page")
        verbose_name_plural = _("section pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        children = self.get_children().live().specific(defer=False)
        return super().get_context(request, *args, **kwargs) | {"children": children}


class ContentPage(EditorialPage):
    in_footer = models.BooleanField(
        _("show at the foot of every page"),
        default=False,
        help_text=_("For the pages that must always be found, such as the privacy notice."),
    )

    template = "home/content_page.html"
    parent_page_types = ["home.FrontPage", "home.SectionPage"]
    subpage_types: list[str] = []
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("in_footer")], heading=_("At the foot of every page")),
    ]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
