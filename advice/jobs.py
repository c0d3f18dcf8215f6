"""What the worker does for the written service: fetch by id, call one function."""

from datetime import timedelta

from django.db import transaction

from advice import notices
from advice.models import Conversation
from trust import clock

#: How long before the promise ends the expert is reminded and the coordinator told.
REMIND_BEFORE = timedelta(hours=24)
WARN_BEFORE = timedelta(hours=8)


def announce() -> int:
    """Tells staff of questions and letters nobody has been told of; returns how many."""
    told = 0
    pending = Conversation.objects.filter(announced_at=None).values_list("pk", flat=True)
    for pk in list(pending[:200]):
        told += _announce(pk)
    return told


@transaction.atomic
def _announce(pk: int) -> int:
    mine = Conversation.objects.filter(pk=pk, announced_at=None)
    if not mine.update(announced_at=clock.now()):
        return 0
    with notices.in_staff_language():
        notices.announce(Conversation.objects.get(pk=pk))
    return 1


def remind() -> int:
    """Reminds of promises that end soon, each promise once; returns how many."""
    now = clock.now()
    sent = 0
    for conversation in Conversation.objects.due_before(now + REMIND_BEFORE):
        sent += _remind(conversation)
    for conversation in Conversation.objects.due_before(now + WARN_BEFORE):
        sent += _warn(conversation)
    return sent


@transaction.atomic
def _remind(conversation: Conversation) -> int:
    first = Conversation.objects.filter(pk=conversation.pk, due_at=conversation.due_at)
    if not first.exclude(reminded_for=conversation.due_at).update(reminded_for=conversation.due_at):
        return 0
    with notices.in_staff_language():
        notices.promise_ends(conversation)
    return 1


@transaction.atomic
def _warn(conversation: Conversation) -> int:
    first = Conversation.objects.filter(pk=conversation.pk, due_at=conversation.due_at)
    if not first.exclude(warned_for=conversation.due_at).update(warned_for=conversation.due_at):
        return 0
    with notices.in_staff_language():
        notices.promise_breaks(conversation)
    return 1
