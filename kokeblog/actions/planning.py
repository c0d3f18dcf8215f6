"""Giving a draft its week, or taking it away. This plans only: it publishes and approves nothing.

Each is a new revision with `go_live_at`; publishing goes its own way afterwards.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kokeblog.models import Rhythm, StoryPage
from kokeblog.planning import Week
from trust import clock
from trust.refusals import Refusal

#: The names under which Wagtail's history tells of these.
PLANNED, UNPLANNED = "kokeblog.plan", "kokeblog.unplan"


@transaction.atomic
def plan(*, story: StoryPage, week: Week, by: User) -> StoryPage:
    """Plans the draft for the week, at the hour that the site's rhythm gives."""
    at = Rhythm.of(story).moment(week)
    if at <= clock.now():
        raise Refusal(_("The hour of that week is already past. Choose a later week."))
    return _set(story, at, by, PLANNED)


@transaction.atomic
def unplan(*, story: StoryPage, by: User) -> StoryPage:
    return _set(story, None, by, UNPLANNED)


def _set(story: StoryPage, at: datetime | None, by: User, told_as: str) -> StoryPage:
    current = StoryPage.objects.select_for_update(of=("self",)).get(pk=story.pk)
    _refuse_unless_draft(current, by)
    draft: StoryPage = current.get_latest_revision_as_object()
    draft.go_live_at = at
    draft.save_revision(user=by, log_action=told_as, clean=False)
    return draft


def _refuse_unless_draft(story: StoryPage, by: User) -> None:
    if story.live:
        raise Refusal(_("The story is out already."))
    if story.scheduled_revision is not None:
        raise Refusal(
            _("The story comes out by itself. Change its time on its own page, so that it is read.")
        )
    if story.workflow_in_progress:
        raise Refusal(
            _("The story is with its second reader. Choose the week first and then send it.")
        )
    if story.permissions_for_user(by).page_locked():
        raise Refusal(_("The story is locked just now: somebody else is reading or writing it."))
