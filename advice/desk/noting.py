"""Notes beside the letters: kept, and taken away by their writer."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.desk import staff_of
from advice import actions
from advice.desk.found import too_late
from advice.desk.keeping import keep_note, keep_page
from advice.desk.page import carrying, writing_page
from advice.desk_forms import NoteForm
from advice.models import Conversation
from advice.permissions import may_answer, may_note, may_read, may_remove_note
from trust import audit
from trust.refusals import Refusal

with_note = carrying(may_note)


@with_note
def add(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Keeps a note, and the letter that was being written beside it."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _not_taken(request, conversation, form=form)
    try:
        _keep_all(request, conversation)
    except Refusal as refusal:
        return _not_taken(request, conversation, refusal=refusal)
    return _back(request, conversation)


@with_note
def remove(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Takes one's own note away; one that is gone already is gone."""
    number = request.POST.get("remove", "")
    note = conversation.notes.filter(pk=number).first() if number.isdecimal() else None
    if note is not None:
        audit.require(may_remove_note(staff_of(request), note))
        actions.remove_note(note, by=staff_of(request))
    try:
        _keep_all(request, conversation)
    except Refusal as refusal:
        return _not_taken(request, conversation, refusal=refusal)
    return _back(request, conversation)


def _keep_all(request: HttpRequest, conversation: Conversation) -> None:
    """The note, and the letter when this is pressed on the page where it is written."""
    if "text" in request.POST and may_answer(staff_of(request), conversation):
        keep_page(request, conversation)
    else:
        keep_note(request, conversation)


def _not_taken(
    request: HttpRequest,
    conversation: Conversation,
    *,
    form: NoteForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page with what was typed, or what was typed alone to one who has no page of it."""
    if may_read(staff_of(request), conversation):
        return writing_page(request, conversation, note_form=form, refusal=refusal)
    if refusal is None:
        refusal = Refusal(_("Your note could not be kept. Look at it first."), status=422)
    return too_late(request, refusal)


def _back(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """To the page of the one who has it, or of the one who has opened it with a reason."""
    page = "write" if may_read(staff_of(request), conversation) else "granted"
    return redirect(f"{reverse(f'advice_desk:{page}', args=[conversation.pk])}#notes")
