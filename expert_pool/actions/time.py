"""An expert's time: taken, confirmed, moved and released. Of two at once exactly one gets it.

Every function locks the expert's row first. PostgreSQL locks it for the transaction; SQLite, whose
transactions begin as IMMEDIATE, lets one writer in at a time.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from expert_pool.models import Expert, Occupancy, OccupancyState
from expert_pool.models.occupancy import MINUTE
from trust import audit, clock
from trust.refusals import Refusal

#: Longer than anything that one expert does in one go; also keeps a slip of the date out.
LONGEST = timedelta(hours=24)
#: The kind of record and its key: no words, hence nothing that somebody wrote.
SOURCE = re.compile(r"[a-z_]+\.[a-z_]+:[0-9a-f-]{1,36}")


@transaction.atomic
def take(  # noqa: PLR0913 -- keyword-only but for who and when
    expert: Expert,
    starts_at: datetime,
    ends_at: datetime,
    *,
    source: str,
    held_until: datetime | None = None,
    before: int = 0,
    after: int = 0,
    by: Any = None,
) -> Occupancy:
    """Takes a time, and `before` and `after` it so many minutes; held when `held_until` is told.

    Raises Refusal when some of it is taken, when it has begun, ends before it begins or is too
    long; ValueError for a source that is not "app.kind:key" and for buffers below zero.
    """
    if not SOURCE.fullmatch(source) or before < 0 or after < 0:
        raise ValueError("A source is app.kind:key, and buffers are not negative.")
    _check(starts_at, ends_at)
    wanted = Occupancy(
        expert=expert,
        starts_at=starts_at,
        ends_at=ends_at,
        blocked_from=starts_at - before * MINUTE,
        blocked_until=ends_at + after * MINUTE,
        source=source,
        state=OccupancyState.CONFIRMED if held_until is None else OccupancyState.HELD,
        held_until=held_until,
    )
    _lock(expert.pk)
    _make_room(wanted)
    wanted.save()
    audit.record("expert_pool.take_time", subject=wanted, by=by)
    return wanted


@transaction.atomic
def confirm(occupancy: Occupancy, *, by: Any = None) -> Occupancy:
    """Makes a hold certain; once more changes nothing.

    Raises Refusal when the hold has lapsed or was released, or the time has begun.
    """
    occupancy = _locked(occupancy)
    if occupancy.state == OccupancyState.CONFIRMED:
        return occupancy
    _check_stands(occupancy)
    _check_ahead(occupancy.starts_at)
    occupancy.state, occupancy.held_until = OccupancyState.CONFIRMED, None
    occupancy.save(update_fields=["state", "held_until"])
    audit.record("expert_pool.confirm_time", subject=occupancy, by=by)
    return occupancy


@transaction.atomic
def release(occupancy: Occupancy, *, by: Any = None) -> Occupancy:
    """Frees the time; once more changes nothing. Raises Refusal when what was agreed has begun."""
    occupancy = _locked(occupancy)
    if occupancy.state == OccupancyState.RELEASED:
        return occupancy
    if occupancy.state == OccupancyState.CONFIRMED:
        _check_not_begun(occupancy)
    return _release(occupancy, by=by)


@transaction.atomic
def move(
    occupancy: Occupancy, starts_at: datetime, ends_at: datetime, *, by: Any = None
) -> Occupancy:
    """Takes another time in place of this one and returns it: same source, buffers and state.

    The old time stands unless the new one is had: both happen in one transaction, and the new may
    overlap the old. Raises Refusal as `take` does, and when the old one has begun or is no more.
    """
    _check(starts_at, ends_at)
    old = _locked(occupancy)
    _check_stands(old)
    _check_not_begun(old)
    new = Occupancy(
        expert_id=old.expert_id,
        starts_at=starts_at,
        ends_at=ends_at,
        blocked_from=starts_at - old.before * MINUTE,
        blocked_until=ends_at + old.after * MINUTE,
        source=old.source,
        state=old.state,
        held_until=old.held_until,
    )
    _make_room(new, besides=old)
    _release(old, by=by)  # the constraint must not see both
    new.save()
    audit.record("expert_pool.take_time", subject=new, by=by)
    return new


def release_lapsed() -> int:
    """Releases every hold whose time is over; how many. They block nobody even before this."""
    return sum(_release_if_lapsed(hold) for hold in list(Occupancy.objects.lapsed()))


def moment_of(wall: datetime) -> datetime:
    """The moment at which the Finnish clock shows this, in UTC.

    Raises Refusal for what the clock skips in spring and shows twice in autumn.
    """
    moments = clock.readings(wall)
    if not moments:
        raise Refusal(
            _("The clocks go forward and skip this time. Please choose another."), status=422
        )
    if len(moments) > 1:
        raise Refusal(
            _("The clocks go back and this time comes twice. Please choose another."), status=422
        )
    return moments[0]


@transaction.atomic
def _release_if_lapsed(hold: Occupancy) -> bool:
    hold = _locked(hold)
    if not hold.has_lapsed:
        return False
    _release(hold, by=audit.SYSTEM)
    return True


def _make_room(wanted: Occupancy, *, besides: Occupancy | None = None) -> None:
    """Releases the lapsed holds in the way. Raises Refusal when something that stands is there."""
    there = Occupancy.objects.filter(expert_id=wanted.expert_id)
    if besides is not None:
        there = there.exclude(pk=besides.pk)
    there = there.overlapping(wanted.blocked_from, wanted.blocked_until)
    if there.standing().exists():
        raise Refusal(_("This time is taken already. Please choose another."))
    for hold in there.lapsed():
        _release(hold, by=audit.SYSTEM)


def _release(occupancy: Occupancy, *, by: Any) -> Occupancy:
    occupancy.state, occupancy.held_until = OccupancyState.RELEASED, None
    occupancy.save(update_fields=["state", "held_until"])
    audit.record("expert_pool.release_time", subject=occupancy, by=by)
    return occupancy


def _check(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refusal(_("The time ends before it begins. Please look at the hours."), status=422)
    if ends_at - starts_at > LONGEST:
        raise Refusal(
            _("One time may last %(hours)d hours at most. Take a longer event day by day.")
            % {"hours": LONGEST // timedelta(hours=1)},
            status=422,
        )
    _check_ahead(starts_at)


def _check_ahead(starts_at: datetime) -> None:
    if starts_at <= clock.now():
        raise Refusal(_("This time has passed already. Please choose a later one."), status=422)


def _check_not_begun(occupancy: Occupancy) -> None:
    if occupancy.starts_at <= clock.now():
        raise Refusal(_("This time has begun already and cannot be changed any more."))


def _check_stands(occupancy: Occupancy) -> None:
    if occupancy.state == OccupancyState.RELEASED or occupancy.has_lapsed:
        raise Refusal(_("This time is not held any more. Please choose a time again."))


def _lock(expert_id: int) -> None:
    # Not its key: another transaction may meanwhile give the same expert a conversation.
    Expert.objects.select_for_update(no_key=True).get(pk=expert_id)


def _locked(occupancy: Occupancy) -> Occupancy:
    """The row as it is once the expert's other writers are done."""
    _lock(occupancy.expert_id)
    return Occupancy.objects.get(pk=occupancy.pk)
