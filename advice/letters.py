"""Opening the letters of a conversation, for the one whom a permission lets in."""

from dataclasses import dataclass, field
from datetime import datetime

from advice.cards import Cards, open_cards
from advice.models import Author, Conversation, Message
from trust import audit
from trust.seal import Opening, SealBroken, open_text


@dataclass(frozen=True)
class Letter:
    """One letter as it is shown; `text` is None when its seal is broken.

    `turn` is which of the asker's messages it is; 0 on an expert's letter. `writer` is the expert
    who wrote it (their key), None on the asker's. `cards` are the services it points to.
    """

    author: str
    alias: str
    introduction: str
    sent_at: datetime
    text: str | None
    turn: int = 0
    writer: int | None = None
    cards: Cards = field(default_factory=Cards)

    @property
    def is_from_expert(self) -> bool:
        return self.author == Author.EXPERT


def read(conversation: Conversation, permit: audit.Permit) -> list[Letter]:
    """Every letter, the oldest first; one audit row before the first is opened.

    Raises audit.Refused. A letter that cannot be opened does not hide the others.
    """
    return opened(conversation, audit.opening(permit))


def opened(conversation: Conversation, opening: Opening) -> list[Letter]:
    """The same with a way in that was written down already."""
    shown: list[Letter] = []
    turn = 0
    for message in conversation.messages.select_related("expert"):
        is_askers = message.author == Author.ASKER
        turn += is_askers
        shown.append(_letter(message, conversation, opening, turn=turn if is_askers else 0))
    return shown


def _letter(message: Message, conversation: Conversation, opening: Opening, *, turn: int) -> Letter:
    # The same object for all: its key is at hand, and no query is made for it.
    message.conversation = conversation
    expert = message.expert
    return Letter(
        author=message.author,
        alias=expert.alias if expert else "",
        introduction=expert.introduction if expert else "",
        sent_at=message.sent_at,
        text=_text(message, opening),
        turn=turn,
        writer=message.expert_id,
        cards=open_cards(message, opening),
    )


def _text(message: Message, opening: Opening) -> str | None:
    try:
        return open_text(message, "text", opening)
    except SealBroken:
        return None
