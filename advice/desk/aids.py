"""What helps to write, beside the letter: phrases to put into it and make one's own."""

from dataclasses import dataclass
from typing import Any

from advice.models import Conversation, Phrase


@dataclass(frozen=True)
class Phrases:
    """The phrases of one kind."""

    kind: Any
    phrases: list[Phrase]


def phrases_for(conversation: Conversation) -> list[Phrases]:
    """In the letter's language: openings first, then endings, and those for danger at last."""
    found = list(Phrase.objects.for_letters_in(conversation.language))
    kinds = {kind: [one for one in found if one.kind == kind] for kind in Phrase.Kind}
    return [Phrases(kind.label, phrases) for kind, phrases in kinds.items() if phrases]
