"""After a heavy letter: a rest until the morning, and one question of how they are."""

from datetime import datetime, timedelta

import pytest
import time_machine

from expert_pool import actions
from expert_pool.models import Debrief, Expert
from trust.clock import HELSINKI
from trust.models import AuditRow

pytestmark = pytest.mark.django_db


def finnish(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("pressed", "until"),
    [
        (finnish(24, 7, 30), finnish(25, 9)),
        (finnish(24, 9), finnish(25, 9)),
        (finnish(24, 21), finnish(26, 9)),
        # The clocks go back on the night between: 24 hours are 24 hours.
        (finnish(24, 8, 30, month=10), finnish(25, 9, month=10)),
        (finnish(24, 9, 30, month=10), finnish(25, 9, month=10)),
    ],
)
def test_rest_lasts_a_day_and_ends_in_the_morning(aino, coordinator, pressed, until):
    with time_machine.travel(pressed, tick=False):
        rested = actions.rest(aino.expert, by=coordinator)
        assert aino.expert not in Expert.objects.available()
    assert rested.rests_until == until
    assert until - pressed >= timedelta(hours=23, minutes=30)
    with time_machine.travel(until, tick=False):
        assert aino.expert in Expert.objects.available()


def test_longer_rest_stays_as_it_is(aino):
    with time_machine.travel(finnish(24, 12), tick=False):
        actions.rest(aino.expert, by=aino)
    Expert.objects.update(rests_until=finnish(30, 9))
    with time_machine.travel(finnish(24, 13), tick=False):
        assert actions.rest(aino.expert, by=aino).rests_until == finnish(30, 9)
    assert AuditRow.objects.filter(act="expert_pool.rest").count() == 1


def test_debrief_is_offered_once_until_it_is_answered(aino, eero, coordinator):
    first = actions.offer_debrief(aino.expert, by=aino)
    assert actions.offer_debrief(aino.expert, by=coordinator) == first
    assert actions.offer_debrief(eero.expert, by=eero) != first
    first.answer, first.answered_at = Debrief.Answer.FINE, first.offered_at
    first.save()
    assert actions.offer_debrief(aino.expert, by=aino) != first
    assert list(AuditRow.objects.values_list("act", flat=True)) == ["expert_pool.offer_debrief"] * 3
