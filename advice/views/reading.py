"""With the number in hand: the letters, one letter more, a reminder for the calendar.

The number is asked for once. From then on the page carries a sealed ticket in its place.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from advice import actions, calendar, letters, permissions, tickets
from advice.forms import LetterForm, NumberForm
from advice.menu import ask_url
from advice.models import Conversation
from advice.states import State
from advice.views.asking import posts_only
from advice.views.keeping import keeps_text
from trust.canary import require_open_submissions
from trust.guard import private_page, public_post
from trust.refusals import Refusal
from trust.throttle import count_failure, slow_down


@csrf_exempt
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Asks for the number, and shows its conversation."""
    if request.method == "POST":
        return opened(request)  # type: ignore[return-value]
    return number_form_page(request, NumberForm())


@public_post
def opened(request: HttpRequest) -> HttpResponse:
    slow_down(request, "number")
    form = NumberForm(request.POST)
    if not form.is_valid():
        return number_form_page(request, form, status=422)
    conversation = _conversation_of(form)
    if conversation is None:
        return number_form_page(request, form, status=404)
    return conversation_page(request, conversation)


def _conversation_of(form: NumberForm) -> Conversation | None:
    """The conversation of a valid form's number.

    Under a wrong key ring every number is unknown: nobody is told so (SubmissionsClosed, 503).
    """
    found = actions.find(form.cleaned_data["number"])
    if found is None:
        require_open_submissions()
        count_failure()
    return found


@posts_only
@keeps_text
def again(request: HttpRequest) -> HttpResponse:
    """Adds a letter to the conversation of a ticket, or of a number when the ticket is too old."""
    slow_down(request, "send")
    ticket = tickets.read_ticket(request.POST.get("ticket", ""))
    if ticket.conversation is None:
        return _again_by_number(request, ticket)
    conversation = Conversation.objects.filter(pk=ticket.conversation).first()
    if conversation is None:
        return number_again_page(request, NumberForm(), status=404)
    return _write(request, conversation, ticket.nonce)


@posts_only
def calendar_file(request: HttpRequest) -> HttpResponse:
    """A neutral entry for the promised hour."""
    ticket = tickets.read_ticket(request.POST.get("ticket", ""))
    if ticket.conversation is None:
        return number_form_page(request, NumberForm(), status=422, expired=True)
    conversation = Conversation.objects.filter(pk=ticket.conversation).first()
    if conversation is None:
        return number_form_page(request, NumberForm(), status=404)
    if conversation.due_at is None:
        return conversation_page(
            request,
            conversation,
            status=409,
            sentence=_("The answer has already come, so no reminder is needed."),
        )
    content = calendar.reminder(conversation, conversation.due_at)
    name = _("reminder.ics")
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _again_by_number(request: HttpRequest, ticket: tickets.Ticket) -> HttpResponse:
    """The ticket was too old: the number is asked for once more, and the text waits beside it."""
    if "number" not in request.POST:
        return number_again_page(request, NumberForm(), status=422, expired=True)
    slow_down(request, "number")
    form = NumberForm(request.POST)
    if not form.is_valid():
        return number_again_page(request, form, status=422)
    conversation = _conversation_of(form)
    if conversation is None:
        return number_again_page(request, form, status=404)
    return _write(request, conversation, ticket.nonce)


def _write(request: HttpRequest, conversation: Conversation, nonce: str) -> HttpResponse:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return conversation_page(request, conversation, form=form, status=422)
    require_open_submissions()
    try:
        actions.write_again(conversation, text=form.cleaned_data["text"], nonce=nonce)
    except actions.Erased:
        raise  # keeps_text gives the letter back
    except Refusal as refusal:
        return conversation_page(
            request,
            conversation,
            form=form,
            status=refusal.status,
            sentence=refusal.sentence,
        )
    conversation.refresh_from_db()
    return conversation_page(request, conversation, written=True)


def conversation_page(  # noqa: PLR0913 -- keyword-only
    request: HttpRequest,
    conversation: Conversation,
    *,
    form: LetterForm | None = None,
    status: int = 200,
    sentence: str = "",
    written: bool = False,
) -> HttpResponse:
    """The letters and what can be done now. `form` holds a text that was not taken."""
    context: dict[str, Any] = {
        "conversation": conversation,
        "letters": letters.read(conversation, permissions.may_read_as_asker(conversation)),
        "state": State.of(conversation),
        "form": form or LetterForm(),
        "ticket": tickets.ticket_for(conversation),
        "ask_url": ask_url(request),
        "sentence": sentence,
        "written": written,
    }
    return render(request, "advice/conversation.html", context, status=status)


def number_form_page(
    request: HttpRequest, form: NumberForm, *, status: int = 200, expired: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "unknown": status == 404,
        "expired": expired,
        "ask_url": ask_url(request),
    }
    return render(request, "advice/number_form.html", context, status=status)


def number_again_page(
    request: HttpRequest, form: NumberForm, *, status: int, expired: bool = False
) -> HttpResponse:
    """Asks for the number beside the letter that waits for it."""
    context = {
        "form": form,
        "letter": LetterForm(initial={"text": request.POST.get("text", "")}),
        "ticket": request.POST.get("ticket", ""),
        "unknown": status == 404,
        "expired": expired,
    }
    return render(request, "advice/number_again.html", context, status=status)
