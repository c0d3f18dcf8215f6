"""How long conversations are kept: which of them have gone silent, and whose time is over.

All of it follows from what is stored and a moment; actions.purging does what is due, once a day.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from advice.models import Author, Conversation, ConversationQuerySet, Message, Status
from advice.tickets import ASK_AGE
from trust import bounds
from trust.tokens import CLOCK_SKEW

# What we promise to those who write (source: 3-trust, "Time limits").
#: An answered conversation closes when its asker has not written for so long.
SILENCE = timedelta(days=30)
#: Its letters are erased so long after it closed,
KEPT_AFTER_CLOSING = timedelta(days=60)
#: and so long after the first of them at the latest: never more than twelve months.
KEPT_AT_MOST = timedelta(days=365)
#: An answer can be read for so long, whatever else is over.
KEPT_AFTER_ANSWER = timedelta(days=14)
#: What was set aside as suspicious is discarded so long after somebody last looked at it
#: (source: 3-trust, "Abuse and crisis"). What nobody has looked at is never discarded.
KEPT_AFTER_CHECKING = timedelta(days=14)
#: A preview's token can bring its question as late as this; so long its erased number is known.
TOMBSTONE_KEPT = ASK_AGE + CLOCK_SKEW

#: The heartbeat of the last run whose clock was believed.
LAST_RUN = "advice.purge"


def gone_silent(moment: datetime) -> ConversationQuerySet:
    """Answered, and the asker has not written since; never one that is owed an answer."""
    return Conversation.objects.filter(
        status=Status.ANSWERED, last_message_at__lte=moment - SILENCE
    )


def to_erase(moment: datetime) -> ConversationQuerySet:
    """Whose letters have been kept as long as was promised; and what was looked at and not let in.

    Never one that is owed an answer, and never within fourteen days of an answer.
    """
    answers = Message.objects.filter(conversation=OuterRef("pk"), author=Author.EXPERT)
    fresh = answers.filter(sent_at__gt=moment - KEPT_AFTER_ANSWER)
    over = Q(status=Status.CLOSED, closed_at__lte=moment - KEPT_AFTER_CLOSING) | Q(
        status__in=(Status.ANSWERED, Status.CLOSED), asked_at__lte=moment - KEPT_AT_MOST
    )
    looked_at = Q(
        status=Status.QUARANTINED,
        checked_at__lte=moment - KEPT_AFTER_CHECKING,
        # A letter that came after the last look has not been looked at.
        checked_at__gte=F("last_message_at"),
    )
    return Conversation.objects.filter((over & ~Exists(fresh)) | looked_at)


def erased_at(conversation: Conversation) -> datetime | None:
    """From when on the daily purge erases it, as things are now; None while an answer is owed."""
    if conversation.is_owed:
        return None
    closed_at = conversation.closed_at or conversation.last_message_at + SILENCE
    over = min(closed_at + KEPT_AFTER_CLOSING, conversation.asked_at + KEPT_AT_MOST)
    answers = conversation.messages.filter(author=Author.EXPERT).order_by("-position")
    answered_at = answers.values_list("sent_at", flat=True).first()
    return max(over, answered_at + KEPT_AFTER_ANSWER) if answered_at else over


def discarded_at(conversation: Conversation) -> datetime | None:
    """From when on the daily purge discards what was set aside; None while nobody has looked."""
    looked = conversation.checked_at
    if looked is None or looked < conversation.last_message_at:
        return None
    return looked + KEPT_AFTER_CHECKING


def most_at_once() -> int:
    """How many conversations a purge may end, and how many it may erase, without being asked."""
    return bounds.most_at_once(Conversation.objects.count())


def last_run() -> datetime | None:
    """When the purge last ran and believed the clock."""
    return bounds.last_run(LAST_RUN)


def clock_jumped() -> bool:
    """Whether the time since the last run cannot be believed. The first run believes the clock."""
    return bounds.clock_jumped(LAST_RUN)
