"""What the steps of writing an answer share: the page of it, and that no text of theirs is lost."""

from collections.abc import Callable
from functools import wraps

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice import actions, letters
from advice.desk import margin
from advice.desk.aids import aids_for
from advice.desk.beside import Beside, notes_beside
from advice.desk.care import care_of
from advice.desk.drafts import OpenDraft, draft_of
from advice.desk.found import cannot_be_kept, find, too_late, typed_in, wish_of
from advice.desk.granting import openings_of
from advice.desk.publishing import publishing_way
from advice.desk_forms import AnswerForm, NoteForm
from advice.models import Conversation, Status
from advice.permissions import may_answer, may_read
from trust import audit
from trust.refusals import Refusal
from trust.seal import Opening, SealBroken

View = Callable[[HttpRequest, Conversation], HttpResponseBase]

#: What the writer sees of a conversation that owes an answer; else the letters alone.
PAGES = {
    Status.WRITING: "advice/desk/write.html",
    Status.REVIEW: "advice/desk/waits.html",
}


#: The form of the answer on its page.
REPLY = "reply"


def carrying(
    permit: Callable[[User, Conversation], audit.Permit],
) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """A POST that carries what a person has written, to be done by those whom `permit` lets.

    When it is not theirs (any more) the answer is 404, and when it cannot be sealed 503, with
    nothing but their own words in it.
    """

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @desk_page(Role.EXPERT, Role.COORDINATOR)
        @wraps(view)
        def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
            if request.method != "POST":
                return redirect("advice_desk:write", pk)
            try:
                conversation = find(pk)
                audit.require(permit(staff_of(request), conversation))
                return view(request, conversation)
            except Http404:
                return _not_yours(request)
            except SealBroken:
                return too_late(request, Refusal(cannot_be_kept(), status=503))

        return answer

    return decorate


#: What an expert has written to a conversation of theirs.
with_text = carrying(may_answer)


def writing_page(
    request: HttpRequest,
    conversation: Conversation,
    *,
    form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The writing view with what was typed, or the reading view when no answer is owed."""
    if isinstance(refusal, actions.Erased):
        return too_late(request, refusal)
    way_in = audit.opening(may_read(staff_of(request), conversation))
    conversation.refresh_from_db()
    shown = letters.opened(conversation, way_in)
    draft = draft_of(conversation, staff_of(request), way_in)
    context = {
        "conversation": conversation,
        "letters": shown,
        "care": care_of(staff_of(request), conversation),
        "wish": wish_of(conversation, way_in),
        "draft": draft,
        "refusal": refusal,
        "openings": openings_of(conversation, way_in),
        "typed": typed_in(request),
        "beside": _beside(request, conversation, way_in, note_form),
    }
    if conversation.status == Status.WRITING:
        context |= aids_for(request, conversation, draft)
    else:
        context |= publishing_way(staff_of(request), conversation)
    context["gate"] = gate = margin.gate_of(request, conversation, shown, way_in)
    context["form"] = _form(request, form, draft, len(shown), wished=gate.wished)
    template = PAGES.get(Status(conversation.status), "advice/desk/read.html")
    return render(request, template, context, status=_status(refusal, form, note_form))


def _form(
    request: HttpRequest, form: AnswerForm | None, draft: OpenDraft, read: int, *, wished: bool
) -> AnswerForm:
    """With what was just typed, else the draft; `answers` is the letter now in sight."""
    shown = {"text": request.POST.get("text", draft.text), "answers": read, "wished": wished}
    if form is None or form.is_valid():
        return AnswerForm(initial=shown)
    return AnswerForm(shown)


def _beside(
    request: HttpRequest, conversation: Conversation, opening: Opening, wrong: NoteForm | None
) -> Beside:
    """Where an answer is written, the note's fields are sent with it: neither loses the other."""
    form_id = REPLY if conversation.status == Status.WRITING else ""
    return notes_beside(request, conversation, opening, form_id=form_id, wrong=wrong)


def _status(refusal: Refusal | None, *forms: Form | None) -> int:
    if refusal:
        return refusal.status
    return 422 if any(form and form.errors for form in forms) else 200


def _not_yours(request: HttpRequest) -> HttpResponse:
    sentence = _("This conversation does not exist, or it is not yours to answer any more.")
    return too_late(request, Refusal(sentence, status=404))
