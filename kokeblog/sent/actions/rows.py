"""What the actions share: a row locked, a move checked against the table, a word added."""

from django.utils.translation import gettext as _

from accounts.models import User
from kokeblog.models import SentStatus, SentStory, StoryWord, Voice
from trust import clock
from trust.refusals import Refusal
from trust.seal import mark_of, seal_text


class Erased(Refusal):
    """The story has been erased, meanwhile or before: nothing can be done to it any more."""

    def __init__(self) -> None:
        super().__init__(_("This story has been erased."), status=410)


class Overtaken(Refusal):
    """What the writer answered to is not the text that they are shown now."""


def locked(story: SentStory) -> SentStory:
    """The row as it is now, locked until the transaction ends. Raises Erased."""
    found = SentStory.objects.select_for_update(of=("self",)).filter(pk=story.pk).first()
    if found is None:
        raise Erased
    return found


def move(story: SentStory, to: SentStatus) -> None:
    """Checks the move against the table. The caller saves."""
    if not SentStatus(story.status).can_become(to):
        raise Refusal(_("The story has moved on in the meantime. Open it again."))
    story.status, story.moved_at = to, clock.now()


def take_yes_back(story: SentStory) -> None:
    """No text of it may be published any more. The caller saves.

    What is out stays out with its yes, until another text has one or the story is taken back.
    """
    if not story.is_out:
        forget_yes(story)


def forget_yes(story: SentStory) -> None:
    story.agreed_revision, story.agreed_to, story.agreed_at = None, "", None


def add_word(
    story: SentStory, voice: Voice, text: str, *, by: User | None, nonce: str = ""
) -> StoryWord:
    """Adds a word, or gives the one that is there, when it comes with the same nonce again."""
    once = mark_of(story, "kokeblog.once", f"{nonce}\0{text}".encode()) if nonce else None
    already = story.words.filter(once=once).first() if once else None
    if already is not None:
        return already
    word = StoryWord(story=story, voice=voice, by=by, said_at=clock.now(), once=once)
    word.text = seal_text(word, "text", text)
    word.save(force_insert=True)
    return word
