"""A story is sent under its receipt number."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from home.models import Topic
from kokeblog.models import ErasedStory, SentStatus, SentStory
from kokeblog.sent import notices
from kokeblog.sent.actions.rows import Erased
from trust import audit, clock, receipts
from trust.seal import seal_text


@dataclass(frozen=True)
class Sending:
    """What a person sends: already cleaned and checked by the form."""

    text: str
    language: str
    title: str = ""
    alias: str = ""
    wishes: str = ""
    side: str = ""
    topics: Sequence[Topic] = ()
    suspicious: bool = False


def send(sending: Sending, *, number: str) -> SentStory:
    """Stores a story under its receipt number and returns it.

    Sent again with the same number (double click, reload, lost response) it stores nothing and
    returns the one that is there. Raises Erased when that one has been erased meanwhile.
    """
    already = find(number)
    if already is not None:
        return already
    try:
        with transaction.atomic():
            return _store(sending, number)
    except IntegrityError:
        # Two sendings at the same moment: the other one got in.
        already = find(number)
        if already is None:
            raise
        return already


def find(number: str) -> SentStory | None:
    """The story of sixteen digits, under any pepper still in the key ring."""
    return SentStory.objects.filter(receipt__in=receipts.fingerprints(number)).first()


def _store(sending: Sending, number: str) -> SentStory:
    now = clock.now()
    story = SentStory(
        receipt=receipts.fingerprint(number),
        language=sending.language,
        side=sending.side,
        status=SentStatus.QUARANTINED if sending.suspicious else SentStatus.ARRIVED,
        sent_at=now,
        moved_at=now,
    )
    story.make_key()
    for field in ("text", "title", "alias", "wishes"):
        if words := getattr(sending, field):
            setattr(story, field, seal_text(story, field, words))
    story.save(force_insert=True)
    # Asked after the insert: whoever erased this number has committed, so its stone is seen here.
    if ErasedStory.objects.filter(receipt__in=receipts.fingerprints(number)).exists():
        raise Erased
    story.topics.add(*sending.topics)
    audit.record("kokeblog.send", subject=story, by=None)
    notices.story_sent()
    return story
