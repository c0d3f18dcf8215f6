"""Services put into a letter as cards: chosen while it is written, frozen when it is sent.

A draft's cards are read anew from the directory until the letter is sent or goes to the gate; from
then on they are what the asker, or the reader at the gate, has seen. They are sealed with the
letter: which help somebody was pointed to tells of them.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from advice.models import Draft, Message
from home.models import ServiceContact
from trust.seal import Opening, SealBroken, open_text, seal_text

#: A letter points to a few services; more would be a directory.
MOST_CARDS = 6


@dataclass(frozen=True)
class Card:
    """A service as it reads in one letter; `service` is its row in the directory."""

    service: int
    name: str
    what_for: str
    phone: str = ""
    chat: str = ""
    web: str = ""
    region: str = ""
    checked_on: date | None = None

    @classmethod
    def of(cls, service: ServiceContact) -> "Card":
        same = {one.name: getattr(service, one.name) for one in fields(cls)[1:]}
        return cls(service=service.pk, **same)


@dataclass(frozen=True)
class Cards:
    """The cards of one letter; `is_broken`: there are some, and their seal does not open."""

    services: tuple[Card, ...] = ()
    is_broken: bool = False

    @property
    def is_any(self) -> bool:
        return self.is_broken or bool(self.services)

    def __iter__(self) -> Iterator[Card]:
        return iter(self.services)

    def __len__(self) -> int:
        return len(self.services)


def seal_cards(record: Draft | Message, cards: Sequence[Card]) -> bytes:
    """The cards as the record's `cards` stores them; none is b""."""
    if not cards:
        return b""
    told = [asdict(card) for card in cards]
    return seal_text(record, "cards", json.dumps(told, default=date.isoformat))


def open_cards(record: Draft | Message, opening: Opening) -> Cards:
    """The cards of a letter. A broken seal of theirs hides the letter from nobody."""
    if not record.cards:
        return Cards()
    try:
        return Cards(tuple(_card(told) for told in json.loads(open_text(record, "cards", opening))))
    except (SealBroken, TypeError, ValueError):
        return Cards(is_broken=True)


def as_now(cards: Iterable[Card]) -> Cards:
    """The same services as the directory has them now; those that are gone are left out."""
    return cards_of([card.service for card in cards])


def cards_of(numbers: Sequence[int]) -> Cards:
    """Cards of these services, in this order, each once."""
    found = ServiceContact.objects.in_bulk(numbers)
    return Cards(
        tuple(Card.of(found[number]) for number in dict.fromkeys(numbers) if number in found)
    )


def _card(told: dict) -> Card:
    card = Card(**told)
    if card.checked_on is None:
        return card
    return replace(card, checked_on=date.fromisoformat(str(card.checked_on)))
