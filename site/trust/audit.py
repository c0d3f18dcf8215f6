"""Every opening, every act and every refusal leaves a row; sealed text opens only with one.

A permission function answers with a Permit. `opening(permit)` writes the row first and only then
gives the Opening that `trust.seal.open_text` asks for. Actor None is the asker.
"""

from collections.abc import Iterable
from dataclasses import InitVar, dataclass
from typing import Any

from django.db import models, transaction
from django.http import Http404

from trust.models.audit import REASON_LENGTH, AuditRow

#: The actor of scheduled jobs and commands.
SYSTEM = "system"

_MADE_HERE = object()

Subject = models.Model | str | None


class Refused(Http404):
    """What one may not see does not exist. Carries no text."""

    def __init__(self) -> None:
        super().__init__()


@dataclass(frozen=True)
class Permit:
    """A permission's answer: may `actor` do `act` to `subject`. True when allowed."""

    allowed: bool
    act: str
    subject: Any
    actor: Any
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Opening:
    """Proof that the audit row of an opening is written. Made only by `opening`."""

    subject: Any
    made_here: InitVar[object] = None

    def __post_init__(self, made_here: object) -> None:
        if made_here is not _MADE_HERE:
            raise TypeError("An Opening comes from trust.audit.opening only.")


def opening(permit: Permit) -> Opening:
    """Writes the row, then gives the way in. Raises Refused (a 404) when the permit says no.

    Either row must outlive whatever happens next. Inside a transaction it would be rolled back
    with it, so there this raises RuntimeError: open first, then begin the transaction.
    When the row cannot be written the database's error passes through and nothing opens.
    """
    return openings([permit])[0]


def openings(permits: Iterable[Permit]) -> list[Opening]:
    """As `opening`, for a list such as a queue: every row in one query, then every way in.

    One permit that says no refuses them all.
    """
    asked = list(permits)
    with transaction.atomic(durable=True, savepoint=False):
        AuditRow.add_all([_answered(permit) for permit in asked])
    if not all(asked):
        raise Refused
    return [Opening(permit.subject, made_here=_MADE_HERE) for permit in asked]


def require(permit: Permit) -> None:
    """For an act that opens no text: a refusal leaves its row and raises Refused (a 404).

    What is allowed writes its own row when it is done.
    """
    if not permit:
        opening(permit)


def record(act: str, *, subject: Subject, by: Any, outcome: str = "done", reason: str = "") -> None:
    """Adds one row, within the caller's transaction if there is one; one query.

    `subject` is a record or a plain name such as a view's. `reason` over 300 characters is cut.
    """
    _row(act, subject=subject, by=by, outcome=outcome, reason=reason).save()


def _answered(permit: Permit) -> AuditRow:
    outcome = AuditRow.Outcome.ALLOWED if permit else AuditRow.Outcome.REFUSED
    return _row(
        permit.act,
        subject=permit.subject,
        by=permit.actor,
        outcome=outcome,
        reason=permit.reason,
    )


def _row(act: str, *, subject: Subject, by: Any, outcome: str, reason: str) -> AuditRow:
    kind, number = _subject_names(subject)
    return AuditRow(
        actor_id=by.pk if isinstance(by, models.Model) else None,
        actor_label=_actor_label(by),
        actor_roles=",".join(sorted(getattr(by, "roles", ()))),
        act=act,
        subject_kind=kind,
        subject_id=number,
        outcome=outcome,
        reason=reason[:REASON_LENGTH],
    )


def _subject_names(subject: Subject) -> tuple[str, str]:
    if isinstance(subject, models.Model):
        return subject._meta.label_lower, str(subject.pk or "")
    return subject or "", ""


def _actor_label(by: Any) -> str:
    if by is None:
        return "asker"
    if by == SYSTEM:
        return SYSTEM
    return f"user {by.pk}"
