"""Who may do what with one sent story. Each answer is a Permit (trust.audit)."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from accounts.models import User
from kokeblog.models import SentStory
from trust.audit import Permit

RIGHT = "handle_sentstory"


def may_read_as_writer(story: SentStory) -> Permit:
    """The bearer of the receipt number, or of a ticket made from it."""
    return Permit(allowed=True, act="kokeblog.read_own", subject=story, actor=None)


def may_read(user: User, story: SentStory) -> Permit:
    """Opening what was sent and what has been said of it since."""
    return Permit(handles_stories(user), "kokeblog.open_sent", story, user)


def may_handle(user: User, story: SentStory) -> Permit:
    """Making a draft, showing it, a word to the writer, declining, letting in."""
    return Permit(handles_stories(user), "kokeblog.handle_sent", story, user)


def may_see_inbox(user: User) -> Permit:
    return Permit(handles_stories(user), "kokeblog.inbox", "kokeblog.sentstory", user)


def handles_stories(user: User) -> bool:
    """Whether one of the person's groups has the right. is_superuser counts for nothing here."""
    return user.is_active and _right().filter(group__user=user).exists()


def handlers() -> list[User]:
    """Those with the right, in the order of their accounts."""
    groups = _right().values("group")
    return list(User.objects.active().filter(groups__in=groups).distinct().order_by("pk"))


def _right() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="kokeblog", codename=RIGHT)
