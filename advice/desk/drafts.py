"""One's own draft, opened."""

from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from advice.cards import Cards, open_cards
from advice.models import Conversation
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class OpenDraft:
    """What has been written so far, its cards, and when it was kept; never, when there is none."""

    text: str = ""
    saved_at: datetime | None = None
    is_broken: bool = False
    cards: Cards = field(default_factory=Cards)


def draft_of(conversation: Conversation, user: User, opening: Opening) -> OpenDraft:
    """The draft that this person has in this conversation, and nobody else's."""
    draft = conversation.drafts.filter(expert__user=user).first()
    if draft is None:
        return OpenDraft()
    cards = open_cards(draft, opening)
    try:
        text = open_text(draft, "text", opening)
    except SealBroken:
        return OpenDraft(saved_at=draft.saved_at, is_broken=True, cards=cards)
    return OpenDraft(text, draft.saved_at, cards=cards)
