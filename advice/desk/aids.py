"""What helps to write, beside the letter: phrases to make one's own, and services to point to."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from advice.cards import Cards, as_now
from advice.desk.drafts import OpenDraft
from advice.models import Conversation, Phrase
from advice.writing_form import CardsForm
from home.models import ServiceContact


@dataclass(frozen=True)
class Phrases:
    """The phrases of one kind."""

    kind: Any
    phrases: list[Phrase]


@dataclass(frozen=True)
class Services:
    """Services that belong together in the list to choose from."""

    title: str
    services: list[ServiceContact]


def aids_for(request: HttpRequest, conversation: Conversation, draft: OpenDraft) -> dict[str, Any]:
    """For the page: `phrases`, the letter's `cards`, and the `services` that it could point to."""
    cards = CardsForm(request.POST).chosen if "cards" in request.POST else _of(draft)
    return {
        "phrases": phrases_for(conversation),
        "cards": cards,
        "services": services_for(conversation, cards),
    }


def services_for(conversation: Conversation, cards: Cards) -> list[Services]:
    """Every service of the directory that is not in the letter yet, in the letter's language.

    Those of its topics first, and at last those that are described only in another language.
    """
    every = list(ServiceContact.objects.select_related("locale"))
    spoken = [one for one in every if one.locale.language_code == conversation.language]
    told = {one.translation_key for one in spoken}
    near = set(ServiceContact.objects.about(conversation.topic_keys).values_list("pk", flat=True))
    groups = {
        _("On the topics of this conversation"): [one for one in spoken if one.pk in near],
        _("Others"): [one for one in spoken if one.pk not in near],
        _("Described in another language"): [
            one for one in every if one.translation_key not in told
        ],
    }
    chosen = {card.service for card in cards}
    left = {title: [one for one in all_ if one.pk not in chosen] for title, all_ in groups.items()}
    return [Services(title, services) for title, services in left.items() if services]


def phrases_for(conversation: Conversation) -> list[Phrases]:
    """In the letter's language: openings first, then endings, and those for danger at last."""
    found = list(Phrase.objects.for_letters_in(conversation.language))
    kinds = {kind: [one for one in found if one.kind == kind] for kind in Phrase.Kind}
    return [Phrases(kind.label, phrases) for kind, phrases in kinds.items() if phrases]


def _of(draft: OpenDraft) -> Cards:
    return draft.cards if draft.cards.is_broken else as_now(draft.cards)
