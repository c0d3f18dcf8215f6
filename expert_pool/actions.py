"""Every write of the expert bank's own records. Nothing else saves."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from accounts.models import User
from expert_pool.models import Debrief, Expert
from trust import audit, clock

#: After a heavy letter or meeting an expert takes nothing new for a day at least, and then until
#: the morning: nobody's rest ends in the middle of the night.
REST = timedelta(hours=24)
MORNING = time(9)


@transaction.atomic
def offer_debrief(expert: Expert, *, by: User) -> Debrief:
    """Asks the expert how they are; one question at a time, until they have answered it."""
    expert = _locked(expert)
    waiting = Debrief.objects.offered_to(expert).first()
    if waiting is not None:
        return waiting
    debrief = Debrief.objects.create(expert=expert)
    audit.record("expert_pool.offer_debrief", subject=expert, by=by)
    return debrief


@transaction.atomic
def rest(expert: Expert, *, by: User) -> Expert:
    """Lets the expert rest until a morning at least REST away; a longer rest stays as it is."""
    expert = _locked(expert)
    until = morning_after(clock.now() + REST)
    if expert.rests_until is None or expert.rests_until < until:
        expert.rests_until = until
        expert.save(update_fields=["rests_until"])
        audit.record("expert_pool.rest", subject=expert, by=by)
    return expert


def morning_after(moment: datetime) -> datetime:
    """The first Finnish morning that is not before `moment`."""
    wall = clock.local(moment)
    morning = datetime.combine(wall.date(), MORNING, clock.HELSINKI)
    if morning < wall:
        morning = datetime.combine(wall.date() + timedelta(days=1), MORNING, clock.HELSINKI)
    return morning.astimezone(UTC)


def _locked(expert: Expert) -> Expert:
    # Not its key: another transaction may meanwhile give the same expert a conversation.
    return Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
