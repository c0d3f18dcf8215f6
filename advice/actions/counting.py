"""What happened is counted in the transaction in which it happens; the counts outlive the letters.

Call this when the conversation itself is saved, and before mail to staff is queued: transactions
that meet on the same counters and the same people then wait for each other in one order.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from advice.models import Conversation, Event, Status, Tally, WriterTally
from expert_pool.models import Expert
from trust import clock


@transaction.atomic
def count(conversation: Conversation, events: Mapping[Event, int], *, at: datetime) -> None:
    """Adds so many of each event to the month of `at`: once for all topics, once for each.

    What was set aside as suspicious is not counted until it is let in (`count_let_in`).
    """
    if conversation.status == Status.QUARANTINED:
        return
    month = month_of(at)
    slugs = sorted({"", *(topic.slug for topic in conversation.topics.all())})
    names = sorted(event.value for event in events)
    _make_missing(month, names, slugs, conversation.perspective)
    mine = Tally.objects.filter(
        month=month, what__in=names, topic__in=slugs, perspective=conversation.perspective
    )
    pks = defaultdict(list)
    for pk, name in mine.order_by("pk").select_for_update().values_list("pk", "what"):
        pks[events[Event(name)]].append(pk)
    for number, rows in pks.items():
        Tally.objects.filter(pk__in=rows).update(count=F("count") + number)


def count_let_in(conversation: Conversation) -> None:
    """A question that waited to be checked counts from the moment it was asked."""
    events = {Event.ASKED: 1, Event.LETTERS: conversation.asker_messages}
    count(conversation, events, at=conversation.asked_at)


def count_writer(expert: Expert, *, in_time: bool, at: datetime) -> None:
    """Adds one answered letter to what the expert has done in the month of `at`."""
    month = month_of(at)
    WriterTally.objects.bulk_create(
        [WriterTally(expert=expert, month=month)], ignore_conflicts=True
    )
    WriterTally.objects.filter(expert=expert, month=month).update(
        answered=F("answered") + 1, in_time=F("in_time") + int(in_time)
    )


def month_of(moment: datetime) -> date:
    """The first day of the month on a Finnish calendar."""
    return clock.local(moment).date().replace(day=1)


def _make_missing(month: date, names: list[str], slugs: list[str], perspective: str) -> None:
    """Makes the counters that are not there yet, in one order; another may make them first."""
    found = Tally.objects.filter(
        month=month, what__in=names, topic__in=slugs, perspective=perspective
    )
    there = set(found.values_list("what", "topic"))
    missing = [(name, slug) for name in names for slug in slugs if (name, slug) not in there]
    if missing:
        rows = [
            Tally(month=month, what=name, topic=slug, perspective=perspective)
            for name, slug in missing
        ]
        Tally.objects.bulk_create(rows, ignore_conflicts=True)
