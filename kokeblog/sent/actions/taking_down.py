"""Every page that was made of a sent story goes: drafts, revisions, copies, and what is out."""

from wagtail.models import PageLogEntry

from accounts.models import User
from kokeblog.models import SentStory, StoryPage, Writer


def take_down(story: SentStory, *, by: User | str | None) -> None:
    """Takes what is out from the public, then destroys every page of the story with its revisions.

    Joins the caller's transaction. `by` is None for the writer, audit.SYSTEM for the purge.
    """
    for page in StoryPage.objects.filter(sent_as=story).order_by("-pk"):
        if page.live:
            _withdraw(page, by=by)
        _destroy(page)
    _forget_alias(story)


def _withdraw(page: StoryPage, *, by: User | str | None) -> None:
    page.unpublish(user=by if isinstance(by, User) else None)


def _destroy(page: StoryPage) -> None:
    """The page and all that Wagtail keeps of its words; its history has the title in it."""
    pk = page.pk
    StoryPage.objects.get(pk=pk).delete()
    PageLogEntry.objects.filter(page=pk).delete()


def _forget_alias(story: SentStory) -> None:
    """An alias made for this story goes with it, unless other stories are told by it."""
    if story.made_writer_id is None:
        return
    Writer.objects.filter(pk=story.made_writer_id, stories=None).delete()
