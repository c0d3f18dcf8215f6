"""Every page that was made of a sent story goes: drafts, revisions, copies, and what is out."""

from accounts.models import User
from kokeblog.actions.withdrawing import withdraw
from kokeblog.models import Cause, SentStory, StoryPage, Writer


def take_down(story: SentStory, *, cause: Cause, by: User | None) -> None:
    """Takes back every page of the story, whether it is out or not. `by` None is the writer.

    Joins the caller's transaction.
    """
    while page := StoryPage.objects.filter(sent_as=story).order_by("pk").first():
        withdraw(page, cause=cause, by=by)
    _forget_alias(story)


def _forget_alias(story: SentStory) -> None:
    """An alias made for this story goes with it, unless other stories are told by it."""
    if story.made_writer_id is not None:
        Writer.objects.filter(pk=story.made_writer_id, stories=None).delete()
