"""What the desk's views share: finding the conversation, and what a person sees of it at first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from accounts.models import User
from advice.models import Conversation
from advice.permissions import may_see_wishes
from trust import audit
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class Cover:
    """A conversation before its letters: plain columns and the wish. None: its seal is broken."""

    conversation: Conversation
    wish: str | None


def find(pk: int) -> Conversation:
    """The conversation of an address. What may be seen of it, permissions say."""
    rows = Conversation.objects.select_related("expert__user").prefetch_related("topics")
    return get_object_or_404(rows, pk=pk)


def covers(user: User, conversations: Iterable[Conversation]) -> list[Cover]:
    """The covers of a list: one query asks, one writes every audit row, then wishes open."""
    shown = list(conversations)
    wished = [one for one in shown if one.wish]
    ways_in = audit.openings(may_see_wishes(user, wished)) if wished else []
    opened = {way.subject.pk: wish_of(way.subject, way) for way in ways_in}
    return [Cover(one, opened.get(one.pk, "")) for one in shown]


def wish_of(conversation: Conversation, opening: Opening) -> str | None:
    """What the asker wished for; empty when they wished for nothing."""
    if not conversation.wish:
        return ""
    try:
        return open_text(conversation, "wish", opening)
    except SealBroken:
        return None
