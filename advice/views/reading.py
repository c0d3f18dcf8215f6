"""With the number in hand: the letters, one letter more, a reminder for the calendar.

The number is asked for once. From then on the page carries a sealed ticket in its place.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from advice import actions, calendar, letters, permissions, tickets
from advice.breaks import Promise, promise
from advice.feedback_form import FeedbackForm
from advice.forms import LetterForm, NumberForm
from advice.menu import ask_url
from advice.models import Conversation, Feedback, Status
from advice.offers import offer_of
from advice.proposals import proposal_of
from advice.states import State
from advice.views.asking import posts_only
from advice.views.keeping import View, gone_is_gone, keeps_text
from advice.ways import ways_on
from home.numbers import other_numbers
from trust import audit, clock, receipts
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
@gone_is_gone
def opened(request: HttpRequest) -> HttpResponse:
    slow_down(request, "number")
    form = NumberForm(request.POST)
    if not form.is_valid():
        return number_form_page(request, form, status=422)
    conversation = actions.find(form.cleaned_data["number"])
    if conversation is None:
        return _without_letters(request, form)
    before = actions.note_opening(conversation)
    return conversation_page(request, conversation, opened_before=before)


def _without_letters(request: HttpRequest, form: NumberForm) -> HttpResponse:
    """The number opens no conversation: perhaps something that was published of an erased one."""
    from advice.views.publishing import published_page  # noqa: PLC0415 -- it draws pages of here

    published = actions.find_published(form.cleaned_data["number"])
    if published is not None:
        return published_page(request, published)
    require_open_submissions()
    count_failure()
    return number_form_page(request, form, status=404)


def _conversation_of(form: NumberForm) -> Conversation | None:
    """The conversation of a valid form's number.

    Under a wrong key ring every number is unknown: nobody is told so (SubmissionsClosed, 503).
    """
    found = actions.find(form.cleaned_data["number"])
    if found is None:
        require_open_submissions()
        count_failure()
    return found


def with_ticket(view: Callable[[HttpRequest, Conversation], HttpResponse]) -> View:
    """An act on the conversation of a ticket; when that is too old the number is asked for."""

    @wraps(view)
    def act(request: HttpRequest) -> HttpResponse:
        ticket = tickets.read_ticket(request.POST.get("ticket", ""))
        if ticket.conversation is None:
            return number_form_page(request, NumberForm(), status=422, expired=True)
        conversation = Conversation.objects.filter(pk=ticket.conversation).first()
        if conversation is None:
            return number_form_page(request, NumberForm(), status=404)
        return view(request, conversation)

    return act


def with_words(
    number_page: Callable[..., HttpResponse],
) -> Callable[[Callable[[HttpRequest, Conversation, str], HttpResponse]], View]:
    """An act that carries what somebody wrote, which is never lost: (request, conversation, nonce).

    When the ticket is too old or opens nothing, `number_page` asks for the number, and what was
    written waits beside it.
    """

    def decorate(view: Callable[[HttpRequest, Conversation, str], HttpResponse]) -> View:
        @wraps(view)
        def act(request: HttpRequest) -> HttpResponse:
            slow_down(request, "send")
            ticket = tickets.read_ticket(request.POST.get("ticket", ""))
            if ticket.conversation is None:
                return by_number(request, ticket.nonce)
            conversation = Conversation.objects.filter(pk=ticket.conversation).first()
            if conversation is None:
                return number_page(request, NumberForm(), status=404)
            return view(request, conversation, ticket.nonce)

        def by_number(request: HttpRequest, nonce: str) -> HttpResponse:
            if "number" not in request.POST:
                return number_page(request, NumberForm(), status=422, expired=True)
            slow_down(request, "number")
            form = NumberForm(request.POST)
            if not form.is_valid():
                return number_page(request, form, status=422)
            conversation = _conversation_of(form)
            if conversation is None:
                return number_page(request, form, status=404)
            return view(request, conversation, nonce)

        return act

    return decorate


@posts_only
@gone_is_gone
@with_ticket
def calendar_file(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """A neutral entry for the promised hour."""
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


def letter_waits(request: HttpRequest, form: NumberForm, **more: Any) -> HttpResponse:
    """Asks for the number beside the letter that waits for it."""
    letter = LetterForm(initial={"text": request.POST.get("text", "")})
    return number_again_page(request, form, waits=letter, action="advice:again", **more)


@posts_only
@keeps_text
@with_words(letter_waits)
def again(request: HttpRequest, conversation: Conversation, nonce: str) -> HttpResponse:
    """Adds a letter to the conversation. A receipt number in it is asked about once."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return conversation_page(request, conversation, form=form, status=422)
    if _quotes_a_number(form) and request.POST.get("quoted") != "yes":
        return conversation_page(request, conversation, form=form, quotes_number=True, status=422)
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
    return conversation_page(request, _as_it_is_now(conversation), written=True)


def _as_it_is_now(conversation: Conversation) -> Conversation:
    found = Conversation.objects.filter(pk=conversation.pk).first()
    if found is None:
        raise actions.Erased
    return found


def _quotes_a_number(form: LetterForm) -> bool:
    return receipts.looks_like_number_in(form.cleaned_data["text"])


def conversation_page(
    request: HttpRequest, conversation: Conversation, *, status: int = 200, **said: Any
) -> HttpResponse:
    """The letters and what can be done now.

    `said` is what there is to say of the act that led here: `sentence` of a refusal, `written` of a
    letter that arrived, `form` or `feedback_form` with what was not taken, `unsent` words to copy,
    `quotes_number` to ask about, `decided` of what was said of publishing, `opened_before` the day
    of the opening before this one.
    """
    way_in = audit.opening(permissions.may_read_as_asker(conversation))
    shown = letters.opened(conversation, way_in)
    if not shown:
        raise actions.Erased  # meanwhile, in another window
    offer = offer_of(request, conversation, proposal_of(conversation, way_in))
    state = State.of(conversation, shown)
    is_over = actions.is_time_for_feedback(conversation)
    needs_ways = is_over or state.is_uncertain or state.is_late
    context: dict[str, Any] = {
        "conversation": conversation,
        "letters": shown,
        "state": state,
        "is_over": is_over,
        "form": LetterForm(),
        "promise": _next_promise(conversation),
        "feedback_form": FeedbackForm() if is_over else None,
        "has_feedback": is_over and Feedback.objects.filter(conversation=conversation).exists(),
        "ways": ways_on(request, conversation) if needs_ways else None,
        "offer": offer,
        "ticket": tickets.ticket_for(conversation, seen=offer.seen if offer else ""),
        "ask_url": ask_url(request),
    }
    return render(request, "advice/conversation.html", context | said, status=status)


def _next_promise(conversation: Conversation) -> Promise | None:
    """What a letter written now would be promised; None when an answer is promised already."""
    if conversation.status != Status.ANSWERED or conversation.is_last:
        return None
    return promise(clock.now(), conversation.promise_hours)


def number_form_page(
    request: HttpRequest, form: NumberForm, *, status: int = 200, expired: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "unknown": status == 404,
        "expired": expired,
        "ask_url": ask_url(request),
        "others": other_numbers(request),
    }
    return render(request, "advice/number_form.html", context, status=status)


def number_again_page(  # noqa: PLR0913 -- keyword-only
    request: HttpRequest,
    form: NumberForm,
    *,
    waits: forms.Form,
    action: str,
    status: int,
    expired: bool = False,
) -> HttpResponse:
    """Asks for the number beside what was written and waits for it."""
    context = {
        "form": form,
        "waits": waits,
        "action": action,
        "ticket": request.POST.get("ticket", ""),
        "quoted": request.POST.get("quoted") == "yes",
        "unknown": status == 404,
        "expired": expired,
    }
    return render(request, "advice/number_again.html", context, status=status)
