"""Every page that was made of a sent story goes: drafts, revisions, copies, and what is out."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from accounts.models import User
from kokeblog.actions.withdrawing import withdraw
from kokeblog.models import Cause, SentStory, StoryPage, Writer


def take_down(story: SentStory, *, cause: Cause, by: User | str | None) -> None:
    """Takes back every page of the story, whether it is out or not. `by` as in `withdraw`.

    Joins the caller's transaction.
    """
    while page := StoryPage.objects.filter(sent_as=story).order_by("pk").first():
        withdraw(page, cause=cause, by=by)
    _forget_alias(story)


def _forget_alias(story: SentStory) -> None:
    """An alias made for this story goes with it, unless other stories are told by it."""
    alone = Writer.objects.filter(pk=story.made_writer_id or 0, stories=None)
    if not alone.exists():
        return
    kind = ContentType.objects.get_for_model(Writer)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id=str(story.made_writer_id))
    entries.update(label="–", data={}, deleted=True)
    alone.delete()
