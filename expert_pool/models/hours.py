"""Hours: who, on which day, how long and at what. Never of which conversation or about what."""

from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from expert_pool.models.expert import Expert
from trust import workflows


class WorkKind(models.TextChoices):
    LETTER = "letter", _("Letter")
    REVIEW = "review", _("Reading another’s letter")
    TALK = "talk", _("Debrief or supervision")
    OTHER = "other", _("Other work")


class WorkState(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
    """The desk suggests, the expert confirms or corrects, the coordinator approves."""

    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed by the expert")
    APPROVED = "approved", _("approved")

    moves = nonmember(  # type: ignore[misc]
        {
            "suggested": {"confirmed"},
            "confirmed": {"suggested", "approved"},
            "approved": {"confirmed"},
        }
    )
    begins = nonmember(("suggested", "confirmed"))  # type: ignore[misc]


workflows.register("Hours", WorkState)


class WorkEntryQuerySet(models.QuerySet["WorkEntry"]):
    def of_month(self, year: int, month: int) -> "WorkEntryQuerySet":
        return self.filter(day__year=year, day__month=month).order_by("expert__alias", "day", "pk")

    def to_approve(self) -> "WorkEntryQuerySet":
        return self.filter(state=WorkState.CONFIRMED).order_by("day", "pk")


class WorkEntry(models.Model):
    """A piece of work: minutes on a Finnish day."""

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="work")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=8, choices=WorkKind.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    suggested = models.PositiveSmallIntegerField(_("minutes suggested"), null=True)
    state = models.CharField(_("state"), max_length=9, choices=WorkState.choices)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    objects = WorkEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="expert_pool_work_state"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440), name="expert_pool_work_minutes"
            ),
            models.CheckConstraint(
                condition=Q(state=WorkState.APPROVED, approved_at__isnull=False)
                | (~Q(state=WorkState.APPROVED) & Q(approved_at=None)),
                name="expert_pool_work_approved_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["expert", "day"], name="expert_pool_work_day"),
            models.Index(fields=["state", "day"], name="expert_pool_work_state_day"),
        ]

    def __str__(self) -> str:
        return f"Tunnit {self.pk}"
