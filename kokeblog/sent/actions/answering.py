"""What the writer does behind the number: says yes, asks for changes, takes the story back."""

from django.db import transaction
from django.utils.translation import gettext as _

from kokeblog.models import Cause, SentStatus, SentStory, Voice
from kokeblog.publishing import fingerprint
from kokeblog.sent import notices
from kokeblog.sent.actions.rows import Overtaken, add_word, forget_yes, locked, move, take_yes_back
from kokeblog.sent.actions.taking_down import take_down
from trust import audit
from trust.refusals import Refusal

#: Words of one writer: more than anyone needs, and few enough that nobody fills the disk.
MOST_WORDS = 30


@transaction.atomic
def agree(story: SentStory, *, revision: int | None) -> SentStory:
    """The yes to exactly the revision that the writer has read; said twice it is one yes.

    Raises Overtaken when they are shown another one by now, or none.
    """
    story = locked(story)
    if story.status == SentStatus.AGREED and story.agreed_revision == revision:
        return story
    _require_shown(story, revision)
    move(story, SentStatus.AGREED)
    assert story.shown is not None  # noqa: S101 -- just required
    story.agreed_revision = revision
    story.agreed_to = fingerprint(story.shown.content)
    story.agreed_at = story.moved_at
    story.save()
    audit.record("kokeblog.agree", subject=story, by=None, reason=f"revision {revision}")
    notices.writer_answered()
    return story


@transaction.atomic
def say(story: SentStory, *, text: str, revision: int | None, nonce: str) -> SentStory:
    """A word to the editor. Of a text that is shown, or agreed to, it asks for changes.

    Asking for changes takes the yes back, but for a text that is out (rows.take_yes_back). When
    another text has been shown meanwhile the word is kept all the same, and the new text still
    waits for its reader.
    """
    story = locked(story)
    if story.is_over:
        raise Refusal(_("Nothing more is done to this story, so no word can be added."))
    if story.words.filter(voice=Voice.WRITER).count() >= MOST_WORDS:
        raise Refusal(_("You have written to the editor many times already. They will answer."))
    before = story.words.count()
    add_word(story, Voice.WRITER, text, by=None, nonce=nonce)
    if story.words.count() == before:
        return story
    if story.status in (SentStatus.SHOWN, SentStatus.AGREED) and story.shown_id == revision:
        move(story, SentStatus.EDITING)
        take_yes_back(story)
        story.shown = None
    elif story.status == SentStatus.QUARANTINED:
        story.checked_at = None  # nobody has looked at this word
    story.save()
    audit.record("kokeblog.writer_says", subject=story, by=None)
    notices.writer_answered()
    return story


@transaction.atomic
def withdraw(story: SentStory) -> SentStory:
    """Takes the story back: drafts are destroyed, and what is out is taken down at once."""
    story = locked(story)
    if story.is_over:
        return story
    move(story, SentStatus.WITHDRAWN)
    forget_yes(story)
    story.shown = None
    story.save()
    take_down(story, cause=Cause.WRITER, by=None)
    audit.record("kokeblog.withdraw_sent", subject=story, by=None)
    notices.writer_answered()
    return story


def _require_shown(story: SentStory, revision: int | None) -> None:
    if story.is_over:
        raise Refusal(_("Nothing more is done to this story, so a yes cannot be said to it."))
    if story.status != SentStatus.SHOWN or story.shown_id is None:
        raise Overtaken(
            _("Your yes was not noted: the text is being edited just now. You can read it later.")
        )
    if story.shown_id != revision:
        raise Overtaken(
            _(
                "Your yes was not noted: the editor has changed the text since you opened this"
                " page. Here is the text as it is now. Read it through first."
            )
        )
