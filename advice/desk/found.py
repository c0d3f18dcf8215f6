"""What the desk's views share: finding the conversation, what a person sees of it at first, and the
page that gives a text back when it is not taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import User
from advice.matching import Fit, fits
from advice.models import Conversation, Status
from advice.permissions import may_see_wishes
from advice.wishes import Wish
from expert_pool.models import Expert
from expert_pool.permissions import expert_of
from trust import audit
from trust.refusals import Refusal
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class Cover:
    """A conversation before its letters: plain columns and the wish. None: its seal is broken.

    `fit` is how it suits the expert who looks at it; None when it is nobody's to take.
    """

    conversation: Conversation
    wish: Wish | None = field(default_factory=Wish)
    fit: Fit | None = None


def find(pk: int) -> Conversation:
    """The conversation of an address. What may be seen of it, permissions say."""
    rows = Conversation.objects.select_related("expert__user").prefetch_related("topics")
    return get_object_or_404(rows, pk=pk)


def too_late(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Says why, and gives back what was typed."""
    context = {"sentence": refusal.sentence, "text": typed_in(request)}
    return render(request, "advice/desk/too_late.html", context, status=refusal.status)


def typed_in(request: HttpRequest) -> str:
    """All that was written on the page: the letter, and what stood beside it."""
    typed = (
        request.POST.get(name, "").strip("\r\n")
        for name in ("text", "note", "word", "reason", "title", "question", "answer")
    )
    return "\n\n".join(filter(None, typed))


def cannot_be_kept() -> str:
    """Why a text is not taken while the conversation's seal does not open."""
    return _("The text cannot be kept safe just now, so it was neither saved nor sent.")


def covers(user: User, conversations: Iterable[Conversation]) -> list[Cover]:
    """The covers of a list: one query asks, one writes every audit row, then wishes open."""
    shown = list(conversations)
    wished = [one for one in shown if one.wish]
    ways_in = audit.openings(may_see_wishes(user, wished)) if wished else []
    opened = {way.subject.pk: wish_of(way.subject, way) for way in ways_in}
    expert = expert_of(user)
    return [_cover(one, opened.get(one.pk, Wish()), expert) for one in shown]


def _cover(conversation: Conversation, wish: Wish | None, expert: Expert | None) -> Cover:
    if expert is None or conversation.status != Status.WAITING:
        return Cover(conversation, wish)
    return Cover(conversation, wish, fits(wish, conversation, expert))


def wish_of(conversation: Conversation, opening: Opening) -> Wish | None:
    """What the asker wished for; an empty one when they wished for nothing."""
    if not conversation.wish:
        return Wish()
    try:
        return Wish.read(open_text(conversation, "wish", opening))
    except SealBroken:
        return None
