"""The pages of KokeBlogi: the list of stories and each story (source: seed 000, weekly stories)."""

import re
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.fields.json import KeyTextTransform
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PagePermissionTester, Revision, Workflow
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from accounts.models import User
from home.errors import error_page
from home.findable import Findable, told_in
from home.models import BasePage, Picture, ServiceContact, Topic
from home.models.pages import for_everyone
from home.topic_forms import OwnLanguageTopics
from kokeblog.fields import StoryField
from kokeblog.models.reading import StoryReading
from kokeblog.models.withdrawal import Withdrawal
from kokeblog.models.writers import Writer
from kokeblog.standing import StandingPanel

#: Words that a person reads in a minute on a screen, unhurried.
WORDS_A_MINUTE = 180
RELATED = 3
HELP = 4
#: What Wagtail's publish_scheduled calls its work.
BY_SCHEDULE = "wagtail.publish.scheduled"


class Side(models.TextChoices):
    """From which side the story is told (source: seed 000: half of askers write of another)."""

    SELF = "self", _("Own story")
    CLOSE = "close", _("Beside someone")


class StoryQuerySet(PageQuerySet):
    def published(self) -> "StoryQuerySet":
        """What everyone may read, the newest first."""
        return self.for_everyone().order_by("-first_published_at", "-pk")

    def for_everyone(self) -> "StoryQuerySet":
        """What everyone may read."""
        found: StoryQuerySet = for_everyone(self)
        return found

    def about(self, topic_keys: list) -> "StoryQuerySet":
        """Those on one of the topics, in whatever language the topic is named."""
        return self.filter(topics__translation_key__in=topic_keys).distinct()

    def in_language(self, code: str) -> "StoryQuerySet":
        return self.filter(locale__language_code=code)

    def in_calendar_since(self, moment: datetime) -> "StoryQuerySet":
        """What came out from then on, and everything that is still to come out."""
        return self.filter(Q(live=True, first_published_at__gte=moment) | Q(live=False))

    def with_plan(self) -> "StoryQuerySet":
        """Adds `planned`: the time in the latest revision, as it was written there."""
        rows = self.annotate(planned=KeyTextTransform("go_live_at", "latest_revision__content"))
        found: StoryQuerySet = rows.defer_streamfields()
        return found

    def related_to(self, story: "StoryPage", topic_keys: list) -> "StoryQuerySet":
        """Others in its language on its topics: the one that shares most first, then the newest."""
        shared = Count("topics", filter=Q(topics__translation_key__in=topic_keys))
        others = self.for_everyone().filter(locale=story.locale_id).exclude(pk=story.pk)
        found = others.filter(topics__translation_key__in=topic_keys).annotate(shared=shared)
        return found.order_by("-shared", "-first_published_at", "-pk")


StoryManager = PageManager.from_queryset(StoryQuerySet)


class StoryPageForm(OwnLanguageTopics, WagtailAdminPageForm):
    """Offers the topics in the story's own language."""


class StoryIndexPage(Findable, BasePage):
    """KokeBlogi's front: this week's story and all before it."""

    shown_unasked = 0  # as its stories

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    template = "kokeblog/story_index_page.html"
    parent_page_types = ["home.FrontPage", "home.SectionPage"]
    subpage_types = ["kokeblog.StoryPage"]
    content_panels = [
        MultiFieldPanel(
            [*Page.content_panels, FieldPanel("introduction")],
            heading=_("Opening"),
            help_text=_("The stories themselves come beneath this by themselves, newest first."),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        *Findable.found_by,
    ]

    class Meta:
        verbose_name = _("list of stories")
        verbose_name_plural = _("lists of stories")

    @property
    def told(self) -> list[str]:
        return [self.title, self.introduction]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As Wagtail's, but that the address of a story that was taken back says so."""
        try:
            found: RouteResult = super().route(request, path_components)
        except Http404:
            if len(path_components) != 1 or not self.live or not self._had(path_components[0]):
                raise
            return RouteResult(self, kwargs={"taken_back": True})
        return found

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.pop("taken_back", False):
            return error_page(request, 410)
        return super().serve(request, *args, **kwargs)

    def _had(self, slug: str) -> bool:
        return Withdrawal.objects.at(self, slug).exists()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from kokeblog.shelf import shelf_of  # noqa: PLC0415 -- needs these models

        context = super().get_context(request, *args, **kwargs)
        return context | {"shelf": shelf_of(self, request)}


class StoryPage(Findable, BasePage):
    """One story: told by an alias, with a note of what it touches, and what helped."""

    introduction = models.TextField(
        _("ingress"),
        max_length=400,
        help_text=_("One to three sentences that tell whose story this is. Shown in lists too."),
    )
    writer = models.ForeignKey(
        Writer, on_delete=models.PROTECT, related_name="stories", verbose_name=_("writer")
    )
    side = models.CharField(_("perspective"), max_length=5, choices=Side.choices)
    topics = ParentalManyToManyField(Topic, related_name="stories", verbose_name=_("topics"))
    touches = models.CharField(
        _("heavy things in the story"),
        max_length=200,
        blank=True,
        help_text=_(
            "Heavy things in a few words, such as “debts, thoughts of death”. The reader sees them"
            " first and opens the story knowingly. Empty: the story is open at once."
        ),
    )
    body = StoryField(verbose_name=_("story"))
    helped = models.TextField(
        _("what helped"),
        max_length=600,
        blank=True,
        help_text=_("One thing on each line: what helped the writer, in their own words."),
    )
    picture = models.ForeignKey(
        Picture,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In the place of the story's own landscape."),
    )
    #: The sent story of which this is made. A copy keeps it, so that a yes is asked of it too.
    sent_as = models.ForeignKey(
        "kokeblog.SentStory",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="pages",
    )
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=1, editable=False)

    template = "kokeblog/story_page.html"
    shown_unasked = 0  # its writer may take it back
    parent_page_types = ["kokeblog.StoryIndexPage"]
    subpage_types: list[str] = []
    base_form_class = StoryPageForm
    content_panels = [
        StandingPanel(),
        MultiFieldPanel(
            [*Page.content_panels, FieldPanel("introduction")],
            heading=_("Opening"),
            help_text=_("Tell whose story this is without telling who. Lists show both."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("writer"),
                FieldPanel("side"),
                FieldPanel("topics", widget=CheckboxSelectMultiple),
            ],
            heading=_("Whose story"),
            help_text=_("By these the reader finds stories of like things."),
        ),
        MultiFieldPanel(
            [FieldPanel("touches")],
            heading=_("Content note"),
            help_text=_("What the reader should know before opening the story."),
        ),
        MultiFieldPanel(
            [FieldPanel("body"), FieldPanel("helped")],
            heading=_("The story itself"),
            help_text=_(
                "No method, place or quantity that could be tried, and nobody who could be"
                " recognised. Somewhere there is hope: what helped."
            ),
        ),
        MultiFieldPanel([FieldPanel("picture")], heading=_("Cover"), classname="collapsed"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("helped"),
        *Findable.found_by,
    ]

    objects = StoryManager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Lets the row be live only with words that may be out (kokeblog.publishing).

        What is new is born a draft, copies and aliases of live stories as well. Raises Refusal.
        """
        from kokeblog import publishing  # noqa: PLC0415 -- needs these models

        words = len(re.findall(r"\w+", strip_tags(str(self.body))))
        self.minutes = max(1, round(words / WORDS_A_MINUTE))
        publishing.before_save(self, kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publishes or schedules the revision if its words may be out. Raises Refusal.

        The worker is not refused, which would keep from the public what comes after in its list:
        the story is set aside and shown to the editors.
        """
        from kokeblog import publishing  # noqa: PLC0415 -- needs these models

        if kwargs.get("log_action") == BY_SCHEDULE and publishing.hindrances(self, revision):
            publishing.set_aside(self, revision)
            return
        publishing.guard(self, revision)
        super().publish(revision, *args, **kwargs)

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        from kokeblog.permissions import StoryPermissions  # noqa: PLC0415 -- needs these models

        return StoryPermissions(user, self)

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def get_workflow(self) -> Workflow | None:
        """Being read by another editor, wherever in the tree the story is."""
        tasks = StoryReading.objects.filter(active=True)
        workflows = Workflow.objects.active().filter(workflow_tasks__task__in=tasks)
        return workflows.order_by("pk").first()

    @property
    def told(self) -> list[str]:
        return [self.title, self.introduction, *told_in(self.body), self.helped]

    @property
    def cover(self) -> Picture | None:
        return self.picture

    @property
    def told_at(self) -> datetime | None:
        """When it came out; of a draft, nothing."""
        moment: datetime | None = self.first_published_at
        return moment

    @property
    def helped_lines(self) -> list[str]:
        return [line.strip() for line in self.helped.splitlines() if line.strip()]

    @cached_property
    def topic_list(self) -> list[Topic]:
        return list(self.topics.all())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from kokeblog.shelf import neighbours_of  # noqa: PLC0415 -- needs these models

        keys = [topic.translation_key for topic in self.topic_list]
        services = ServiceContact.objects.filter(locale=self.locale_id).about(keys)
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "list_url": self.get_url(request).removesuffix(f"{self.slug}/"),
            "around": neighbours_of(self, keys),
            "services": services[:HELP],
        }
