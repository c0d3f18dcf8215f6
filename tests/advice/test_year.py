"""A simulated year and more: generated lives of conversations, and a purge every night.

The dates that the site keeps are compared with those that a few lines of arithmetic, written from
3-trust alone, expect of each life.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from advice import actions
from advice.models import Conversation, Ending, Status
from tests.advice.factories import make_conversation

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
START = datetime(2026, 1, 7, tzinfo=UTC)
NIGHT = timedelta(hours=2, minutes=10)
LIVES = 45
#: The last question is asked by day 240; a year and the fortnight later nothing may be left.
ASKED_WITHIN = 240
DAYS = ASKED_WITHIN + 365 + 20


@dataclass
class Life:
    """What happens to one conversation, and what was seen of it."""

    asked_at: datetime
    limit: int
    #: Days from a letter to its answer, from an answer to the next letter; the last one is silence.
    answers: list[float]
    letters: list[float]
    ended_after: float | None
    never_answered: bool
    pk: int = 0
    answered_at: list[datetime] = field(default_factory=list)
    ended_at: datetime | None = None
    closed_on: datetime | None = None
    erased_on: datetime | None = None


def generated(chance: random.Random) -> Life:
    limit = chance.randint(1, 5)
    letters = chance.randint(0, limit - 1)
    return Life(
        asked_at=START + DAY * chance.uniform(0, ASKED_WITHIN),
        limit=limit,
        answers=[chance.uniform(0.01, 9) for _ in range(letters + 1)],
        # Some come back just before the silence of thirty days would have closed it.
        letters=[chance.choice((chance.uniform(0.01, 29), 29.9)) for _ in range(letters)],
        ended_after=chance.choice((None, None, None, chance.uniform(0.1, 29))),
        never_answered=chance.random() < 0.1,
    )


class Year:
    """The lives, lived: what is due next happens at its moment, and the purge every night."""

    def __init__(self, traveller: Any, by: User, lives: list[Life]) -> None:
        self.traveller, self.by, self.lives = traveller, by, lives
        self.queue: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self.turn = 0
        for life in lives:
            self.later(life.asked_at, lambda at, life=life: self.ask(life, at))
        for day in range(DAYS):
            self.later(START + day * DAY + NIGHT, self.purge)

    def later(self, at: datetime, act: Callable[[datetime], None]) -> None:
        self.turn += 1
        heapq.heappush(self.queue, (at, self.turn, act))

    def live(self) -> None:
        while self.queue:
            at, _turn, act = heapq.heappop(self.queue)
            self.traveller.move_to(at)
            act(at)

    def ask(self, life: Life, at: datetime) -> None:
        life.pk = make_conversation(limit=life.limit).pk
        if not life.never_answered:
            self.later(at + DAY * life.answers[0], lambda at: self.answer(life, at))

    def answer(self, life: Life, at: datetime) -> None:
        conversation, nth = Conversation.objects.get(pk=life.pk), len(life.answered_at)
        if conversation.status == Status.WAITING:
            conversation = actions.claim(conversation, by=self.by)
        actions.send_answer(conversation, text="Vastaus", answers=2 * nth + 1, by=self.by)
        life.answered_at.append(at)
        if nth + 1 == life.limit:
            life.ended_at = at
        elif nth < len(life.letters):
            self.later(at + DAY * life.letters[nth], lambda at: self.write(life, at))
        elif life.ended_after is not None:
            self.later(at + DAY * life.ended_after, lambda at: self.end(life, at))

    def write(self, life: Life, at: datetime) -> None:
        nth = len(life.answered_at)
        conversation = Conversation.objects.get(pk=life.pk)
        actions.write_again(conversation, text="Kirje", nonce=f"{nth}")
        self.later(at + DAY * life.answers[nth], lambda at: self.answer(life, at))

    def end(self, life: Life, at: datetime) -> None:
        conversation = Conversation.objects.get(pk=life.pk)
        actions.close(conversation, ending=Ending.ASKER, by=None)
        life.ended_at = at

    def purge(self, at: datetime) -> None:
        done = actions.purge()
        assert (done.held, done.failed, done.unfinished) == ([], 0, False)
        statuses = dict(Conversation.objects.values_list("pk", "status"))
        for life in self.lives:
            if not life.pk or life.erased_on:
                continue
            if life.pk not in statuses:
                life.erased_on = at
            elif statuses[life.pk] == Status.CLOSED and life.closed_on is None:
                life.closed_on = at


def night_from(moment: datetime) -> datetime:
    """The first purge that is not before `moment`."""
    night = moment.replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    return night if night >= moment else night + DAY


def expected(life: Life) -> tuple[datetime | None, datetime | None]:
    """The nights in which it is first seen closed, and first seen gone."""
    if life.never_answered:
        return None, None
    last = life.answered_at[-1]
    silent = night_from(last + 30 * DAY)
    closed = life.ended_at or silent
    gone = max(min(closed + 60 * DAY, life.asked_at + 365 * DAY), last + 14 * DAY)
    return night_from(closed), night_from(gone)


def test_year_of_lives_closes_and_erases_each_on_its_day(aino):
    aino.expert.open_limit = LIVES
    aino.expert.save(update_fields=["open_limit"])
    chance = random.Random(2026)  # noqa: S311 -- the same lives every time
    lives = [generated(chance) for _ in range(LIVES)]
    with time_machine.travel(START, tick=False) as traveller:
        Year(traveller, aino, lives).live()
    assert [(one.closed_on, one.erased_on) for one in lives] == [expected(one) for one in lives]
    left = set(Conversation.objects.values_list("pk", flat=True))
    assert left == {one.pk for one in lives if one.never_answered} != set()
    assert sum(len(one.answered_at) for one in lives) > LIVES
