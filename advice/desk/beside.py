"""What stands beside the letters at the desk: the notes, and the form for one more."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.desk import staff_of
from advice import notes
from advice.desk_forms import NoteForm
from advice.models import Conversation, Note
from advice.notes import OpenNote
from advice.permissions import may_note
from trust.seal import Opening


@dataclass(frozen=True)
class Beside:
    """The notes this person reads, and a form when they may write one.

    `is_begun`: something stands in the form.
    """

    notes: list[OpenNote]
    form: NoteForm | None = None
    is_begun: bool = False


def notes_beside(
    request: HttpRequest,
    conversation: Conversation,
    opening: Opening,
    *,
    form_id: str = "",
    wrong: NoteForm | None = None,
) -> Beside:
    """`wrong` is the form that was not taken; `form_id` the page's form that carries its fields."""
    user = staff_of(request)
    shown = notes.opened(conversation, user, opening)
    if not may_note(user, conversation):
        return Beside(shown)
    if wrong is not None:
        return Beside(shown, NoteForm(request.POST, form_id=form_id), is_begun=True)
    typed = _typed(request, shown)
    level = request.POST.get("level", Note.Level.SELF)
    form = NoteForm(initial={"note": typed, "level": level}, form_id=form_id)
    return Beside(shown, form, is_begun=bool(typed))


def _typed(request: HttpRequest, shown: list[OpenNote]) -> str:
    """What was typed and is not among the notes yet."""
    typed = request.POST.get("note", "")
    words = NoteForm.base_fields["note"].to_python(typed)
    return "" if any(one.is_mine and one.text == words for one in shown) else typed
