"""Who may plan the weeks of stories, read one as its second reader, and take one back."""

from typing import Any

from wagtail.models import PagePermissionTester

from accounts.models import User
from kokeblog.models import StoryIndexPage, StoryPage
from kokeblog.models.reading import READER_ROLES
from kokeblog.publishing import fingerprint, hindrances
from trust.audit import Permit


def may_plan(user: User, page: StoryIndexPage | StoryPage) -> bool:
    """Those who may edit the stories of a list plan its weeks."""
    return bool(page.permissions_for_user(user).can_edit())


def lists_of(user: User) -> list[StoryIndexPage]:
    """The lists that this person plans, in the order of the tree."""
    found = StoryIndexPage.objects.select_related("locale").order_by("path")
    return [listing for listing in found if may_plan(user, listing)]


def may_read(user: User, story: StoryPage) -> Permit:
    """An editor or administrator who neither wrote the newest words nor sent them to be read.

    is_superuser counts for nothing here.
    """
    allowed = user.has_role(*READER_ROLES) and user.pk not in people_behind(story)
    return Permit(allowed, "kokeblog.read", story, user)


def may_withdraw(user: User, story: StoryPage) -> Permit:
    return Permit(user.has_role(*READER_ROLES), "kokeblog.withdraw", story, user)


def people_behind(story: StoryPage) -> set[Any]:
    """Whose words the newest revision is, and who asked for them to be read."""
    state = story.current_workflow_state
    return {author_of(story), state.requested_by_id if state else None} - {None}


def author_of(story: StoryPage) -> int | None:
    """Who first wrote the words of the newest revision; None when no member of staff did.

    Saving another's words as they are makes nobody their author.
    """
    newest = story.get_latest_revision()
    if newest is None:
        return None
    words = fingerprint(newest.content)
    earlier = story.revisions.order_by("created_at", "pk")
    author: int | None = next(
        one.user_id for one in earlier.iterator() if fingerprint(one.content) == words
    )
    return author


class StoryPermissions(PagePermissionTester):
    """Wagtail's answers, but that nobody may publish what may not be out yet.

    So the admin does not offer it, and its bulk action and its own API leave it alone.
    """

    def can_publish(self) -> bool:
        newest = self.page.get_latest_revision()
        return self._keeps_stories() and not hindrances(self.page, newest)

    def can_set_view_restrictions(self) -> bool:
        return self._keeps_stories()

    def can_unschedule(self) -> bool:
        return self._keeps_stories()

    def _keeps_stories(self) -> bool:
        return bool(super().can_publish())
