"""Publishing at the desk: an answer rewritten for everyone, its second reader, what is public."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice import actions, letters
from advice.desk.care import care_of
from advice.desk.found import cannot_be_kept, find, too_late
from advice.models import Conversation, Publication, PublishedAnswer, Publishing
from advice.permissions import may_hide, may_propose, may_read_proposal, reads_for_others
from advice.proposals import Proposal, opened, proposal_of
from advice.publishing_forms import DecisionForm, ProposalForm
from trust import audit
from trust.refusals import Refusal
from trust.seal import SealBroken

#: So many of one's own and of those to be read are listed.
MOST_LISTED = 50
PUBLIC_SIZE = 20


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """What waits to be read, what one has proposed, and for coordinators all that is public."""
    user = staff_of(request)
    rows = Publication.objects.select_related("expert", "conversation")
    rows = rows.prefetch_related("conversation__topics")
    context: dict[str, Any] = {
        "reads": reads_for_others(user),
        "to_read": rows.to_read_by(user).order_by("proposed_at", "pk")[:MOST_LISTED],
        "mine": rows.of(user)[:MOST_LISTED],
    }
    if user.has_role(Role.COORDINATOR):
        public = PublishedAnswer.objects.select_related("locale").order_by("-month", "-pk")
        context["public"] = Paginator(public, PUBLIC_SIZE).get_page(request.GET.get("page"))
    return render(request, "advice/desk/publications.html", context)


@desk_page(Role.EXPERT, Role.COORDINATOR)
def propose(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The letters, and beside them the text to be written anew. What was typed is given back."""
    try:
        conversation = find(pk)
        way_in = audit.opening(may_propose(staff_of(request), conversation))
    except Http404:
        if request.method != "POST":
            raise
        return too_late(request, Refusal(_not_yours(), status=404))
    proposal = proposal_of(conversation, way_in)
    form = ProposalForm(request.POST) if request.method == "POST" else _begun(proposal)
    refusal = None
    if form.is_valid():
        try:
            actions.propose(conversation, **form.cleaned_data, by=staff_of(request))
        except Refusal as refused:
            refusal = refused
        except SealBroken:
            refusal = Refusal(cannot_be_kept(), status=503)
        else:
            messages.success(request, _("The text waits for its second reader."))
            return redirect("advice_desk:publications")
    context = {
        "conversation": conversation,
        "letters": letters.opened(conversation, way_in),
        "proposal": proposal,
        "form": form,
        "refusal": refusal,
        "signed": actions.writer_of(conversation),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "advice/desk/propose.html", context, status=status)


@desk_page(Role.EXPERT, Role.COORDINATOR)
def proposal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another's text as everyone would read it, without the letters; let on or returned."""
    try:
        publication = _find(pk)
        way_in = audit.opening(may_read_proposal(staff_of(request), publication))
    except Http404:
        if request.method != "POST":
            raise
        sentence = _("This text does not wait to be read any more, or it is not yours to read.")
        return too_late(request, Refusal(sentence, status=404))
    shown = opened(publication, way_in)
    form = DecisionForm(request.POST if request.method == "POST" else None, seen=shown.seen)
    status = 200
    if form.is_valid():
        try:
            return _decide(request, shown, form)
        except Refusal as refusal:
            form = DecisionForm(request.POST.dict() | {"seen": shown.seen}, seen=shown.seen)
            form.add_error("word" if refusal.status == 422 else None, refusal.sentence)
            status = refusal.status
        except SealBroken:
            return too_late(request, Refusal(cannot_be_kept(), status=503))
    context = {
        "conversation": publication.conversation,
        "publication": publication,
        "proposal": shown,
        "form": form,
        "care": care_of(staff_of(request), publication.conversation),
    }
    status = status if status != 200 else 422 if form.errors else 200
    return render(request, "advice/desk/proposal.html", context, status=status)


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Whoever may propose takes the text away before its asker has decided."""
    publication = _find(pk)
    audit.require(may_propose(staff_of(request), publication.conversation))
    done = _("The text has been dropped, and its asker is not asked.")
    return _do(request, done, lambda: actions.drop(publication, by=staff_of(request)))


@desk_page(Role.COORDINATOR)
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Takes what is public out of sight, or shows it again (`hidden` yes or no)."""
    published = get_object_or_404(PublishedAnswer, pk=pk)
    audit.require(may_hide(staff_of(request), published))
    hidden = request.POST.get("hidden") == "yes"
    done = _("It is hidden: nobody finds it.") if hidden else _("It is public again.")
    user = staff_of(request)
    return _do(request, done, lambda: actions.set_hidden(published, hidden=hidden, by=user))


def _decide(request: HttpRequest, shown: Proposal, form: DecisionForm) -> HttpResponseBase:
    seen, user = bytes.fromhex(form.cleaned_data["seen"]), staff_of(request)
    if form.cleaned_data["verdict"] == Publishing.ASKED:
        actions.put_to_asker(shown, seen=seen, by=user)
        done = _("The asker sees the text when they next open their conversation, and decides.")
    else:
        actions.return_proposal(shown, seen=seen, word=form.cleaned_data["word"], by=user)
        done = _("The text is back with its writer, who is told by e-mail.")
    messages.success(request, done)
    return redirect("advice_desk:publications")


def _do(request: HttpRequest, done: str, act: Callable[[], object]) -> HttpResponseBase:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, done)
    return redirect("advice_desk:publications")


def _begun(proposal: Proposal | None) -> ProposalForm:
    """With the words that may still be changed."""
    text = proposal.text if proposal and not proposal.is_asked else None
    if text is None:
        return ProposalForm()
    return ProposalForm(
        initial={"title": text.title, "question": text.question, "answer": text.answer}
    )


def _find(pk: int) -> Publication:
    rows = Publication.objects.select_related("expert__user", "conversation__expert__user")
    return get_object_or_404(rows, pk=pk)


def _not_yours() -> str:
    return _("This conversation does not exist, or there is nothing in it for you to publish.")


def publishing_way(user: User, conversation: Conversation) -> dict[str, Any]:
    """The way from the letters to publishing, and where that stands; opens nothing."""
    if not may_propose(user, conversation):
        return {}
    return {"may_propose": True, "publishing": conversation.publications.standing().first()}
