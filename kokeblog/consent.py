"""A yes is to one exact text: what the writer of a sent story agreed to, and what not (ADR 0013).

A condition of kokeblog.publishing, which names the words: two revisions with the same words are the
same text, so that a time set for publishing asks no new yes.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from kokeblog.models import SentStory, StoryPage


def lacks_yes(story: StoryPage, words: str) -> str:
    """Why these words may not be out for want of the writer's yes; "" when nothing lacks.

    A story that nobody sent needs no yes here.
    """
    sent = _sent_of(story)
    if sent is None:
        return ""
    if sent.is_over:
        return _("The story has been withdrawn or declined. It cannot be published.")
    if not sent.agreed_to:
        return _(
            "The writer has not said yes to this story yet. Show it to them, and publish it when"
            " they have answered."
        )
    if words != sent.agreed_to:
        return _(
            "The text is not the one that the writer has said yes to. Show it to them again, or go"
            " back to the text they have agreed to."
        )
    return ""


def _sent_of(story: StoryPage) -> SentStory | None:
    """As the database has it now: a revision or a copy in memory may be older."""
    return SentStory.objects.filter(Q(pk=story.sent_as_id) | Q(pages__pk=story.pk)).first()
