"""Where an expert's time is taken: one ledger for receptions, orders and events alike."""

from datetime import datetime, timedelta
from enum import nonmember

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from expert_pool.models.expert import Expert
from trust import clock, workflows

MINUTE = timedelta(minutes=1)


class OccupancyState(workflows.Workflow, models.TextChoices):  # type: ignore[misc]
    """Held for somebody who is still choosing, then confirmed; what is released frees the time."""

    HELD = "held", _("held")
    CONFIRMED = "confirmed", _("confirmed")
    RELEASED = "released", _("released")

    moves = nonmember(  # type: ignore[misc]
        {"held": {"confirmed", "released"}, "confirmed": {"released"}, "released": set()}
    )
    begins = nonmember(("held", "confirmed"))  # type: ignore[misc]


workflows.register("Occupancy", OccupancyState)


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def standing(self) -> "OccupancyQuerySet":
        """Those that take time now: confirmed, or held and the hold has not lapsed."""
        held = Q(state=OccupancyState.HELD, held_until__gt=clock.now())
        return self.filter(held | Q(state=OccupancyState.CONFIRMED))

    def lapsed(self) -> "OccupancyQuerySet":
        """Holds whose time is over and which nobody has released yet."""
        return self.filter(state=OccupancyState.HELD, held_until__lte=clock.now())

    def overlapping(self, begins: datetime, ends: datetime) -> "OccupancyQuerySet":
        """Those that block some of [begins, ends); touching is not overlapping."""
        return self.filter(blocked_from__lt=ends, blocked_until__gt=begins)


class Occupancy(models.Model):
    """A time that is taken, with the buffers that belong to it: it blocks [from, until).

    Two standing ones of an expert never overlap: the actions lock the expert's row, and on
    PostgreSQL an exclusion constraint says the same (docs/adr/0017). The buffers lie here as the
    moments they reach to, because a constraint cannot count minutes from a moment.
    """

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="occupancies")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    blocked_from = models.DateTimeField()
    blocked_until = models.DateTimeField()
    #: The kind of record and its opaque key ("booking.meeting:42"); never a topic, a name, a word.
    source = models.CharField(max_length=80)
    state = models.CharField(_("state"), max_length=9, choices=OccupancyState.choices)
    held_until = models.DateTimeField(null=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    blocked_from__lte=F("starts_at"),
                    ends_at__gt=F("starts_at"),
                    blocked_until__gte=F("ends_at"),
                ),
                name="expert_pool_occupancy_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OccupancyState.values), name="expert_pool_occupancy_state"
            ),
            models.CheckConstraint(
                condition=Q(state=OccupancyState.HELD, held_until__isnull=False)
                | (~Q(state=OccupancyState.HELD) & Q(held_until=None)),
                name="expert_pool_occupancy_held_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["expert", "blocked_from"], name="expert_pool_occupancy_time"),
            models.Index(
                fields=["held_until"], condition=Q(state="held"), name="expert_pool_occupancy_held"
            ),
        ]

    def __str__(self) -> str:
        return f"Varaus {self.pk}"

    @property
    def before(self) -> int:
        """The buffer before, in minutes."""
        return (self.starts_at - self.blocked_from) // MINUTE

    @property
    def after(self) -> int:
        """The buffer after, in minutes."""
        return (self.blocked_until - self.ends_at) // MINUTE

    @property
    def has_lapsed(self) -> bool:
        """Whether it is a hold whose time is over."""
        return self.held_until is not None and self.held_until <= clock.now()
