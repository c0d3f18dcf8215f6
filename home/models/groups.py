"""Peer-support groups: where people who have lived the same meet (source: seed 004)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from home import reach
from home.findable import Findable
from home.models.checking import CheckedQuerySet
from home.models.topics import Topic
from home.topic_forms import OwnLanguageTopics


class ForWhom(models.TextChoices):
    OWN = "own", _("For one's own situation")
    CLOSE = "close", _("For those close to someone")
    BOTH = "both", _("For both")


class Repeats(models.IntegerChoices):
    """Weeks between meetings; a calendar file needs it."""

    NOT = 0, _("Does not repeat")
    WEEKLY = 1, _("Every week")
    FORTNIGHTLY = 2, _("Every second week")
    FOUR_WEEKS = 4, _("Every fourth week")


class PeerGroupForm(OwnLanguageTopics, WagtailAdminModelForm):
    """Offers the topics in the group's own language."""


class PeerGroupQuerySet(SearchableQuerySetMixin, CheckedQuerySet["PeerGroup"]):
    def in_language(self, code: str) -> "PeerGroupQuerySet":
        return self.filter(locale__language_code=code)

    def about(self, topic_keys: list) -> "PeerGroupQuerySet":
        """Those on one of the topics, in whatever language; with most of them in common first."""
        found = self.filter(topics__translation_key__in=topic_keys)
        return found.annotate(shared=Count("topics")).order_by("-shared", "name")

    def for_whom(self, whom: str) -> "PeerGroupQuerySet":
        """Those for this side; a group for both is for each."""
        return self.filter(for_whom__in=[whom, ForWhom.BOTH])


class PeerGroup(Findable, index.Indexed, TranslatableMixin, models.Model):
    """A group as its organisation tells of it. Times change: `checked_on` tells when one looked."""

    name = models.CharField(_("name"), max_length=120)
    what = models.CharField(
        _("what happens there"), max_length=400, help_text=_("In a few sentences: for whom it is.")
    )
    for_whom = models.CharField(_("for whom"), max_length=5, choices=ForWhom.choices)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="groups", verbose_name=_("topics")
    )
    place = models.CharField(_("place"), max_length=160, blank=True)
    online = models.BooleanField(_("meets online"), default=False)
    when = models.CharField(
        _("when"), max_length=160, help_text=_("In words: on Tuesdays at 17–18.30.")
    )
    next_at = models.DateTimeField(
        _("next meeting"),
        null=True,
        blank=True,
        help_text=_("For the calendar file. Empty: none is offered."),
    )
    repeats = models.PositiveSmallIntegerField(
        _("repeats"), choices=Repeats.choices, default=Repeats.WEEKLY
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    is_open = models.BooleanField(_("takes new people"), default=True)
    goal = models.BooleanField(
        _("set participants and times"),
        default=False,
        help_text=_("Off: one may come and go freely."),
    )
    leader = models.CharField(
        _("who leads"), max_length=120, blank=True, help_text=_("The role, not a name.")
    )
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    web = models.URLField(_("website"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    panels = [
        HelpPanel(content=_("Check before publishing that the times and the contact are right.")),
        FieldPanel("name"),
        FieldPanel("what"),
        MultiFieldPanel(
            [
                FieldPanel("for_whom"),
                FieldPanel("topics", widget=CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("is_open"), FieldPanel("goal")]),
                FieldPanel("leader"),
            ],
            heading=_("What kind of group"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("place"), FieldPanel("online")]),
                FieldPanel("when"),
                FieldRowPanel([FieldPanel("next_at"), FieldPanel("repeats")]),
                FieldPanel("minutes"),
            ],
            heading=_("Where and when"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("web")]),
                FieldPanel("checked_on"),
            ],
            heading=_("How to get in touch"),
        ),
    ]

    search_fields = [
        index.SearchField("name"),
        index.FilterField("locale"),
        *Findable.found_by,
    ]

    told_fields = ("name", "what", "place", "when")

    objects = PeerGroupQuerySet.as_manager()

    base_form_class = PeerGroupForm

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("peer-support group")
        verbose_name_plural = _("peer-support groups")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(for_whom__in=ForWhom.values), name="home_peer_group_for_whom"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440), name="home_peer_group_minutes"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not (self.email or self.phone or self.web):
            raise ValidationError(
                _("Give an address, a number or a website: a way to get through.")
            )
        if not (self.place or self.online):
            raise ValidationError(_("Tell where the group meets, or that it meets online."))

    @property
    def dialled(self) -> str:
        return reach.dialled(self.phone)
