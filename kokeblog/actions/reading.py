"""A second reader vouches for the words of a story."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from kokeblog.models import Line, Reading, StoryPage
from kokeblog.permissions import author_of, may_read
from kokeblog.publishing import fingerprint
from trust import audit
from trust.refusals import Refusal


@transaction.atomic
def vouch(story: StoryPage, *, revision: Any, ticks: Collection[Line], by: User) -> Reading:
    """Records that `by` has read the newest revision, whose number was `revision` when they began.

    Raises Refusal when it is their own text, when a line is not ticked, and when the text has
    changed while it was read.
    """
    newest = story.get_latest_revision()
    if not may_read(by, story):
        raise Refusal(_("One cannot be the second reader of one's own text. Let another read it."))
    if newest is None or str(revision) != str(newest.pk):
        raise Refusal(_("The text has changed since you opened it. Read it once more."))
    if missing := set(Line) - set(ticks):
        raise Refusal(
            _("Every line of the checklist must be ticked: %(lines)s")
            % {"lines": " ".join(str(line.label) for line in Line if line in missing)}
        )
    reading = Reading.objects.create(
        story=story,
        revision=newest.pk,
        words=fingerprint(newest.content),
        lines=",".join(Line),
        author_id=author_of(story),
        reader=by,
    )
    audit.record("kokeblog.read", subject=story, by=by, reason=f"revision {newest.pk}")
    return reading
