"""The ledger of an expert's time: what is taken once is not taken twice."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import hypothesis
import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from expert_pool import actions, jobs
from expert_pool.actions import time
from expert_pool.models import Occupancy, OccupancyState
from tests.processes import Processes
from trust.models import AuditRow
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TAKEN = "Tämä aika on jo varattu. Valitse toinen aika."
PAST = "Tämä aika on jo mennyt. Valitse myöhempi aika."
BEGUN = "Tämä aika on jo alkanut, eikä sitä voi enää muuttaa."
GONE = "Tämä aika ei ole enää varattuna. Valitse aika uudelleen."
BACKWARDS = "Aika päättyy ennen kuin se alkaa. Tarkista kellonajat."
LONG = "Yksi varaus voi kestää enintään 24 tuntia. Varaa pidempi tilaisuus päivä kerrallaan."
HELD, CONFIRMED, RELEASED = OccupancyState.values


@pytest.fixture(autouse=True)
def clock_hands():
    with time_machine.travel(NOW, tick=False) as hands:
        yield hands


def at(hour: int, minute: int = 0, day: int = 26) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def take(expert, begins: datetime, ends: datetime, *, source: str = "booking.meeting:1", **rest):
    return actions.take(expert, begins, ends, source=source, **rest)


def refused(call, *args: Any, **kwargs) -> tuple[str, int]:
    with pytest.raises(Refusal) as refusal:
        call(*args, **kwargs)
    return str(refusal.value.sentence), refusal.value.status


def states() -> list[str]:
    return list(Occupancy.objects.order_by("pk").values_list("state", flat=True))


# Taking


def test_taken_time_is_confirmed_and_carries_its_buffers(aino):
    taken = take(aino.expert, at(12), at(13), before=15, after=10, by=aino)
    taken.refresh_from_db()
    assert (taken.state, taken.held_until, taken.source) == (CONFIRMED, None, "booking.meeting:1")
    assert (taken.blocked_from, taken.blocked_until) == (at(11, 45), at(13, 10))
    assert (taken.before, taken.after) == (15, 10)
    assert str(taken) == f"Varaus {taken.pk}"
    row = AuditRow.objects.get()
    assert (row.act, row.subject_id, row.actor_id) == (
        "expert_pool.take_time",
        str(taken.pk),
        aino.pk,
    )


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (at(12), at(13)),
        (at(11), at(12, 1)),
        (at(12, 59), at(14)),
        (at(12, 20), at(12, 40)),
        (at(11), at(14)),
    ],
)
def test_overlap_is_refused(aino, begins, ends):
    take(aino.expert, at(12), at(13))
    assert refused(take, aino.expert, begins, ends) == (TAKEN, 409)
    assert Occupancy.objects.count() == 1


@pytest.mark.parametrize(("begins", "ends"), [(at(11), at(12)), (at(13), at(14))])
def test_touching_is_not_overlapping(aino, begins, ends):
    take(aino.expert, at(12), at(13))
    take(aino.expert, begins, ends)
    assert states() == [CONFIRMED, CONFIRMED]


@pytest.mark.parametrize(
    ("begins", "ends", "buffers", "fits"),
    [
        # Into the buffers of what is there: 11.45–13.10.
        (at(11), at(11, 46), {}, False),
        (at(11), at(11, 45), {}, True),
        (at(13, 9), at(14), {}, False),
        (at(13, 10), at(14), {}, True),
        # Its own buffers count as well.
        (at(11), at(11, 40), {"after": 6}, False),
        (at(11), at(11, 40), {"after": 5}, True),
        (at(13, 30), at(14), {"before": 21}, False),
        (at(13, 30), at(14), {"before": 20}, True),
    ],
)
def test_buffers_of_both_are_kept(aino, begins, ends, buffers, fits):
    take(aino.expert, at(12), at(13), before=15, after=10)
    if fits:
        take(aino.expert, begins, ends, **buffers)
    else:
        assert refused(take, aino.expert, begins, ends, **buffers) == (TAKEN, 409)


def test_two_experts_do_not_collide(aino, eero):
    take(aino.expert, at(12), at(13))
    take(eero.expert, at(12), at(13))
    assert states() == [CONFIRMED, CONFIRMED]


def test_two_services_of_one_expert_collide(aino):
    take(aino.expert, at(12), at(13), source="booking.meeting:1")
    later = (aino.expert, at(12, 30), at(13, 30))
    assert refused(take, *later, source="expert_pool.order:1") == (TAKEN, 409)


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [
        (at(13), at(12), BACKWARDS),
        (at(12), at(12), BACKWARDS),
        (NOW, at(9, day=25), PAST),
        (at(12, day=24), at(13, day=24), PAST),
        (at(12), at(12, 1, day=27), LONG),
    ],
)
def test_impossible_time_is_refused_with_a_sentence(aino, begins, ends, sentence):
    assert refused(take, aino.expert, begins, ends) == (sentence, 422)
    assert not Occupancy.objects.exists()


def test_time_may_begin_soon_and_last_a_day(aino):
    take(aino.expert, NOW + MINUTE, NOW + MINUTE + actions.LONGEST)
    assert states() == [CONFIRMED]


@pytest.mark.parametrize(
    "source", ["", "booking.meeting", "booking.meeting:peliongelma", "Matti Meikäläinen", "a.b:1 x"]
)
def test_source_holds_no_words(aino, source):
    with pytest.raises(ValueError, match="A source is"):
        take(aino.expert, at(12), at(13), source=source)


@pytest.mark.parametrize("side", ["before", "after"])
def test_buffer_below_zero_is_a_mistake(aino, side):
    with pytest.raises(ValueError, match="buffers"):
        take(aino.expert, at(12), at(13), **{side: -1})


# Holding and confirming


def test_hold_blocks_until_its_moment_and_no_longer(aino, clock_hands):
    take(aino.expert, at(12), at(13), held_until=at(10))
    clock_hands.move_to(at(10) - timedelta(seconds=1))
    assert refused(take, aino.expert, at(12), at(13)) == (TAKEN, 409)
    clock_hands.move_to(at(10))
    take(aino.expert, at(12, 30), at(13, 30), by=aino)
    assert states() == [RELEASED, CONFIRMED]
    assert list(AuditRow.objects.order_by("pk").values_list("act", "actor_label")) == [
        ("expert_pool.take_time", "asker"),
        ("expert_pool.release_time", "system"),
        ("expert_pool.take_time", f"user {aino.pk}"),
    ]


def test_lapsed_holds_elsewhere_stay_for_the_job(aino, eero, clock_hands):
    take(aino.expert, at(15), at(16), held_until=at(9))
    take(eero.expert, at(12), at(13), held_until=at(9))
    clock_hands.move_to(at(10))
    take(aino.expert, at(12), at(13))
    assert states() == [HELD, HELD, CONFIRMED]


def test_confirmed_hold_stands_after_its_moment(aino, clock_hands):
    held = take(aino.expert, at(12), at(13), held_until=at(10))
    actions.confirm(held, by=aino)
    clock_hands.move_to(at(11))
    assert refused(take, aino.expert, at(12), at(13)) == (TAKEN, 409)
    assert (states(), Occupancy.objects.get().held_until) == ([CONFIRMED], None)


def test_confirming_and_releasing_again_changes_nothing(aino):
    held = take(aino.expert, at(12), at(13), held_until=at(10))
    for act in (actions.confirm, actions.confirm, actions.release, actions.release):
        act(held, by=aino)
    assert states() == [RELEASED]
    assert AuditRow.objects.count() == 3


def test_lapsed_hold_is_not_confirmed(aino, clock_hands):
    held = take(aino.expert, at(12), at(13), held_until=at(10))
    clock_hands.move_to(at(10))
    assert refused(actions.confirm, held) == (GONE, 409)
    assert refused(actions.move, held, at(14), at(15)) == (GONE, 409)
    assert states() == [HELD]


def test_released_time_is_not_confirmed_nor_moved(aino):
    taken = take(aino.expert, at(12), at(13))
    actions.release(taken)
    assert refused(actions.confirm, taken) == (GONE, 409)
    assert refused(actions.move, taken, at(14), at(15)) == (GONE, 409)


def test_hold_is_not_confirmed_once_the_time_has_begun(aino, clock_hands):
    held = take(aino.expert, at(12), at(13), held_until=at(20))
    clock_hands.move_to(at(12))
    assert refused(actions.confirm, held) == (PAST, 422)


# Releasing


def test_released_time_can_be_taken_again(aino):
    actions.release(take(aino.expert, at(12), at(13)))
    take(aino.expert, at(12), at(13))
    assert states() == [RELEASED, CONFIRMED]


def test_agreed_time_that_has_begun_stays(aino, clock_hands):
    taken = take(aino.expert, at(12), at(13))
    clock_hands.move_to(at(12))
    assert refused(actions.release, taken) == (BEGUN, 409)
    assert refused(actions.move, taken, at(14), at(15)) == (BEGUN, 409)
    # The rest of it is not free either.
    assert refused(take, aino.expert, at(12, 30), at(12, 45)) == (TAKEN, 409)


def test_job_releases_lapsed_holds_and_nothing_else(aino, eero, clock_hands):
    take(aino.expert, at(12), at(13), held_until=at(10))
    take(eero.expert, at(12), at(13), held_until=at(10, 1))
    take(eero.expert, at(14), at(15))
    clock_hands.move_to(at(10))
    assert (jobs.release_lapsed(), jobs.release_lapsed()) == (1, 0)
    assert states() == [RELEASED, HELD, CONFIRMED]


def test_hold_confirmed_while_the_job_comes_to_it_stands(aino, clock_hands):
    listed = take(aino.expert, at(12), at(13), held_until=at(10))
    actions.confirm(listed)
    clock_hands.move_to(at(10))
    assert time._release_if_lapsed(listed) is False
    assert states() == [CONFIRMED]


# Moving


def test_moved_time_keeps_what_it_is_and_frees_the_old(aino):
    old = take(aino.expert, at(12), at(13), before=15, after=10, held_until=at(10))
    new = actions.move(old, at(15), at(16, 30), by=aino)
    assert (new.source, new.before, new.after) == ("booking.meeting:1", 15, 10)
    assert (new.state, new.held_until, new.ends_at) == (HELD, at(10), at(16, 30))
    assert states() == [RELEASED, HELD]
    take(aino.expert, at(12), at(13))


def test_time_moves_over_itself(aino):
    old = take(aino.expert, at(12), at(13), before=15, after=15)
    actions.move(old, at(12, 30), at(13, 30))
    assert states() == [RELEASED, CONFIRMED]


@pytest.mark.parametrize(
    ("begins", "ends", "answer"),
    [
        (at(14, 30), at(15, 30), (TAKEN, 409)),
        # The old one's buffers move along.
        (at(13), at(13, 50), (TAKEN, 409)),
        (at(13), at(12), (BACKWARDS, 422)),
        (at(12, day=24), at(13, day=24), (PAST, 422)),
        (at(12), at(13, day=27), (LONG, 422)),
    ],
)
def test_old_time_stands_when_the_new_is_not_to_be_had(aino, begins, ends, answer):
    old = take(aino.expert, at(12), at(13), after=15)
    take(aino.expert, at(14), at(15))
    assert refused(actions.move, old, begins, ends) == answer
    assert states() == [CONFIRMED, CONFIRMED]
    assert refused(take, aino.expert, at(12), at(13)) == (TAKEN, 409)


# The database


def row(expert, begins: datetime, ends: datetime, **fields) -> Occupancy:
    """A row written past the actions."""
    given = {
        "blocked_from": begins,
        "blocked_until": ends,
        "source": "tests.row:1",
        "state": CONFIRMED,
    }
    return Occupancy.objects.create(expert=expert, starts_at=begins, ends_at=ends, **given | fields)


@pytest.mark.parametrize(
    ("ends", "fields", "constraint"),
    [
        (at(12), {}, "in_order"),
        (at(13), {"blocked_from": at(12, 1)}, "in_order"),
        (at(13), {"blocked_until": at(12, 59)}, "in_order"),
        (at(13), {"state": "free"}, "state"),
        (at(13), {"state": HELD}, "held_whole"),
        (at(13), {"held_until": at(10)}, "held_whole"),
    ],
)
def test_database_refuses_what_makes_no_sense(aino, ends, fields, constraint):
    with pytest.raises(IntegrityError, match=f"expert_pool_occupancy_{constraint}"):
        row(aino.expert, at(12), ends, **fields)


@pytest.mark.postgres
@pytest.mark.parametrize("state", [CONFIRMED, HELD])
def test_database_itself_refuses_an_overlap(aino, state):
    row(aino.expert, at(12), at(13), blocked_until=at(13, 15))
    held_until = at(10) if state == HELD else None
    with pytest.raises(IntegrityError, match="expert_pool_occupancy_apart"):
        row(aino.expert, at(13, 14), at(14), state=state, held_until=held_until)


@pytest.mark.postgres
def test_database_itself_lets_through_what_does_not_overlap(aino, eero):
    row(aino.expert, at(12), at(13))
    row(aino.expert, at(13), at(14))
    row(eero.expert, at(12), at(13))
    released = row(aino.expert, at(12), at(13), state=RELEASED)
    with pytest.raises(IntegrityError, match="expert_pool_occupancy_apart"), transaction.atomic():
        Occupancy.objects.filter(pk=released.pk).update(state=CONFIRMED)


@pytest.mark.processes
def test_of_forty_taking_one_hour_at_once_exactly_one_gets_it(processes: Processes):
    takers, hours = 40, 5
    told = processes.run(f"from tests.expert_pool.race import run; run({takers}, {hours})")
    assert json.loads(told.strip().splitlines()[-1]) == {
        "wins": hours,
        "hours won": hours,
        "answers": ["refused", "won"],
        "told": takers * hours,
        "stored": hours,
        "audit rows": hours,
        # Had one thread always been first, nothing would have raced.
        "several winners": True,
    }


# Whatever is done, in whatever order

moments = st.integers(0, 12).map(lambda tens: at(12) + 10 * tens * MINUTE)
lengths = st.integers(-1, 6).map(lambda tens: 10 * tens * MINUTE)
buffers = st.sampled_from([0, 5, 10])
holds = st.sampled_from([None, 30, 90])
which = st.integers(0, 7)
steps = st.one_of(
    st.tuples(st.just("take"), moments, lengths, buffers, buffers, holds),
    st.tuples(st.just("move"), which, moments, lengths),
    st.tuples(st.just("confirm"), which),
    st.tuples(st.just("release"), which),
    st.tuples(st.just("wait"), st.sampled_from([10, 60])),
)


def do(step: tuple, expert, made: list[Occupancy], hands) -> None:
    """One step; what it makes is added to `made`, which the later ones choose from."""
    name, *values = step
    if name == "wait":
        hands.shift(values[0] * MINUTE)
    elif name == "take":
        begins, length, before, after, hold = values
        until = None if hold is None else NOW + hold * MINUTE
        made.append(
            take(expert, begins, begins + length, before=before, after=after, held_until=until)
        )
    elif made:
        chosen = made[values[0] % len(made)]
        if name == "move":
            made.append(actions.move(chosen, values[1], values[1] + values[2]))
        else:
            getattr(actions, name)(chosen)


def overlaps(rows: list[Occupancy]) -> list[tuple[Occupancy, Occupancy]]:
    """Neighbours in time of which the first ends after the second begins; counted here anew."""
    rows = sorted(rows, key=lambda row: row.starts_at - row.before * MINUTE)
    return [
        (one, other)
        for nth, one in enumerate(rows)
        for other in rows[nth + 1 :]
        if one.ends_at + one.after * MINUTE > other.starts_at - other.before * MINUTE
    ]


@hypothesis.settings(
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[
        hypothesis.HealthCheck.function_scoped_fixture,
        hypothesis.HealthCheck.too_slow,
    ],
)
@given(st.lists(steps, min_size=4, max_size=14))
def test_no_two_standing_times_of_an_expert_ever_overlap(aino, clock_hands, series):
    with transaction.atomic():
        clock_hands.move_to(NOW)
        made: list[Occupancy] = []
        for step in series:
            before = set(Occupancy.objects.standing().values_list("pk", flat=True))
            try:
                do(step, aino.expert, made, clock_hands)
            except Refusal:
                assert set(Occupancy.objects.standing().values_list("pk", flat=True)) == before
            assert overlaps(list(Occupancy.objects.standing())) == []
        transaction.set_rollback(True)
