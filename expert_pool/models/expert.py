"""Experts by experience: who they are to the people they answer, and what they answer about."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from expert_pool.words import AgeBand, Gender, Language, Lived, Region
from home.models import Topic
from trust import clock


def only_finnish() -> list[str]:
    return [Language.FINNISH.value]


class ExpertQuerySet(models.QuerySet["Expert"]):
    def active(self) -> "ExpertQuerySet":
        """Those whose account is open and who still have the expert's role."""
        return self.filter(user__is_active=True, user__groups__name=Role.EXPERT)

    def available(self) -> "ExpertQuerySet":
        """The active ones who are neither away today nor resting after a heavy letter."""
        today = clock.local(clock.now()).date()
        away = Expert.objects.filter(
            pk=OuterRef("pk"), absences__first_day__lte=today, absences__last_day__gte=today
        )
        resting = Q(rests_until__gt=clock.now())
        return self.active().filter(~Exists(away)).exclude(resting)

    def covering(self, topic_keys: list[UUID]) -> "ExpertQuerySet":
        """Those with one of the topics, in whatever language; everyone when none is named."""
        if not topic_keys:
            return self
        return self.filter(topics__translation_key__in=topic_keys).distinct()

    def not_resting_from(self, topic_keys: list[UUID]) -> "ExpertQuerySet":
        """Without those for whom one of the topics rests today."""
        today = clock.local(clock.now()).date()
        resting = Expert.objects.filter(
            pk=OuterRef("pk"),
            resting_topics__last_day__gte=today,
            resting_topics__topic__translation_key__in=topic_keys,
        )
        return self.filter(~Exists(resting))


class Expert(models.Model):
    """An expert by experience. Askers see the alias and the introduction, and nothing else."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="expert",
        verbose_name=_("account"),
    )
    alias = models.CharField(
        _("public name"),
        max_length=60,
        unique=True,
        help_text=_("A first name or an alias. Askers see it under the answers."),
    )
    introduction = models.CharField(
        _("self-introduction"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences that askers read under the answers."),
    )
    topics = models.ManyToManyField(
        Topic,
        related_name="experts",
        blank=True,
        verbose_name=_("topics"),
        help_text=_("The expert is told of questions about these and sees them in the queue."),
    )

    # What the expert tells of themselves, for matching. Others see what a presentation ticks.
    lived = models.JSONField(_("experience"), default=list, blank=True)
    experience = models.CharField(
        _("lived experience"),
        max_length=500,
        blank=True,
        help_text=_("In a few words, for the coordinator who looks for the right person."),
    )
    languages = models.JSONField(_("languages"), default=only_finnish, blank=True)
    region = models.CharField(
        _("region of Finland"), max_length=2, choices=Region.choices, blank=True
    )
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand.choices, blank=True)
    gender = models.CharField(_("gender"), max_length=5, choices=Gender.choices, blank=True)

    # How their work is looked after; the coordinator's to say.
    needs_second_reader = models.BooleanField(
        _("letters are read by a second person"),
        default=True,
        help_text=_("On for a new expert, until the coordinator says otherwise."),
    )
    reads_for_others = models.BooleanField(
        _("reads others’ letters before they are sent"), default=False
    )
    open_limit = models.PositiveSmallIntegerField(
        _("open conversations at most"),
        null=True,
        blank=True,
        help_text=_("Empty: as the service’s settings say."),
    )
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("expert by experience")
        verbose_name_plural = _("experts by experience")
        ordering = ["alias"]
        constraints = [
            models.CheckConstraint(condition=~Q(alias=""), name="expert_pool_expert_has_alias"),
            models.CheckConstraint(
                condition=Q(open_limit=None) | Q(open_limit__gte=1),
                name="expert_pool_expert_open_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.alias

    @cached_property
    def topic_keys(self) -> list[UUID]:
        """Language-independent keys of the expert's topics."""
        return [topic.translation_key for topic in self.topics.all()]

    @property
    def lived_words(self) -> list[str]:
        """From which sides they know it, in words; what is not a choice any more is left out."""
        return [str(Lived(value).label) for value in self.lived if value in Lived.values]

    def topics_resting_on(self, day: date) -> list[UUID]:
        """Keys of the topics that are not for this expert on a Finnish day."""
        resting = self.resting_topics.filter(last_day__gte=day)
        return list(resting.values_list("topic__translation_key", flat=True))
