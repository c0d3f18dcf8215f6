"""The week's letter is opened and its mails are queued, exactly once for each subscriber.

Any number of workers may do this at once and be killed at any moment: a week and language has one
letter, and each batch of mails is queued in the transaction that notes how far it reached.
"""

import time
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kokeblog import mails
from kokeblog.models import LetterIssue, LetterSettings, StoryPage, Subscription, week_of
from kokeblog.models.letters import LATEST, WEEK
from trust import clock
from trust.outbox import queue_mails

BATCH = 500
#: django-q2 ends a task at sixty seconds; what is left is done by the next one.
SECONDS_AT_ONCE = 30.0


def send_letters(*, seconds: float = SECONDS_AT_ONCE) -> bool:
    """Queues this week's letters, for so many seconds at most; whether all are queued."""
    now, ends = clock.now(), time.monotonic() + seconds
    due = LetterSettings.now().last_time(now)
    if now - due > LATEST:
        return True
    for language, _name in settings.LANGUAGES:
        _open(language, due, now)
    for issue in LetterIssue.objects.filter(week=week_of(due), queued_at=None).order_by("pk"):
        while _queue_some(issue.pk):
            if time.monotonic() > ends:
                return False
    return True


def _open(language: str, due: datetime, now: datetime) -> None:
    """Decides which story the week's letter tells of, unless that is done or there is none."""
    issues = LetterIssue.objects.filter(language=language)
    if issues.filter(week=week_of(due)).exists():
        return
    last = issues.order_by("-opened_at").values_list("opened_at", flat=True).first()
    told = StoryPage.objects.published().in_language(language)
    since = told.filter(first_published_at__gt=last or due - WEEK, first_published_at__lte=now)
    story = since.first()
    if story is None:
        return
    issue = LetterIssue(language=language, week=week_of(due), story=story, opened_at=now)
    # Two workers at the same moment: the first one's story stays.
    LetterIssue.objects.bulk_create([issue], ignore_conflicts=True)


@transaction.atomic
def _queue_some(pk: int) -> bool:
    """Queues one batch of a letter's mails; whether there may be more."""
    issue = LetterIssue.objects.select_for_update().get(pk=pk)
    if issue.queued_at is not None:
        return False
    rows = Subscription.objects.receiving(issue.language, issue.opened_at)
    rows = rows.filter(pk__gt=issue.reached).order_by("pk")
    some = list(rows.values_list("pk", flat=True)[:BATCH])
    queue_mails(kind=mails.LETTER, about=some, subject=mails.NEUTRAL, key=mails.key_of(issue))
    if some:
        issue.reached = some[-1]
    if len(some) < BATCH:
        issue.queued_at = clock.now()
    issue.save(update_fields=["reached", "queued_at"])
    return issue.queued_at is None
