"""Counters are right to the last one, and tell of nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
import time_machine
from django.db import connection, transaction

from advice import actions, tallies
from advice.actions.counting import count
from advice.models import Conversation, Ending, Event, Status, Tally
from tests.advice.factories import make_conversation
from trust import audit

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 1)}


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)):
        yield


def counted(**which) -> dict[str, int]:
    rows = Tally.objects.filter(**{"topic": "", "count__gt": 0} | which)
    return dict(rows.values_list("what", "count"))


def tally(number: int, event: Event = Event.ASKED, *, month=NOVEMBER, topic="", perspective=""):
    Tally.objects.create(
        month=month, what=event, topic=topic, perspective=perspective, count=number
    )


# Counting


def test_question_and_answer_are_counted_for_all_and_for_each_topic(aino, gambling, substances):
    conversation = make_conversation(
        topics=[gambling, substances], by=aino, status=Status.ANSWERED, perspective="close"
    )
    expected = {"asked": 1, "letters": 2, "answered": 1, "in_time": 1}
    for topic in ("", gambling.slug, substances.slug):
        assert counted(topic=topic, month=NOVEMBER, perspective="close") == expected
    assert Tally.objects.exclude(perspective="close").count() == 0
    actions.write_again(conversation, text="Vielä", nonce="n")
    assert counted()["letters"] == 3


def test_late_answer_is_not_counted_as_in_time(aino):
    conversation = make_conversation(by=aino, status=Status.WRITING)
    with time_machine.travel(datetime(2026, 12, 2, 10, 0, tzinfo=UTC)):
        actions.send_answer(conversation, text="Vastaus", answers=1, by=aino)
    assert counted(month=NOVEMBER) == {"asked": 1, "letters": 1}
    assert counted(month=date(2026, 12, 1)) == {"answered": 1, "letters": 1}


def test_month_is_the_finnish_one(aino):
    with time_machine.travel(datetime(2026, 11, 30, 22, 30, tzinfo=UTC)):
        make_conversation()
    assert counted(month=date(2026, 12, 1)) == {"asked": 1, "letters": 1}


def test_every_ending_is_counted_once(aino):
    make_conversation(by=aino, status=Status.CLOSED)
    by = {Ending.ASKER: None, Ending.SILENCE: audit.SYSTEM, Ending.COORDINATOR: aino}
    for ending, actor in by.items():
        answered = make_conversation(by=aino, status=Status.ANSWERED)
        actions.close(answered, ending=ending, by=actor)
        actions.close(answered, ending=ending, by=actor)
    endings = {what: n for what, n in counted().items() if what.startswith("closed")}
    assert endings == {f"closed_{ending}": 1 for ending in Ending.values}


def test_every_ending_has_its_counter():
    assert {Event.of_ending(ending) for ending in Ending.values} < set(Event)


def test_set_aside_question_counts_when_it_is_let_in_from_when_it_was_asked(coordinator):
    conversation = make_conversation(status=Status.QUARANTINED)
    actions.write_again(conversation, text="Vielä", nonce="n")
    assert counted() == {}
    with time_machine.travel(datetime(2026, 12, 2, 10, 0, tzinfo=UTC)):
        actions.let_in(conversation, by=coordinator)
    assert counted(month=NOVEMBER) == {"asked": 1, "letters": 2}


def test_set_aside_question_that_is_erased_was_never_counted():
    actions.erase(make_conversation(status=Status.QUARANTINED), by=None)
    assert counted() == {}


def test_counts_outlive_the_conversation(aino):
    conversation = make_conversation(by=aino, status=Status.CLOSED)
    before = counted()
    actions.erase(conversation, by=audit.SYSTEM)
    assert counted() == before
    actions.erase(make_conversation(), by=None)
    assert counted()["erased"] == 1


def test_count_is_undone_with_what_it_counted(gambling):
    conversation = make_conversation(topics=[gambling])
    before = counted()
    with transaction.atomic():
        actions.write_again(conversation, text="Vielä", nonce="n")
        assert counted() != before
        transaction.set_rollback(True)
    assert counted() == before


@pytest.mark.django_db(transaction=True)
def test_parallel_hundred_counts_a_hundred(gambling, substances):
    made = [
        make_conversation(topics=topics)
        for topics in ([gambling, substances], [substances, gambling], [])
    ]
    Tally.objects.all().delete()
    event_sets = list(permutations([Event.ASKED, Event.ANSWERED, Event.LETTERS]))

    def one(nth: int) -> None:
        # Whole columns as another process reads them, and another order of events each time.
        conversation = Conversation.objects.get(pk=made[nth % 3].pk)
        events = dict.fromkeys(event_sets[nth % len(event_sets)], 1)
        try:
            count(conversation, events, at=conversation.asked_at)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(102)))
    assert counted() == {"asked": 102, "answered": 102, "letters": 102}
    for topic in (gambling, substances):
        assert counted(topic=topic.slug) == {"asked": 68, "answered": 68, "letters": 68}


# Showing


def test_shown_leaves_out_what_is_under_five_and_what_would_give_it_away():
    for slug, number in {"a": 30, "b": 12, "c": 4}.items():
        tally(number, topic=slug, perspective="self")
    tally(46, perspective="self")
    found = tallies.shown(Event.ASKED, by="topic", **YEAR)
    # 46 − 30 − 12 would tell how many wrote of c.
    assert found == tallies.Shown(46, {"a": 30, "b": None, "c": None})


def test_shown_gives_everything_that_is_many_enough():
    for slug, number in {"a": 30, "b": 5}.items():
        tally(number, topic=slug)
    tally(35)
    assert tallies.shown(Event.ASKED, by="topic", **YEAR).parts == {"a": 30, "b": 5}


def test_shown_hides_no_more_than_two_small_ones_need():
    tally(3, perspective="self")
    tally(3, perspective="close")
    tally(9, perspective="other")
    found = tallies.shown(Event.ASKED, by="perspective", **YEAR)
    assert found == tallies.Shown(15, {"close": None, "other": 9, "self": None})


def test_shown_of_a_small_whole_shows_nothing():
    tally(4, perspective="self")
    found = tallies.shown(Event.ASKED, by="perspective", **YEAR)
    assert found == tallies.Shown(None, {"self": None})


def test_shown_by_month_counts_all_topics_once_and_only_the_months_asked_for():
    tally(99, month=date(2025, 12, 1))
    tally(7, month=date(2026, 10, 1))
    tally(6, month=date(2026, 10, 1), perspective="self")
    tally(8)
    tally(8, topic="a")
    tally(50, Event.LETTERS)
    found = tallies.shown(Event.ASKED, by="month", **YEAR)
    assert found == tallies.Shown(21, {date(2026, 10, 1): 13, NOVEMBER: 8})


@pytest.mark.parametrize(
    "parts", [(1,), (4, 5), (1, 1, 1), (4, 4, 6, 7), (5, 5), (1, 100), (2,) * 9]
)
def test_shown_lets_nobody_find_out_a_small_one_by_subtracting(parts):
    for nth, number in enumerate(parts):
        tally(number, month=date(2026, nth + 1, 1))
    found = tallies.shown(Event.ASKED, by="month", **YEAR)
    assert all(number is None or number >= 5 for number in found.parts.values())
    hidden = [month for month, number in found.parts.items() if number is None]
    seen = sum(number for number in found.parts.values() if number is not None)
    if found.total is not None and hidden:
        assert found.total - seen >= 5
        assert len(hidden) > 1


def test_shown_refuses_what_is_not_counted_by():
    with pytest.raises(ValueError, match="month, topic, perspective"):
        tallies.shown(Event.ASKED, by="expert", **YEAR)
