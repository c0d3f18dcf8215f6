"""Published answers: what everyone may read, because its asker said yes to exactly these words."""

import secrets
from typing import Any
from urllib.parse import urljoin

from django.db import models
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, Page
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin
from wagtail.url_routing import RouteResult

from advice.public_text import PublicText
from home.findable import Findable
from home.models import BasePage, Topic
from home.sites import address_of

#: Small letters and digits that are not taken for one another.
SLUG_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SLUG_LENGTH = 8
FEED = "syote"


def new_slug() -> str:
    """An address that tells nothing: not the title, nor the conversation, nor the order."""
    return "".join(secrets.choice(SLUG_LETTERS) for _nth in range(SLUG_LENGTH))


class ChangedText(Exception):
    """These are not the words that the asker said yes to. Says nothing more."""


class PublishedAnswerQuerySet(SearchableQuerySetMixin, models.QuerySet["PublishedAnswer"]):
    def shown(self) -> "PublishedAnswerQuerySet":
        """What everyone may read, the newest first."""
        return self.filter(hidden=False).order_by("-month", "-pk")

    def in_language(self, code: str) -> "PublishedAnswerQuerySet":
        return self.filter(locale__language_code=code)

    def about(self, topic_keys: list) -> "PublishedAnswerQuerySet":
        """Those on one of the topics: with most of them in common first, then the newest."""
        on = Q(topics__translation_key__in=topic_keys)
        found = self.filter(on).annotate(shared=Count("topics", filter=on))
        return found.order_by("-shared", "-month", "-pk")


class PublishedAnswer(Findable, index.Indexed, models.Model):
    """Public words in plain columns. Taken back, the row is gone.

    `receipt` is the fingerprint of the asker's number: with it they take the words back, also when
    the conversation has been erased. `month` is all that is told of when.
    """

    slug = models.SlugField(max_length=20, unique=True, default=new_slug, editable=False)
    title = models.CharField(_("title"), max_length=120)
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"))
    alias = models.CharField(_("who answers"), max_length=120)
    locale = models.ForeignKey(
        Locale, on_delete=models.PROTECT, related_name="+", verbose_name=_("language")
    )
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="answers", verbose_name=_("topics")
    )
    month = models.DateField(_("month"))
    hidden = models.BooleanField(_("hidden"), default=False)
    receipt = models.BinaryField(max_length=32, unique=True, null=True, editable=False)
    digest = models.BinaryField(max_length=32, editable=False)

    search_fields = [
        index.SearchField("title"),
        index.FilterField("hidden"),
        index.FilterField("locale"),
        *Findable.found_by,
    ]

    objects = PublishedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("published answer")
        verbose_name_plural = _("published answers")
        ordering = ["-month", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="advice_answer_month_only"),
        ]
        indexes = [models.Index(fields=["locale", "-month"], name="advice_answer_newest")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ChangedText: other words than those agreed on are not kept."""
        if not self.is_as_agreed:
            raise ChangedText
        super().save(*args, **kwargs)

    @property
    def text(self) -> PublicText:
        return PublicText(
            title=self.title,
            question=self.question,
            answer=self.answer,
            alias=self.alias,
            language=self.locale.language_code,
        )

    @property
    def is_as_agreed(self) -> bool:
        """Whether these are the words that were said yes to, whoever has been at the database."""
        return bytes(self.digest) == self.text.digest

    @property
    def told(self) -> list[str]:
        return [self.title, self.question, self.answer]

    @cached_property
    def topic_list(self) -> list[Topic]:
        return list(self.topics.all())


class AnswerIndexPage(Findable, BasePage):
    """The list of published answers in the page's language, each of them beneath it, their feed."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    has_parts = True
    template = "advice/answer_index_page.html"
    parent_page_types = ["home.FrontPage", "home.SectionPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        *Findable.found_by,
    ]

    class Meta:
        verbose_name = _("list of published answers")
        verbose_name_plural = _("lists of published answers")

    @property
    def told(self) -> list[str]:
        return [self.title, self.introduction]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """One step beneath the page is an answer of it, or the feed."""
        if self.live and len(path_components) == 1:
            return RouteResult(self, kwargs={"part": path_components[0]})
        found: RouteResult = super().route(request, path_components)
        return found

    def serve(self, request: HttpRequest, *args: Any, part: str = "", **kwargs: Any) -> Any:
        if not part:
            return super().serve(request, *args, **kwargs)
        response = self._feed(request) if part == FEED else self._answer(request, part)
        return self.kept_briefly(response, seconds=0)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from advice.answers import Shelf  # noqa: PLC0415 -- needs these models

        context = super().get_context(request, *args, **kwargs)
        return context | {"shelf": Shelf(self, request), "feed_url": self.part_url(request, FEED)}

    def get_sitemap_urls(self, request: HttpRequest) -> list[dict[str, Any]]:
        home = address_of(request)
        slugs = PublishedAnswer.objects.shown().filter(locale=self.locale_id)
        parts = slugs.values_list("slug", flat=True)
        beneath = [{"location": urljoin(home, self.part_url(request, slug))} for slug in parts]
        return super().get_sitemap_urls(request) + beneath

    def part_url(self, request: HttpRequest | None, part: str) -> str:
        """The address of an answer beneath this page, or of the feed."""
        return f"{self.get_url(request)}{part}/"

    def _answer(self, request: HttpRequest, slug: str) -> TemplateResponse:
        from advice.answers import page_context  # noqa: PLC0415 -- needs these models

        rows = PublishedAnswer.objects.shown().filter(locale=self.locale_id, slug=slug)
        found = rows.select_related("locale").prefetch_related("topics").first()
        if found is None or not found.is_as_agreed:
            raise Http404
        context = super().get_context(request) | page_context(self, request, found)
        return TemplateResponse(request, "advice/answer_page.html", context)

    def _feed(self, request: HttpRequest) -> HttpResponse:
        from advice.feeds import AnswerFeed  # noqa: PLC0415 -- needs these models

        return AnswerFeed()(request, index=self)
