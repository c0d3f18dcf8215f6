"""The daily purge of sent stories: never runs away, and waits for a person when it might."""

import logging
import time
from dataclasses import dataclass

from django.db import transaction

from kokeblog.models import ErasedStory, SentStory
from kokeblog.sent import notices, retention
from kokeblog.sent.actions.erasing import erase
from trust import audit, bounds, clock
from trust.models import Heartbeat

#: django-q2 ends a task at sixty seconds; what is left is done by the next one.
SECONDS_AT_ONCE = 30.0

logger = logging.getLogger(__name__)


@dataclass
class Purged:
    """How many were erased, how many wait for a person (`held`), and whether there is more."""

    erased: int = 0
    held: int = 0
    clock_jumped: bool = False
    failed: int = 0
    unfinished: bool = False


def purge(*, let: bool = False, seconds: float = SECONDS_AT_ONCE) -> Purged:
    """Erases what is due. Must not run inside a transaction.

    `let`: a person has looked, so neither the bound nor a clock that jumped holds it.
    """
    done, ends, moment = Purged(), time.monotonic() + seconds, clock.now()
    if not let and bounds.clock_jumped(retention.LAST_RUN):
        done.clock_jumped = True
        _hold()
        return done
    Heartbeat.beat(retention.LAST_RUN)
    due = list(retention.to_erase(moment).order_by("pk").values_list("pk", flat=True))
    if not let and len(due) > bounds.most_at_once(SentStory.objects.count()):
        done.held = len(due)
        _hold()
        return done
    for pk in due:
        if time.monotonic() > ends:
            done.unfinished = True
            break
        try:
            done.erased += _if_still_due(pk)
        except Exception:
            # One that cannot be erased must not keep the others from their day.
            logger.exception("A sent story could not be erased.")
            done.failed += 1
    ErasedStory.objects.filter(erased_at__lt=moment - retention.TOMBSTONE_KEPT).delete()
    return done


@transaction.atomic
def _if_still_due(pk: int) -> bool:
    row = SentStory.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or not retention.to_erase(clock.now()).filter(pk=pk).exists():
        return False
    return erase(row, by=audit.SYSTEM)


@transaction.atomic
def _hold() -> None:
    audit.record("kokeblog.hold_purge", subject="kokeblog.sentstory", by=audit.SYSTEM)
    notices.purge_waits()
