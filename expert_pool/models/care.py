"""How an expert is looked after: days away, topics that rest, and a word after a heavy letter."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from expert_pool.models.expert import Expert
from home.models import Topic
from trust import clock


class Absence(models.Model):
    """Days on which an expert takes nothing new, the first and the last included."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="expert_pool_absence_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Poissaolo {self.pk}"


class RestingTopic(models.Model):
    """A topic that is not for this expert now; "not today" ends with the day."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="resting_topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("resting topic")
        verbose_name_plural = _("resting topics")
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "topic"], name="expert_pool_resting_topic_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Lepäävä aihe {self.pk}"


class DebriefQuerySet(models.QuerySet["Debrief"]):
    def offered_to(self, expert: Expert) -> "DebriefQuerySet":
        """Those that the expert has not answered yet."""
        return self.filter(expert=expert, answer="").order_by("offered_at")

    def asked(self) -> "DebriefQuerySet":
        """Those in which the expert would like to talk and nobody has been in touch."""
        return self.filter(answer=Debrief.Answer.TALK, done_at=None).order_by("answered_at")


class Debrief(models.Model):
    """How are you? Offered after a heavy letter or meeting, answered with one tap.

    Says nothing of which conversation it came of.
    """

    class Answer(models.TextChoices):
        FINE = "fine", _("I am fine")
        TALK = "talk", _("I would like to talk")

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="debriefs")
    offered_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=4, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("debrief")
        verbose_name_plural = _("debriefs")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="expert_pool_debrief_answer_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answered_at"],
                condition=Q(answer="talk", done_at=None),
                name="expert_pool_debrief_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"Purku {self.pk}"
