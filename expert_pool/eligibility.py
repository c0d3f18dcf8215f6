"""May this expert be asked for this task on this day? Everywhere the same function answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from expert_pool.models import (
    Contract,
    Expert,
    Presentation,
    Qualification,
    QualificationKind,
    TimeAnswer,
    Validity,
    answer_for,
)
from expert_pool.models.standing import TRAININGS
from expert_pool.words import Task


@dataclass(frozen=True)
class Reason:
    """Why not, or what to think of; a warning alone keeps nobody from being asked."""

    code: str
    sentence: str | Promise
    is_warning: bool = False


GONE = Reason("gone", _("is not an expert any more"))
NO_CONTRACT = Reason("no_contract", _("no contract in force on that day"))
UNTRAINED = Reason("untrained", _("the training is not complete"))
NO_CONFIDENTIALITY = Reason("no_confidentiality", _("no agreement on confidentiality in force"))
NO_EXTRACT = Reason("no_extract", _("has not shown the extract for work with minors"))
AWAY = Reason("away", _("is away that day"))
NOT_OFFERED = Reason("not_offered", _("has not offered to do this"))
TAKEN = Reason("taken", _("something else is taking that time"))
ASK_TIME = Reason("ask_time", _("has not told when they have time: ask"), is_warning=True)
ENDING = Reason("ending", _("a qualification or the contract ends soon"), is_warning=True)


def eligible(
    expert: Expert,
    task: Task | None,
    day: date,
    *,
    with_minors: bool = False,
    hours: tuple[datetime, datetime] | None = None,
) -> list[Reason]:
    """Why the expert may not be asked for a task on a day; empty when nothing stands in the way.

    Without a `task` what is asked of everybody. With `hours` (aware moments, from and until) their
    time too. Warnings come last. No query where `with_standing` has been here, but up to three for
    `hours`: for a list, ask for its time last and of few.
    """
    qualifications = list(expert.qualifications.all())
    signed = [one for one in expert.contracts.all() if one.is_signed(day)]
    held = [one for one in qualifications if _holds(one, day)]
    contracts = [one for one in signed if _holds(one, day)]
    kinds = {one.kind for one in held}
    asked = {
        GONE: not _is_active(expert),
        NO_CONTRACT: not contracts,
        UNTRAINED: not kinds.issuperset(TRAININGS),
        NO_CONFIDENTIALITY: QualificationKind.CONFIDENTIALITY not in kinds,
        NO_EXTRACT: with_minors and QualificationKind.MINORS not in kinds,
        AWAY: any(one.first_day <= day <= one.last_day for one in expert.absences.all()),
        NOT_OFFERED: task is not None and task not in _offered(expert),
    }
    answer = answer_for(expert, *hours) if hours else None
    asked[TAKEN] = answer == TimeAnswer.TAKEN
    asked[ASK_TIME] = answer == TimeAnswer.ASK
    asked[ENDING] = _something_ends(qualifications, signed, day)
    return [reason for reason, stands in asked.items() if stands]


def with_standing(experts: Iterable[Expert]) -> list[Expert]:
    """Experts with all that `eligible` looks at but their time, in a fixed number of queries."""
    found = list(experts)
    relations = ("qualifications", "contracts", "absences", "presentation", "user__groups")
    prefetch_related_objects(found, *relations)
    return found


def may_be_asked(reasons: Iterable[Reason]) -> bool:
    return all(reason.is_warning for reason in reasons)


def _holds(record: Qualification | Contract, day: date) -> bool:
    return record.validity(day) in {Validity.VALID, Validity.ENDING}


def _is_active(expert: Expert) -> bool:
    groups = {group.name for group in expert.user.groups.all()}
    return expert.user.is_active and Role.EXPERT in groups


def _offered(expert: Expert) -> set[str]:
    presentation: Presentation | None = getattr(expert, "presentation", None)
    return set(presentation.tasks) if presentation else set()


def _something_ends(qualifications: list, contracts: list, day: date) -> bool:
    """Whether the last of a kind ends soon and no other goes on from its last day."""
    kinds: dict[str, list[Qualification | Contract]] = {"contract": contracts}
    for one in qualifications:
        kinds.setdefault(one.kind, []).append(one)
    return any(_ends_soon(records, day) for records in kinds.values())


def _ends_soon(records: list, day: date) -> bool:
    standing = [one for one in records if _holds(one, day)]
    if not standing or any(one.validity(day) == Validity.VALID for one in standing):
        return False
    last = max(one.ends for one in standing)
    return not any(
        one.begins <= last + timedelta(days=1) and (one.ends is None or one.ends > last)
        for one in records
    )
