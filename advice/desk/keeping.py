"""Whatever is pressed on the page of writing, what stands on it is kept: the letter and a note."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.desk import staff_of
from advice import actions
from advice.desk_forms import NoteForm
from advice.models import Conversation, Draft
from advice.writing_form import PageForm
from trust.refusals import Refusal


def keep_page(request: HttpRequest, conversation: Conversation) -> Draft:
    """Keeps the draft, and a note if one has been begun. Raises Refusal, SealBroken."""
    form = PageForm(request.POST)
    if not form.is_valid():
        [sentence, *_more] = [said for errors in form.errors.values() for said in errors]
        raise Refusal(sentence, status=422)
    keep_note(request, conversation)
    text, cards = form.cleaned_data["text"], form.cleaned_data["cards"]
    kept = None if cards is None else cards.services
    return actions.save_draft(conversation, text=text, cards=kept, by=staff_of(request))


def keep_note(request: HttpRequest, conversation: Conversation) -> None:
    """Keeps a note that was typed before another button was pressed. Raises Refusal."""
    if not request.POST.get("note", "").strip():
        return
    form = NoteForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Your note could not be kept. Look at it first."), status=422)
    actions.add_note(
        conversation,
        text=form.cleaned_data["note"],
        level=form.cleaned_data["level"],
        by=staff_of(request),
    )
