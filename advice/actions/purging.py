"""The daily purge: it ends what has gone silent and erases whose time is over, and never runs away.

Each conversation is a transaction of its own that asks once more, under the row's lock, whether it
is still due. So a purge can be killed at any moment, and the next one goes on where it was.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from advice import notices, retention
from advice.actions.ending import close
from advice.actions.erasing import erase
from advice.actions.rows import locked
from advice.models import (
    Conversation,
    ConversationQuerySet,
    Ending,
    HeldPurge,
    Status,
    Tombstone,
)
from trust import audit, clock, outbox
from trust.models import Heartbeat
from trust.refusals import Refusal

#: django-q2 ends a task at sixty seconds; what is left is done by the next one.
SECONDS_AT_ONCE = 30.0
JOB = "advice.jobs.purge"

logger = logging.getLogger(__name__)


class _Work(NamedTuple):
    """One kind of work: its name when it is held, what is due at a moment, what is done."""

    why: HeldPurge.Why
    due: Callable[[datetime], ConversationQuerySet]
    act: Callable[[Conversation], None]


@dataclass
class Purged:
    """What a purge did, what waits for a person, and whether there is more to do at once."""

    closed: int = 0
    erased: int = 0
    failed: int = 0
    held: list[HeldPurge] = field(default_factory=list)
    unfinished: bool = False


def purge(*, seconds: float = SECONDS_AT_ONCE) -> Purged:
    """Does what is due, for so many seconds at most. Must not run inside a transaction."""
    done, ends = Purged(), time.monotonic() + seconds
    if retention.clock_jumped():
        done.held.append(_hold(HeldPurge.Why.CLOCK, 0))
        return done
    HeldPurge.objects.filter(why=HeldPurge.Why.CLOCK).delete()
    Heartbeat.beat(retention.LAST_RUN)
    most = retention.most_at_once()
    done.closed = _do(_Work(HeldPurge.Why.CLOSING, retention.gone_silent, _close), most, ends, done)
    done.erased = _do(_Work(HeldPurge.Why.ERASING, retention.to_erase, _erase), most, ends, done)
    over = clock.now() - retention.TOMBSTONE_KEPT
    Tombstone.objects.filter(erased_at__lt=over).delete()
    Conversation.objects.filter(asked_at__lt=over).exclude(said=None).update(said=None)
    return done


@transaction.atomic
def let_purge(held: HeldPurge, *, by: User) -> HeldPurge:
    """A person has looked at what waits and lets it go; the worker does it at once."""
    held = HeldPurge.objects.select_for_update().get(pk=held.pk)
    if held.let_at is not None:
        return held
    held.let_by, held.let_at = by, clock.now()
    held.save(update_fields=["let_by", "let_at"])
    if held.why == HeldPurge.Why.CLOCK:
        # They say that the clock is right: time is counted from here.
        Heartbeat.beat(retention.LAST_RUN)
    audit.record("advice.let_purge", subject=held, by=by, reason=held.why)
    outbox.wake(JOB)
    return held


@transaction.atomic
def discard(conversation: Conversation, *, by: User) -> None:
    """Erases what was set aside as suspicious.

    Raises Refusal when it has been let in meanwhile, or has a letter that nobody has read.
    """
    conversation = locked(conversation)
    if conversation.status != Status.QUARANTINED:
        raise Refusal(_("The conversation has moved on in the meantime. Open it again."))
    if retention.discarded_at(conversation) is None:
        raise Refusal(_("Nothing is discarded unread. Read it first."))
    erase(conversation, by=by)


def note_checked(conversation: Conversation) -> None:
    """That somebody has looked at what was set aside; who, the audit row of the opening tells."""
    aside = Conversation.objects.filter(pk=conversation.pk, status=Status.QUARANTINED)
    aside.update(checked_at=clock.now())


def _do(work: _Work, most: int, ends: float, done: Purged) -> int:
    """Does one kind of work to all that are due, or holds it; how many."""
    moment = clock.now()
    pks = list(work.due(moment).order_by("pk").values_list("pk", flat=True))
    if not _may_take(work.why, len(pks), most):
        done.held.append(_hold(work.why, len(pks)))
        return 0
    taken = 0
    for pk in pks:
        if time.monotonic() > ends:
            done.unfinished = True
            return taken
        try:
            taken += _if_still_due(pk, work.due(moment), work.act)
        except Exception:
            # One that cannot be done must not keep the others from their day.
            logger.exception("A conversation could not be ended or erased.")
            done.failed += 1
    HeldPurge.objects.filter(why=work.why).delete()
    return taken


@transaction.atomic
def _if_still_due(pk: int, due: ConversationQuerySet, act: Callable[[Conversation], None]) -> bool:
    row = Conversation.objects.select_for_update().filter(pk=pk).first()
    if row is None or not due.filter(pk=pk).exists():
        return False
    act(row)
    return True


def _close(conversation: Conversation) -> None:
    close(conversation, ending=Ending.SILENCE, by=audit.SYSTEM)


def _erase(conversation: Conversation) -> None:
    erase(conversation, by=audit.SYSTEM)


def _may_take(why: HeldPurge.Why, number: int, most: int) -> bool:
    """Within the bound, or what a person let go and what has come due since."""
    if number <= most:
        return True
    let = HeldPurge.objects.let().filter(why=why).first()
    return let is not None and number <= let.count + most


@transaction.atomic
def _hold(why: HeldPurge.Why, number: int) -> HeldPurge:
    """Notes what waits, and tells the coordinators when it is new."""
    HeldPurge.objects.let().filter(why=why).delete()
    held, is_new = HeldPurge.objects.get_or_create(
        why=why, let_at=None, defaults={"held_at": clock.now(), "count": number}
    )
    if is_new:
        audit.record("advice.hold_purge", subject=held, by=audit.SYSTEM, reason=why.value)
        notices.purge_waits()
    elif held.count != number:
        held.count = number
        held.save(update_fields=["count"])
    return held
