"""What the asker does at the end: ends the conversation, tells how it went, erases it for good."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from advice import actions, tickets
from advice.feedback_form import FeedbackForm
from advice.forms import NumberForm
from advice.models import Conversation, Ending, Status
from advice.proposals import published_of
from advice.views.asking import posts_only
from advice.views.keeping import erased_page, gone_is_gone, keeps_text
from advice.views.reading import (
    conversation_page,
    number_again_page,
    number_form_page,
    with_ticket,
    with_words,
)
from trust.canary import require_open_submissions
from trust.refusals import Refusal


@posts_only
@gone_is_gone
@with_ticket
def end(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Asks once, then ends the conversation; of one that has ended it shows the ending."""
    answer = request.POST.get("confirm")
    if conversation.status == Status.CLOSED or answer == "no":
        return conversation_page(request, conversation)
    if answer != "yes":
        return _confirmation(request, conversation, "advice/end.html")
    return conversation_page(request, actions.close(conversation, ending=Ending.ASKER, by=None))


@posts_only
@gone_is_gone
def erase(request: HttpRequest) -> HttpResponse:
    """Asks once, then erases everything; sent again it says the same."""
    ticket = tickets.read_ticket(request.POST.get("ticket", ""))
    if ticket.conversation is None:
        return number_form_page(request, NumberForm(), status=422, expired=True)
    conversation = Conversation.objects.filter(pk=ticket.conversation).first()
    if conversation is None:
        return erased_page(request)
    answer = request.POST.get("confirm")
    if answer == "no":
        return conversation_page(request, conversation)
    if answer != "yes":
        published = published_of(bytes(conversation.receipt))
        return _confirmation(request, conversation, "advice/erase.html", published=published)
    actions.erase(conversation, by=None)
    return erased_page(request)


def feedback_waits(request: HttpRequest, form: NumberForm, **more: Any) -> HttpResponse:
    """Asks for the number beside the feedback that waits for it."""
    waits = FeedbackForm(initial=request.POST.dict())
    return number_again_page(request, form, waits=waits, action="advice:feedback", **more)


@posts_only
@keeps_text
@with_words(feedback_waits)
def feedback(request: HttpRequest, conversation: Conversation, _nonce: str) -> HttpResponse:
    """Takes what the asker says of the conversation, once."""
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return conversation_page(request, conversation, feedback_form=form, status=422)
    require_open_submissions()
    try:
        was_first = actions.give_feedback(conversation, **form.cleaned_data)
    except actions.Erased:
        raise  # keeps_text gives the words back
    except Refusal as refusal:
        return conversation_page(
            request,
            conversation,
            feedback_form=form,
            status=refusal.status,
            sentence=refusal.sentence,
        )
    if was_first:
        return conversation_page(request, conversation)
    return conversation_page(
        request,
        conversation,
        unsent=form.cleaned_data["comment"],
        sentence=_("You have told us already how it went, and that stays. Thank you for it."),
    )


def _confirmation(
    request: HttpRequest, conversation: Conversation, template: str, **more: Any
) -> HttpResponse:
    context = {"conversation": conversation, "ticket": tickets.ticket_for(conversation)}
    return render(request, template, context | more)
