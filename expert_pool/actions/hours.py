"""Hours: suggested by the desk, confirmed or corrected by the expert, approved by a coordinator."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from expert_pool.models import Expert, WorkEntry, WorkKind, WorkState
from trust import audit, clock
from trust.refusals import Refusal

#: Work is counted in steps of five minutes, upwards, and a letter takes one step at the least.
STEP_MINUTES = 5
#: Longer than anybody writes in a day: a page left open is not work.
LONGEST_MINUTES = 480


def suggest_hours(expert: Expert, *, kind: WorkKind, seconds: int) -> WorkEntry:
    """Suggests what a piece of work took, today; joins the caller's transaction.

    The row says nothing of which letter it was.
    """
    steps = -(-seconds // (60 * STEP_MINUTES))
    minutes = min(max(steps, 1) * STEP_MINUTES, LONGEST_MINUTES)
    return WorkEntry.objects.create(
        expert=expert,
        day=clock.local(clock.now()).date(),
        kind=kind,
        minutes=minutes,
        suggested=minutes,
        state=WorkState.SUGGESTED,
    )


@transaction.atomic
def confirm_hours(entry: WorkEntry, *, minutes: int, by: User) -> WorkEntry:
    """The expert's own word on how long it took. Raises Refusal when it is approved already."""
    entry = _locked(entry)
    if entry.state == WorkState.APPROVED:
        raise Refusal(_("These hours have been approved already. Ask the coordinator to return."))
    if entry.state == WorkState.SUGGESTED:
        _move(entry, WorkState.CONFIRMED)
    entry.minutes = minutes
    entry.save(update_fields=["state", "minutes"])
    audit.record("expert_pool.confirm_hours", subject=entry, by=by)
    return entry


@transaction.atomic
def add_hours(expert: Expert, *, day: date, kind: WorkKind, minutes: int, by: User) -> WorkEntry:
    """Work that the desk did not see. Raises Refusal for a day that has not come yet."""
    if day > clock.local(clock.now()).date():
        raise Refusal(_("This day has not come yet."), status=422)
    entry = WorkEntry.objects.create(
        expert=expert, day=day, kind=kind, minutes=minutes, state=WorkState.CONFIRMED
    )
    audit.record("expert_pool.add_hours", subject=entry, by=by)
    return entry


@transaction.atomic
def remove_hours(entry: WorkEntry, *, by: User) -> None:
    """Takes away what was not work. Raises Refusal when it is approved already."""
    entry = _locked(entry)
    if entry.state == WorkState.APPROVED:
        raise Refusal(_("These hours have been approved already. Ask the coordinator to return."))
    audit.record("expert_pool.remove_hours", subject=entry, by=by)
    entry.delete()


@transaction.atomic
def approve_hours(entry: WorkEntry, *, by: User) -> WorkEntry:
    """The coordinator's yes. One's own hours are approved by another coordinator (Refusal)."""
    entry = _locked(entry)
    if entry.expert.user_id == by.pk:
        raise Refusal(_("Your own hours are approved by another coordinator."))
    if entry.state == WorkState.APPROVED:
        return entry
    _move(entry, WorkState.APPROVED)
    entry.approved_by = by
    entry.approved_at = clock.now()
    entry.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("expert_pool.approve_hours", subject=entry, by=by)
    return entry


@transaction.atomic
def return_hours(entry: WorkEntry, *, by: User) -> WorkEntry:
    """Gives hours back a step: confirmed ones to the expert, approved ones to be approved."""
    entry = _locked(entry)
    back = {WorkState.APPROVED: WorkState.CONFIRMED, WorkState.CONFIRMED: WorkState.SUGGESTED}
    state = WorkState(entry.state)
    if state not in back:
        return entry
    _move(entry, back[state])
    entry.approved_by = None
    entry.approved_at = None
    entry.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record("expert_pool.return_hours", subject=entry, by=by)
    return entry


def _locked(entry: WorkEntry) -> WorkEntry:
    found = WorkEntry.objects.select_for_update(of=("self",)).select_related("expert")
    return found.get(pk=entry.pk)


def _move(entry: WorkEntry, to: WorkState) -> None:
    if not WorkState(entry.state).can_become(to):
        raise Refusal(_("These hours have changed in the meantime. Look at them again."))
    entry.state = to
