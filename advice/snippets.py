"""What editors and coordinators set: the forms that pages embed, and the service's defaults."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page, TranslatableMixin

from home.models import Topic
from home.topic_forms import OwnLanguageTopics

# Bounds of what a service can honestly promise: a day at the least, two weeks at the most.
PROMISE_HOURS = [MinValueValidator(24), MaxValueValidator(336)]
MESSAGE_LIMIT = [MinValueValidator(1), MaxValueValidator(20)]


@register_setting(icon="mail", order=200)
class AdviceSettings(BaseSiteSetting):
    """The written service's defaults on one Wagtail site (source: seeds, 72 h and 3–5 messages)."""

    promise_hours = models.PositiveSmallIntegerField(
        _("answer promised within, hours"), default=72, validators=PROMISE_HOURS
    )
    message_limit = models.PositiveSmallIntegerField(
        _("messages an asker may write in one conversation"), default=5, validators=MESSAGE_LIMIT
    )
    ask_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page where one writes a question"),
        help_text=_("The button “Write a question” leads here on every page."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    open_limit = models.PositiveSmallIntegerField(
        _("open conversations of one expert at most"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("An expert may have a limit of their own in the expert bank."),
    )
    reviewed_topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="+",
        verbose_name=_("topics whose letters are read by a second person"),
        help_text=_("Whoever writes: a letter on these topics is read before it is sent."),
    )
    crisis_guidance = RichTextField(
        _("guidance for a crisis"),
        blank=True,
        features=["bold", "italic", "link", "ol", "ul", "h3"],
        help_text=_(
            "Opens for the expert who presses the crisis button. Have it written by professionals."
        ),
    )

    # Every page with a form or a menu asks for these: one query, of what they need.
    needed = ("site", "promise_hours", "message_limit", "ask_page")
    #: The tree path of ask_page in the language being spoken; None when it is not there.
    ask_path: str | None = None
    #: The tree path of the list of published answers in that language.
    answers_path: str | None = None

    panels = [
        MultiFieldPanel(
            [FieldPanel("promise_hours"), FieldPanel("message_limit")],
            heading=_("What we promise"),
            help_text=_("A change holds for questions that arrive after it."),
        ),
        PageChooserPanel("ask_page"),
        MultiFieldPanel(
            [
                FieldPanel("open_limit"),
                FieldPanel("reviewed_topics", widget=CheckboxSelectMultiple),
                FieldPanel("crisis_guidance"),
            ],
            heading=_("How the experts are looked after"),
        ),
    ]

    class Meta:
        verbose_name = _("written advice")

    @classmethod
    def base_queryset(cls) -> "models.QuerySet[AdviceSettings]":
        found: models.QuerySet[AdviceSettings] = super().base_queryset().only(*cls.needed)
        spoken = Page.objects.live().filter(
            translation_key=OuterRef("ask_page__translation_key"),
            locale__language_code=get_language() or "",
        )
        answers = Page.objects.live().filter(
            content_type__app_label="advice",
            content_type__model="answerindexpage",
            locale__language_code=get_language() or "",
        )
        return found.annotate(
            ask_path=Subquery(spoken.values("url_path")[:1]),
            answers_path=Subquery(answers.order_by("path").values("url_path")[:1]),
        )


class AskFormForm(OwnLanguageTopics, WagtailAdminModelForm):
    """Offers the topics in the form's own language."""


class AskForm(TranslatableMixin, models.Model):
    """A form for writing a question; an editor can keep several and choose one into any page."""

    title = models.CharField(
        _("name"), max_length=120, help_text=_("Editors see this when they choose the form.")
    )
    introduction = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link", "ol", "ul"]
    )
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="+",
        verbose_name=_("topics offered"),
        help_text=_("None chosen: the person is not asked for a topic."),
    )
    asks_perspective = models.BooleanField(_("ask whose situation it is about"), default=True)
    promise_hours = models.PositiveSmallIntegerField(
        _("answer promised within, hours"),
        null=True,
        blank=True,
        validators=PROMISE_HOURS,
        help_text=_("Empty: as the site's settings say."),
    )
    message_limit = models.PositiveSmallIntegerField(
        _("messages an asker may write in one conversation"),
        null=True,
        blank=True,
        validators=MESSAGE_LIMIT,
        help_text=_("Empty: as the site's settings say."),
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("introduction"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldPanel("asks_perspective"),
        MultiFieldPanel(
            [FieldPanel("promise_hours"), FieldPanel("message_limit")],
            heading=_("What this form promises"),
        ),
    ]

    base_form_class = AskFormForm

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("question form")
        verbose_name_plural = _("question forms")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def hours(self, defaults: AdviceSettings) -> int:
        """Hours within which an answer is promised."""
        return self.promise_hours or defaults.promise_hours

    def limit(self, defaults: AdviceSettings) -> int:
        """How many messages the asker may write."""
        return self.message_limit or defaults.message_limit


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def for_letters_in(self, language: str) -> "PhraseQuerySet":
        """Those in the language of the letter; in the site's own when there are none."""
        theirs = self.select_related("locale").filter(locale__language_code=language)
        if theirs.exists():
            return theirs
        return self.select_related("locale").filter(locale__language_code=settings.LANGUAGE_CODE)


class Phrase(TranslatableMixin, models.Model):
    """A few sentences to put into a letter and make one's own; never a whole answer."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        ENDING = "ending", _("Ending")
        CRISIS = "crisis", _("When there is danger")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    title = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"), max_length=600)

    panels = [FieldPanel("kind"), FieldPanel("title"), FieldPanel("text")]

    objects = PhraseQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["kind", "title"]

    def __str__(self) -> str:
        return self.title


class ServiceBreakQuerySet(models.QuerySet["ServiceBreak"]):
    def not_over(self, day: date) -> "ServiceBreakQuerySet":
        """Breaks that last on `day`, and those to come; the first first."""
        return self.filter(last_day__gte=day).order_by("first_day", "pk")


class ServiceBreak(models.Model):
    """Days on which nobody answers. They do not count in what is promised after it was set."""

    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    panels = [FieldPanel("first_day"), FieldPanel("last_day")]

    objects = ServiceBreakQuerySet.as_manager()

    class Meta:
        verbose_name = _("service break")
        verbose_name_plural = _("service breaks")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="advice_service_break_days_in_order",
                violation_error_message=_("The last day cannot be before the first."),
            ),
        ]

    def __str__(self) -> str:
        days = date_format(self.first_day), date_format(self.last_day)
        return " – ".join(days)
