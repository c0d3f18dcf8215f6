"""Writing an answer: kept while it is written, read through once, sent once, or given back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from advice import actions
from advice.cards import Card, Cards
from advice.desk import margin
from advice.desk.drafts import draft_of
from advice.desk.found import find
from advice.desk.keeping import keep_page
from advice.desk.page import REPLY, with_text, writing_page
from advice.desk_forms import AnswerForm, WordForm
from advice.letters import Letter
from advice.models import Author, Conversation, Status
from advice.permissions import may_read
from advice.templatetags.promises import kept
from advice.writing_form import CardsForm
from trust import audit, clock
from trust.refusals import Refusal


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters and the answer in the making; of an answered conversation the letters alone."""
    return writing_page(request, find(pk))


@with_text
def save(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Keeps the draft, with what was pressed beside it.

    The page's script gets its time as JSON, a person the page.
    """
    quietly = request.accepts("application/json") and not request.accepts("text/html")
    try:
        draft = keep_page(request, conversation)
    except Refusal as refusal:
        if quietly:
            return JsonResponse({"sentence": str(refusal.sentence)}, status=refusal.status)
        return writing_page(request, conversation, refusal=refusal)
    if quietly:
        return JsonResponse({"saved": kept(draft.saved_at)})
    is_beside = not {"insert", "point", "unpoint"}.isdisjoint(request.POST)
    place = f"#{REPLY}" if is_beside else ""
    return redirect(margin.back_to_writing(request, conversation) + place)


@with_text
def preview(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """The letter as the asker will see it. The draft is kept on the way."""
    form = AnswerForm(request.POST)
    try:
        keep_page(request, conversation)
    except Refusal as refusal:
        return writing_page(request, conversation, form=form, refusal=refusal)
    if not form.is_valid():
        return writing_page(request, conversation, form=form)
    if _has_more_letters(conversation, form):
        return writing_page(
            request, conversation, form=form, refusal=Refusal(actions.asker_wrote_more())
        )
    context = {
        "conversation": conversation,
        "form": form,
        "letter": _letter(conversation, form, CardsForm(request.POST).chosen),
        "gate": margin.gate_before(conversation, form),
        "back": margin.back_to_writing(request, conversation),
    }
    return render(request, "advice/desk/preview.html", context)


@with_text
def send(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Sends the answer once, however often it is asked for."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return writing_page(request, conversation, form=form)
    try:
        cards = _cards_as_seen(request)
        actions.send_answer(conversation, **form.cleaned_data, cards=cards, by=staff_of(request))
    except Refusal as refusal:
        return writing_page(request, conversation, form=form, refusal=refusal)
    messages.success(request, _("Your answer has been sent. The asker can read it now."))
    return redirect("advice_desk:own")


@with_text
def ask_reading(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Puts the letter at the gate, once, however often it is asked for."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return writing_page(request, conversation, form=form)
    try:
        cards = _cards_as_seen(request)
        actions.ask_reading(conversation, **form.cleaned_data, cards=cards, by=staff_of(request))
    except Refusal as refusal:
        if _is_at_gate(request, conversation, form.cleaned_data["text"]):
            return redirect("advice_desk:write", conversation.pk)
        return writing_page(request, conversation, form=form, refusal=refusal)
    messages.success(
        request, _("Your letter waits for its reader. The readers are told by e-mail.")
    )
    return redirect("advice_desk:write", conversation.pk)


@with_text
def take_back(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """The writer takes the letter back from the gate and goes on writing."""
    try:
        actions.take_back(conversation, by=staff_of(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect("advice_desk:write", conversation.pk)


@with_text
def release(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Asks once, and for a word to whoever goes on; then the question is back in the queue.

    What was written stays as a draft.
    """
    is_sure = request.POST.get("confirm") == "yes"
    form = WordForm(request.POST if is_sure else None)
    try:
        if "text" in request.POST:
            keep_page(request, conversation)
        if not form.is_valid():
            context = {"conversation": conversation, "form": form}
            status = 422 if form.errors else 200
            return render(request, "advice/desk/release.html", context, status=status)
        actions.release(conversation, word=form.cleaned_data["word"], by=staff_of(request))
    except Refusal as refusal:
        return writing_page(request, conversation, refusal=refusal)
    messages.success(request, _("The question is back in the queue."))
    return redirect("advice_desk:queue")


def _is_at_gate(request: HttpRequest, conversation: Conversation, text: str) -> bool:
    """Whether this very letter waits for a reader already: asked for twice, it waits once."""
    permit = may_read(staff_of(request), conversation)
    draft = draft_of(conversation, staff_of(request), audit.opening(permit))
    conversation.refresh_from_db()
    return conversation.status == Status.REVIEW and draft.text == text


def _has_more_letters(conversation: Conversation, form: AnswerForm) -> bool:
    return conversation.messages.count() != form.cleaned_data["answers"]


def _cards_as_seen(request: HttpRequest) -> tuple[Card, ...]:
    """The cards that stood under the letter when it was read through. Raises Refusal."""
    form = CardsForm(request.POST)
    if form.lacks_some:
        raise Refusal(
            _(
                "A service that your letter pointed to has been taken from the directory. Read the"
                " letter through once more."
            )
        )
    return form.chosen.services


def _letter(conversation: Conversation, form: AnswerForm, cards: Cards) -> Letter:
    expert = conversation.expert
    assert expert is not None  # noqa: S101 -- only the one who has taken it comes this far
    return Letter(
        author=Author.EXPERT,
        alias=expert.alias,
        introduction=expert.introduction,
        sent_at=clock.now(),
        text=form.cleaned_data["text"],
        cards=cards,
    )
