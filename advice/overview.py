"""What a coordinator should know at a glance: what waits, what may be late, who carries how much.

Everything is asked for at once and every list is bounded, so that the page takes as long on a bad
day as on a good one. What one has stepped aside from is in none of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Generic, TypeVar

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from accounts.models import User
from advice import load, matching, paging
from advice.matching import Candidate
from advice.models import OWED, Alarm, Author, Conversation, HeldPurge, Message, Review, Status
from expert_pool.models import Debrief
from home.models import Topic
from trust import clock, health

#: Rows among the promises that end soon, and names of those who could take each.
MOST_SOON = 10
MOST_NAMES = 3
ONE_DAY, TWO_DAYS = timedelta(hours=24), timedelta(hours=48)

Kind = TypeVar("Kind")


class Soon(Enum):
    """How soon a promise ends."""

    LATE = "late"
    ONE_DAY = "one_day"
    TWO_DAYS = "two_days"

    @classmethod
    def of(cls, conversation: Conversation, now: datetime) -> "Soon | None":
        """None when there is more time than two days."""
        left = conversation.due_at - now if conversation.due_at else TWO_DAYS
        if left < timedelta():
            return cls.LATE
        if left < ONE_DAY:
            return cls.ONE_DAY
        return cls.TWO_DAYS if left < TWO_DAYS else None


@dataclass(frozen=True)
class Some(Generic[Kind]):
    """The first rows of a list; `more`: it goes on."""

    rows: Sequence[Kind]
    more: bool = False

    @property
    def many(self) -> str:
        return f"{len(self.rows)}{'+' if self.more else ''}"

    def __bool__(self) -> bool:
        return bool(self.rows)

    @classmethod
    def first(cls, rows: QuerySet[Any] | Sequence[Any], most: int) -> "Some[Any]":
        found = list(rows[: most + 1])
        return cls(found[:most], more=len(found) > most)


@dataclass(frozen=True)
class Row:
    """A conversation that is owed an answer: since when it waits, and who is free to take it."""

    conversation: Conversation
    topics: str
    since: datetime
    free: Sequence[Candidate] = ()


@dataclass(frozen=True)
class Situation:
    """The whole page. `soon` are the promises that end within two days, whoever has them."""

    soon: Some[Row]
    waiting: Some[Row]
    gate: Some[Row]
    check: Some[Row]
    calls: Some[Alarm]
    talks: Some[Debrief]
    held: Some[HeldPurge]
    mail: health.MailTrouble
    bearings: list[load.Bearing]
    numbers: dict[str, str]

    def groups(self) -> list[tuple[str, list[Row]]]:
        """The promises that end soon, by how soon."""
        now = clock.now()
        found = {
            soon: [row for row in self.soon.rows if Soon.of(row.conversation, now) is soon]
            for soon in Soon
        }
        return [(soon.value, rows) for soon, rows in found.items() if rows]

    @property
    def is_calm(self) -> bool:
        lists = self.soon, self.waiting, self.gate, self.check, self.calls, self.talks, self.held
        return not any(lists) and not self.mail


def situation_of(user: User) -> Situation:
    """What this coordinator should know; nothing for anybody else."""
    owed = _owed(user)
    now, bearings = clock.now(), load.bearings()
    soon = _some(owed, lambda one: Soon.of(one, now) is not None, most=MOST_SOON)
    taken_up = {one.pk for one in soon.rows}
    waiting = _some(owed, lambda one: one.status == Status.WAITING and one.pk not in taken_up)
    gate = _some(owed, lambda one: one.status == Status.REVIEW and not _is_of(user, one))
    check = _some(owed, lambda one: one.status == Status.QUARANTINED)
    free = matching.free_for_each(filter(_can_be_taken, soon.rows), bearings)
    return Situation(
        soon=_rows(soon, free),
        waiting=_rows(waiting),
        gate=_rows(gate),
        check=_rows(check),
        calls=_first(Alarm.objects.open_for(user).select_related("conversation", "raised_by")),
        talks=_first(Debrief.objects.asked().select_related("expert__user")),
        held=_first(HeldPurge.objects.waiting()),
        mail=health.mail_trouble(),
        bearings=bearings,
        numbers=_numbers(owed, now),
    )


def _owed(user: User) -> list[Conversation]:
    """The first ones of each status, the one whose promise ends first at the top, with topics."""
    rows = Conversation.objects.followed_by(user).filter(status__in=OWED)
    first = rows.first_of_each_status(paging.SIZE + 1).annotate(
        since=_unanswered_since(), gated_at=_at_gate_since()
    )
    named = Topic.objects.annotate(
        here=Subquery(
            Topic.objects.in_language(get_language() or "")
            .filter(translation_key=OuterRef("translation_key"))
            .values("name")[:1]
        )
    )
    prefetched = first.prefetch_related(Prefetch("topics", queryset=named))
    return list(prefetched.select_related("expert").defer("wish", "notify", "sealed_key"))


def _unanswered_since() -> Subquery:
    """When the first letter of the asker was sent that has no answer yet."""
    answers = Message.objects.filter(
        conversation=OuterRef("conversation"), author=Author.EXPERT
    ).order_by("-position")
    unanswered = Message.objects.filter(
        conversation=OuterRef("pk"),
        author=Author.ASKER,
        position__gt=Coalesce(Subquery(answers.values("position")[:1]), 0),
    )
    return Subquery(unanswered.order_by("position").values("sent_at")[:1])


def _at_gate_since() -> Subquery:
    waiting = Review.objects.pending().filter(conversation=OuterRef("pk"))
    return Subquery(waiting.values("asked_at")[:1])


def _some(
    owed: list[Conversation], wanted: Callable[[Conversation], bool], most: int = 0
) -> Some[Conversation]:
    return Some.first([one for one in owed if wanted(one)], most or paging.SIZE)


def _first(rows: QuerySet[Any]) -> Some[Any]:
    return Some.first(rows, paging.SIZE)


def _rows(some: Some[Conversation], free: dict[int, list[Candidate]] | None = None) -> Some[Row]:
    return Some([_row(one, _named((free or {}).get(one.pk, []))) for one in some.rows], some.more)


def _named(free: list[Candidate]) -> list[Candidate]:
    """The first ones of those who answer in the asker's language."""
    return [candidate for candidate in free if candidate.fit.speaks][:MOST_NAMES]


def _row(conversation: Conversation, free: Sequence[Candidate]) -> Row:
    annotated: Any = conversation
    topics: Any = conversation.topics.all()
    since = annotated.since or conversation.last_message_at
    if conversation.status == Status.REVIEW:
        since = annotated.gated_at or since
    return Row(conversation, ", ".join(one.here or one.name for one in topics), since, free)


def _is_of(user: User, conversation: Conversation) -> bool:
    return conversation.expert is not None and conversation.expert.user_id == user.pk


def _can_be_taken(conversation: Conversation) -> bool:
    return conversation.status in (Status.WAITING, Status.WRITING)


def _numbers(owed: list[Conversation], now: datetime) -> dict[str, str]:
    """How many wait, and how many promises end how soon. Only so many rows of each status have been
    read: a number with a plus may be larger."""
    waiting = _some(owed, lambda one: one.status == Status.WAITING)
    found = {"waiting": waiting.many}
    order, unread_from = [*Soon, None], _unread_from(owed, now)
    for nth, soon in enumerate(Soon):
        number = sum(Soon.of(one, now) is soon for one in owed)
        unread = any(order.index(first) <= nth for first in unread_from)
        found[soon.value] = f"{min(number, paging.SIZE)}{'+' if unread else ''}"
    return found


def _unread_from(owed: list[Conversation], now: datetime) -> list[Soon | None]:
    """How soon the promise of the last row read ends, of each status that has more of them."""
    of_status = [[one for one in owed if one.status == status] for status in OWED]
    return [Soon.of(rows[-1], now) for rows in of_status if len(rows) > paging.SIZE]
