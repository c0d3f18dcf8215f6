"""The asker decides what is published: sees exactly the words, says yes or no, takes them back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from advice import actions, tickets
from advice.answers import address_of_published
from advice.forms import NumberForm
from advice.menu import ask_url
from advice.models import Conversation, PublishedAnswer, Publishing
from advice.permissions import may_read_as_asker
from advice.proposals import proposal_of
from advice.views.asking import posts_only
from advice.views.keeping import gone_is_gone
from advice.views.reading import conversation_page, number_form_page
from trust import audit
from trust.refusals import Refusal


@posts_only
@gone_is_gone
def publishing(request: HttpRequest) -> HttpResponse:
    """`answer` yes or no to what the page offered; no to what is public takes it back."""
    ticket = tickets.read_ticket(request.POST.get("ticket", ""))
    answer = request.POST.get("answer", "")
    if ticket.published is not None:
        return _of_what_outlived(request, ticket.published, answer)
    if ticket.conversation is None:
        return number_form_page(request, NumberForm(), status=422, expired=True)
    conversation = Conversation.objects.filter(pk=ticket.conversation).first()
    if conversation is None:
        return number_form_page(request, NumberForm(), status=404)
    try:
        sentence = _decided(conversation, answer, ticket.seen)
    except actions.Erased:
        raise
    except Refusal as refusal:
        return conversation_page(
            request, conversation, status=refusal.status, sentence=refusal.sentence
        )
    return conversation_page(request, conversation, decided=sentence)


def _decided(conversation: Conversation, answer: str, seen: bytes) -> str:
    """Does what the asker says; what to say of it. Raises Refusal."""
    if answer not in ("yes", "no"):
        raise Refusal(_("Choose yes or no."), status=422)
    proposal = proposal_of(conversation, audit.opening(may_read_as_asker(conversation)))
    if proposal is None:
        raise Refusal(_("There is nothing to decide on here any more."))
    publication = proposal.publication
    if answer == "yes":
        actions.agree(proposal, seen=seen)
        return _("Thank you. It is public now, in exactly these words.")
    if publication.status in (Publishing.PUBLISHED, Publishing.TAKEN_BACK):
        actions.withdraw(bytes(conversation.receipt))
        return _("It has been taken back and is public no more.")
    actions.decline(publication)
    return _("Nothing is published, and you are not asked again.")


def published_page(request: HttpRequest, published: PublishedAnswer) -> HttpResponse:
    """To whom the number opens no letters any more, but what was published of them."""
    context = {
        "published": published,
        "published_url": address_of_published(request, published),
        "ticket": tickets.ticket_for_published(published),
        "ask_url": ask_url(request),
    }
    return render(request, "advice/outlived.html", context)


def _of_what_outlived(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    published = PublishedAnswer.objects.select_related("locale").filter(pk=pk).first()
    if published is not None and answer != "no":
        return published_page(request, published)
    if published is not None:
        actions.withdraw(bytes(published.receipt or b""))
    return render(request, "advice/taken_back.html", {"ask_url": ask_url(request)})
