"""Who may plan the weeks of a list of stories: those who may edit the stories on it."""

from accounts.models import User
from kokeblog.models import StoryIndexPage, StoryPage


def may_plan(user: User, page: StoryIndexPage | StoryPage) -> bool:
    return bool(page.permissions_for_user(user).can_edit())


def lists_of(user: User) -> list[StoryIndexPage]:
    """The lists that this person plans, in the order of the tree."""
    found = StoryIndexPage.objects.select_related("locale").order_by("path")
    return [listing for listing in found if may_plan(user, listing)]
