"""Time spent on a letter: counted between savings, and suggested for its writer's hours."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from advice import actions
from advice.models import Conversation, Draft, Status
from expert_pool.models import WorkEntry, WorkKind, WorkState
from tests.advice.factories import make_conversation
from trust.refusals import Refusal

pytestmark = pytest.mark.django_db

#: Noon in Helsinki.
NOON = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def time() -> Any:
    """Noon, moved by hand: time.shift(…)."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def taken(time, aino, gambling) -> Conversation:
    return make_conversation(topics=[gambling], by=aino, status=Status.WRITING)


def save_after(time: Any, conversation: Conversation, by: Any, *gaps: timedelta) -> int:
    """Saves after each of the gaps; the seconds that the draft has then."""
    for gap in gaps:
        time.shift(gap)
        actions.save_draft(conversation, text="Luonnos", by=by)
    return Draft.objects.get(expert__user=by).seconds


def entries() -> list[tuple[str, str, int, int | None, str]]:
    fields = ("expert__alias", "kind", "minutes", "suggested", "state")
    return list(WorkEntry.objects.order_by("pk").values_list(*fields))


def test_savings_that_follow_each_other_count_the_time_between_them(time, taken, aino):
    assert save_after(time, taken, aino, *[20 * SECOND] * 30) == 600


@pytest.mark.parametrize(
    ("gap", "counted"), [(5 * MINUTE, 300), (5 * MINUTE + SECOND, 300), (10 * HOUR, 300)]
)
def test_longer_pause_counts_five_minutes(time, taken, aino, gap, counted):
    assert save_after(time, taken, aino, timedelta(), gap) == counted


def test_what_passes_before_the_first_saving_counts_as_reading(time, taken, aino):
    assert save_after(time, taken, aino, 3 * MINUTE) == 180


def test_two_windows_count_the_time_once(time, taken, aino):
    assert save_after(time, taken, aino, *[10 * SECOND, timedelta()] * 6) == 60


def test_clock_set_back_counts_nothing(time, taken, aino):
    assert save_after(time, taken, aino, MINUTE, -30 * SECOND) == 60


def test_letter_sent_suggests_hours_to_its_writer(time, taken, aino, signed_in):
    save_after(time, taken, aino, *[MINUTE] * 11)
    time.shift(2 * MINUTE)
    actions.send_answer(taken, text="Kirje", answers=1, by=aino)
    assert entries() == [("Aino", WorkKind.LETTER, 15, 15, WorkState.SUGGESTED)]
    shown = signed_in(aino).get(reverse("expert_desk:hours")).content.decode()
    assert 'name="minutes" id="minutes-' in shown
    assert 'value="15"' in shown


def test_letter_sent_without_a_draft_suggests_the_least(time, taken, aino):
    time.shift(30 * SECOND)
    actions.send_answer(taken, text="Kirje", answers=1, by=aino)
    assert [minutes for _who, _kind, minutes, *_rest in entries()] == [5]


def test_day_is_the_finnish_day_of_sending(time, taken, aino):
    time.move_to(datetime(2026, 11, 24, 22, 30, tzinfo=UTC))
    actions.send_answer(taken, text="Kirje", answers=1, by=aino)
    assert WorkEntry.objects.get().day == date(2026, 11, 25)


def test_sent_twice_is_suggested_once_and_refused_not_at_all(time, taken, aino):
    with pytest.raises(Refusal):
        actions.send_answer(taken, text="Kirje", answers=2, by=aino)
    assert entries() == []
    for _ in range(2):
        actions.send_answer(taken, text="Kirje", answers=1, by=aino)
    assert len(entries()) == 1


def test_letter_let_go_suggests_hours_to_its_writer_and_not_the_waiting(
    time, taken, aino, coordinator
):
    save_after(time, taken, aino, *[MINUTE] * 6)
    review = actions.ask_reading(taken, text="Kirje", answers=1, wished=True, by=aino)
    time.shift(20 * HOUR)
    actions.let_go(review, comments={}, by=coordinator)
    assert entries() == [("Aino", WorkKind.LETTER, 10, 10, WorkState.SUGGESTED)]
    assert WorkEntry.objects.get().day == date(2026, 11, 25)


def test_next_letter_counts_from_when_it_came(time, taken, aino):
    save_after(time, taken, aino, *[MINUTE] * 20)
    actions.send_answer(taken, text="Kirje", answers=1, by=aino)
    time.shift(10 * HOUR)
    actions.write_again(taken, text="Kiitos", nonce="1")
    assert save_after(time, taken, aino, 2 * MINUTE) == 120


def test_draft_of_another_counts_for_nobody_else(time, taken, aino, eero):
    save_after(time, taken, aino, *[MINUTE] * 30)
    actions.release(taken, by=aino)
    actions.claim(taken, by=eero)
    time.shift(MINUTE)
    actions.send_answer(taken, text="Kirje", answers=1, by=eero)
    assert entries() == [("Eero", WorkKind.LETTER, 5, 5, WorkState.SUGGESTED)]


def test_question_taken_again_counts_on_from_then(time, taken, aino):
    save_after(time, taken, aino, *[MINUTE] * 3)
    actions.release(taken, by=aino)
    time.shift(10 * HOUR)
    actions.claim(taken, by=aino)
    assert save_after(time, taken, aino, MINUTE) == 240


def test_hours_know_nothing_of_the_letter():
    known = {field.name for field in WorkEntry._meta.get_fields()}
    assert known == {
        "id",
        "expert",
        "day",
        "kind",
        "minutes",
        "suggested",
        "state",
        "approved_by",
        "approved_at",
    }


def test_erased_conversation_leaves_the_hours(time, taken, aino):
    actions.send_answer(taken, text="Kirje", answers=1, by=aino)
    actions.erase(taken, by=None)
    assert len(entries()) == 1
