"""How long sent stories are kept. All of it follows from what is stored and a moment."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kokeblog.models import ENDED, SentStatus, SentStory, StoryPage
from trust import slips
from trust.tokens import CLOCK_SKEW

#: A story that was withdrawn or declined can be read behind its number for so long.
KEPT_AFTER_ENDING = timedelta(days=60)
#: A text that waits for its writer waits no longer than this.
KEPT_UNANSWERED = timedelta(days=365)
#: What was set aside as suspicious is discarded so long after somebody last looked at it.
KEPT_AFTER_CHECKING = timedelta(days=14)
#: A preview's token can bring its story as late as this; so long its erased number is known.
TOMBSTONE_KEPT = slips.AGE + CLOCK_SKEW
#: The heartbeat of the last run whose clock was believed.
LAST_RUN = "kokeblog.purge_sent"


def to_erase(moment: datetime) -> QuerySet[SentStory]:
    """What has been kept as long as was promised; never what is out, nor what the editors owe."""
    out = StoryPage.objects.filter(sent_as=OuterRef("pk"), live=True)
    over = Q(status__in=ENDED, moved_at__lte=moment - KEPT_AFTER_ENDING) | Q(
        status=SentStatus.SHOWN, moved_at__lte=moment - KEPT_UNANSWERED
    )
    looked_at = Q(
        status=SentStatus.QUARANTINED,
        checked_at__lte=moment - KEPT_AFTER_CHECKING,
        # A word that came after the last look has not been looked at.
        checked_at__gte=F("moved_at"),
    )
    return SentStory.objects.filter(over | looked_at).filter(~Exists(out))


def erased_at(story: SentStory) -> datetime | None:
    """From when on the daily purge erases it, as things are now; None while it is kept."""
    if story.is_out:
        return None
    if story.is_over:
        return story.moved_at + KEPT_AFTER_ENDING
    if story.status == SentStatus.SHOWN:
        return story.moved_at + KEPT_UNANSWERED
    return None
