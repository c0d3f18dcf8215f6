"""What an expert must have to be asked for a task: qualifications and a contract, each for a time.

Whether they hold is computed for a day and stored nowhere: holding a certificate is not the same as
being current.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from expert_pool.models.expert import Expert

#: So long beforehand one is told that something ends.
FORESEEN = timedelta(days=60)
#: A contract is made for a year at a time (source: seed 001).
LONGEST_CONTRACT = timedelta(days=365)


class Validity(models.TextChoices):
    TO_COME = "to_come", _("begins later")
    VALID = "valid", _("valid")
    ENDING = "ending", _("ends soon")
    ENDED = "ended", _("has ended")


def validity(begins: date, ends: date | None, day: date) -> Validity:
    """Where a time from `begins` to the end of `ends` (None: for good) stands on a day."""
    if day < begins:
        return Validity.TO_COME
    if ends is None:
        return Validity.VALID
    if day > ends:
        return Validity.ENDED
    return Validity.ENDING if day > ends - FORESEEN else Validity.VALID


class QualificationKind(models.TextChoices):
    """What is asked of an expert (source: seeds 001 and 004, issue of the expert bank)."""

    TRAINING = "training", _("training of experts by experience")
    DAY_1 = "day_1", _("KokeNet day 1")
    DAY_2 = "day_2", _("KokeNet day 2")
    DAY_3 = "day_3", _("KokeNet day 3")
    DAY_4 = "day_4", _("KokeNet day 4")
    CONFIDENTIALITY = "confidentiality", _("agreement on confidentiality")
    MINORS = "minors", _("extract for work with minors was shown")


#: Without these nobody is asked for anything.
TRAININGS = (
    QualificationKind.TRAINING,
    QualificationKind.DAY_1,
    QualificationKind.DAY_2,
    QualificationKind.DAY_3,
    QualificationKind.DAY_4,
)


class Qualification(models.Model):
    """That an expert has something. Of an extract only the day is kept, never the document."""

    expert = models.ForeignKey(
        Expert,
        on_delete=models.CASCADE,
        related_name="qualifications",
        verbose_name=_("expert by experience"),
    )
    kind = models.CharField(_("what"), max_length=15, choices=QualificationKind.choices)
    begins = models.DateField(_("since"))
    ends = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Empty: it holds for good.")
    )
    given_by = models.CharField(
        _("where"), max_length=120, blank=True, help_text=_("Who trained, or where it was signed.")
    )

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ["expert__alias", "kind", "-begins"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("begins")),
                name="expert_pool_qualification_ends",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"Qualification {self.pk}"

    def validity(self, day: date) -> Validity:
        return validity(self.begins, self.ends, day)


class ContractKind(models.TextChoices):
    HOURLY = "hourly", _("employment by the hour")
    ASSIGNMENT = "assignment", _("assignment")
    VOLUNTEER = "volunteer", _("agreement on volunteering")


class Contract(models.Model):
    """An agreement with an expert for a year at most. It holds when both have signed it."""

    expert = models.ForeignKey(
        Expert,
        on_delete=models.CASCADE,
        related_name="contracts",
        verbose_name=_("expert by experience"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ContractKind.choices)
    begins = models.DateField(_("begins"))
    ends = models.DateField(_("ends"), help_text=_("A year from the beginning at the latest."))
    ground = models.CharField(
        _("ground for the fixed term"),
        max_length=200,
        blank=True,
        help_text=_("Why it is for a time, when it is employment."),
    )
    hourly_rate = models.DecimalField(
        _("pay by the hour, euros"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    signed_by_expert = models.DateField(_("the expert signed on"), null=True, blank=True)
    signed_by_us = models.DateField(_("the organisation signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-ends", "expert__alias"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("begins")),
                name="expert_pool_contract_ends",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"Contract {self.pk}"

    def clean(self) -> None:
        """Raises ValidationError: longer than a year; employment without a ground or pay."""
        super().clean()
        errors: dict[str, str | Promise] = {}
        if self.begins and self.ends and self.ends - self.begins > LONGEST_CONTRACT:
            errors["ends"] = _("A contract is made for a year at a time.")
        if self.kind == ContractKind.HOURLY and not self.ground.strip():
            errors["ground"] = _("Employment for a time needs a ground.")
        if self.kind == ContractKind.HOURLY and self.hourly_rate is None:
            errors["hourly_rate"] = _("Write the pay by the hour.")
        if errors:
            raise ValidationError(errors)

    def is_signed(self, day: date) -> bool:
        """Whether both have signed it by this day."""
        signed = (self.signed_by_expert, self.signed_by_us)
        return all(on is not None and on <= day for on in signed)

    def validity(self, day: date) -> Validity:
        return validity(self.begins, self.ends, day)
