"""The second pair of eyes at the desk: the letter at the gate, its margin, and the decision."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role
from advice import actions, gate, letters, notes
from advice.desk.beside import Beside
from advice.desk.drafts import draft_of
from advice.desk.found import cannot_be_kept, find, wish_of
from advice.desk.margin import Remark, remarks
from advice.desk_forms import MarginForm
from advice.models import Conversation, Review, Verdict
from advice.permissions import may_follow, may_read_gated
from trust import audit
from trust.refusals import Refusal
from trust.seal import SealBroken

View = Callable[[HttpRequest, Conversation], HttpResponseBase]


@dataclass(frozen=True)
class Line:
    """A paragraph of the letter, the reader's field beside it, and what other readers have said."""

    text: str
    field: BoundField
    said: list[Remark]


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The asker's letters, and the answer with a margin beside each paragraph."""
    return _page(request, find(pk))


def with_comments(view: View) -> Callable[..., HttpResponseBase]:
    """A POST that carries what a reader has written in the margin.

    When the letter does not wait for them (any more) the answer is 404, and when nothing can be
    sealed 503, with nothing but their own words in it.
    """

    @desk_page(Role.EXPERT, Role.COORDINATOR)
    @wraps(view)
    def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
        if request.method != "POST":
            return redirect("advice_desk:gate", pk)
        try:
            conversation = find(pk)
            audit.require(may_read_gated(staff_of(request), conversation))
            return view(request, conversation)
        except Http404:
            sentence = _(
                "This letter does not wait to be read any more, or it is not yours to read."
            )
            return _given_back(request, Refusal(sentence, status=404))
        except Refusal as refusal:
            return _given_back(request, refusal)
        except SealBroken:
            return _given_back(request, Refusal(cannot_be_kept(), status=503))

    return answer


@with_comments
def comment(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Keeps the comments without deciding yet."""
    form = MarginForm(request.POST, decides=False)
    if not form.is_valid():
        return _page(request, conversation, form=form)
    actions.comment(_review(conversation, form), comments=form.comments, by=staff_of(request))
    messages.success(request, _("Your comments are kept. The letter waits for your decision."))
    return redirect("advice_desk:gate", conversation.pk)


@with_comments
def decide(request: HttpRequest, conversation: Conversation) -> HttpResponseBase:
    """Returns the letter with comments, or lets it go to the asker."""
    form = MarginForm(request.POST)
    if not form.is_valid():
        return _page(request, conversation, form=form)
    lets_go = form.cleaned_data["verdict"] == Verdict.LET_GO
    decision = actions.let_go if lets_go else actions.return_letter
    try:
        decision(_review(conversation, form), comments=form.comments, by=staff_of(request))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.add_error("verdict", refusal.sentence)
        return _page(request, conversation, form=form)
    gone = _("The letter has been sent. Its writer is told by e-mail.")
    returned = _("The letter is back with its writer, who is told by e-mail.")
    messages.success(request, gone if lets_go else returned)
    return redirect("advice_desk:to_read")


def _review(conversation: Conversation, form: MarginForm) -> Review:
    """The visit to the gate that the form was drawn for: a letter taken back and sent here again
    is not decided on unread."""
    review = conversation.reviews.filter(pk=form.cleaned_data["review"]).first()
    if review is None:
        raise audit.Refused
    return review


def _page(
    request: HttpRequest, conversation: Conversation, *, form: MarginForm | None = None
) -> HttpResponse:
    user = staff_of(request)
    way_in = audit.opening(may_read_gated(user, conversation))
    review = conversation.reviews.pending().select_related("writer__user").first()
    if review is None:
        raise audit.Refused
    draft = draft_of(conversation, review.writer.user, way_in)
    said = remarks(review, way_in)
    mine = {f"comment_{one.paragraph}": one.text for one in said if one.reader_id == user.pk}
    form = form or MarginForm(initial=mine | {"review": review.pk})
    context = {
        "conversation": conversation,
        "letters": letters.opened(conversation, way_in),
        "wish": wish_of(conversation, way_in),
        "beside": Beside(notes.opened(conversation, user, way_in)),
        "review": review,
        "draft": draft,
        "may_follow": may_follow(user, conversation),
        "form": form,
        "lines": _lines(draft.text, form, [one for one in said if one.reader_id != user.pk]),
    }
    return render(request, "advice/desk/gate.html", context, status=422 if form.errors else 200)


def _lines(text: str, form: MarginForm, said: list[Remark]) -> list[Line]:
    """The letter's paragraphs with their margins; at last the margin of the whole letter."""
    numbered = [*enumerate(gate.paragraphs(text), start=1), (0, "")]
    return [
        Line(part, form[f"comment_{nth}"], [one for one in said if one.paragraph == nth])
        for nth, part in numbered
    ]


def _given_back(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Says why, and gives what was typed in the margin back."""
    names = [name for name in request.POST if name.startswith("comment_")]
    typed = [text for name in names if (text := request.POST[name])]
    context = {"sentence": refusal.sentence, "text": "\n\n".join(typed)}
    return render(request, "advice/desk/too_late.html", context, status=refusal.status)
