"""What the worker does for the written service: fetch by id, call one function."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from advice import actions, notices
from advice.models import Conversation, Status
from trust import clock, outbox
from trust.jobs import content_free

#: How long before the promise ends the expert is reminded and the coordinator told.
REMIND_BEFORE = timedelta(hours=24)
WARN_BEFORE = timedelta(hours=8)
#: Conversations announced in one go; the next minute takes the next ones.
AT_ONCE = 200


@content_free
def announce() -> int:
    """Tells staff of questions and letters nobody has been told of; returns how many."""
    untold = Conversation.objects.filter(announced_at=None).order_by("asked_at")
    return sum(_announce(pk) for pk in list(untold.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _announce(pk: int) -> int:
    mine = Conversation.objects.filter(pk=pk, announced_at=None)
    if not mine.update(announced_at=clock.now()):
        return 0
    with notices.in_staff_language():
        notices.announce(Conversation.objects.select_related("expert__user").get(pk=pk))
    return 1


@content_free
def give_back_left_behind() -> int:
    """Puts questions whose expert has left back into the queue; returns how many."""
    left = list(Conversation.objects.left_behind())
    return sum(actions.give_back_left_behind(conversation) for conversation in left)


@content_free
def remind() -> int:
    """Reminds of promises that end soon and warns of those about to break; each promise once."""
    now = clock.now()
    due = Conversation.objects.select_related("expert__user")
    soon = due.due_before(now + REMIND_BEFORE).exclude(status=Status.QUARANTINED)
    breaking = due.due_before(now + WARN_BEFORE)
    reminded = [
        _tell_once(conversation, "reminded_for", notices.promise_ends)
        for conversation in soon.exclude(reminded_for=F("due_at"))
        if _is_time_to_remind(conversation)
    ]
    warned = [
        _tell_once(conversation, "warned_for", notices.promise_breaks)
        for conversation in breaking.exclude(warned_for=F("due_at"))
    ]
    return sum(reminded) + sum(warned)


def _is_time_to_remind(conversation: Conversation) -> bool:
    """A short promise is reminded of halfway, not as soon as it is given."""
    halfway = timedelta(hours=conversation.promise_hours / 2)
    return conversation.due_at is not None and conversation.due_at - clock.now() <= halfway


@transaction.atomic
def _tell_once(conversation: Conversation, mark: str, tell: Callable[[Conversation], None]) -> int:
    """Marks this promise as told of, by compare-and-set, and tells; 1 when it was the first."""
    unmarked = Conversation.objects.filter(
        pk=conversation.pk, status=conversation.status, due_at=conversation.due_at
    ).exclude(**{mark: conversation.due_at})
    if not unmarked.update(**{mark: conversation.due_at}):
        return 0
    with notices.in_staff_language():
        tell(conversation)
    return 1


@content_free
def purge() -> int:
    """Ends what has gone silent and erases whose time is over; how many it erased."""
    done = actions.purge()
    if done.unfinished:
        outbox.wake("advice.jobs.purge")
    if done.failed:
        raise NotAllPurged
    return done.erased


class NotAllPurged(Exception):
    """Some conversations could not be ended or erased; the log has why."""
