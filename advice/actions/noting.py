"""Notes beside the letters: written, and taken away by their writer. The asker never sees them."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from advice.actions.rows import locked, once_of
from advice.models import Conversation, Note
from trust import audit, clock
from trust.seal import seal_text


@transaction.atomic
def add_note(conversation: Conversation, *, text: str, level: str, by: User) -> Note:
    """Keeps a note for those who read the conversation, or for `by` alone (Note.Level).

    The same words of the same person to the same readers are one note, however often they are
    sent. The view has asked permissions.may_note.
    """
    return put_down(locked(conversation), text, level, by)


@transaction.atomic
def remove_note(note: Note, *, by: User) -> None:
    """Takes a note away for good; the view has asked permissions.may_remove_note."""
    gone, _rows = Note.objects.filter(pk=note.pk, author=by).delete()
    if gone:
        audit.record("advice.remove_note", subject=note.conversation, by=by)


def leave_word(conversation: Conversation, word: str, by: User) -> None:
    """A word to whoever goes on, for all who read the conversation. The row is the caller's."""
    if word:
        put_down(conversation, word, Note.Level.TEAM, by)


def put_down(conversation: Conversation, text: str, level: str, by: User) -> Note:
    """As add_note, of a row that the caller has locked."""
    # What the seal is bound to is at the same time what makes the note one.
    mark = UUID(bytes=once_of(conversation, "note", by.pk, level, text)[:16])
    note = conversation.notes.filter(seal_id=mark).first()
    if note is not None:
        return note
    note = Note(seal_id=mark, conversation=conversation, author=by, level=level)
    note.text = seal_text(note, "text", text)
    note.written_at = clock.now()
    note.save(force_insert=True)
    audit.record("advice.note", subject=conversation, by=by)
    return note
