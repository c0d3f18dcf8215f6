"""What the page of writing sends: the letter so far, its cards, and what was pressed beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advice.cards import MOST_CARDS, Cards, cards_of
from advice.desk_forms import LONGEST_DRAFT, DraftForm
from advice.models import Phrase

#: Digits that a row's number may have at the most.
LONGEST_NUMBER = 18


class CardsField(forms.Field):
    """Services by their numbers in the directory; one without a number says that they were asked.

    None when they were not. Those that are not in the directory any more are left out.
    """

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> Cards | None:
        if not value:
            return None
        return cards_of(_numbers(value)[:MOST_CARDS])


class CardsForm(forms.Form):
    """The cards that a letter is sent with."""

    cards = CardsField()

    @property
    def chosen(self) -> Cards:
        return (self.is_valid() and self.cleaned_data["cards"]) or Cards()

    @property
    def lacks_some(self) -> bool:
        """Whether a service has gone from the directory since its card was chosen."""
        return len(self.chosen) < len(set(_numbers(self["cards"].value())))


class PageForm(CardsForm, DraftForm):
    """The draft, and a button pressed beside it.

    `insert` is a phrase: it goes to the letter's end; with script it goes in where the writer is,
    and nothing is sent. `point` takes the service that was chosen among the cards, `unpoint` takes
    one away.
    """

    insert = forms.ModelChoiceField(
        Phrase.objects.all(),
        required=False,
        error_messages={
            "invalid_choice": _("This phrase is not there any more. Your text is as it was.")
        },
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if phrase := found.get("insert"):
            parts = found.get("text", "").rstrip(), phrase.text.strip()
            found["text"] = "\n\n".join(filter(None, parts))
        if len(found.get("text", "")) > LONGEST_DRAFT:
            self.add_error("text", _("The text is too long to be kept. Shorten it first."))
        if "point" in self.data:
            found["cards"] = self._with_one_more(found["cards"] or Cards())
        if "unpoint" in self.data:
            found["cards"] = self._with_one_less(found["cards"] or Cards())
        return found

    def _with_one_more(self, cards: Cards) -> Cards:
        numbers = [card.service for card in cards]
        more = cards_of([*numbers, *_numbers([self.data.get("service", "")])])
        if len(more) > MOST_CARDS:
            self.add_error("cards", _("A letter has room for six services. Remove one first."))
        elif len(more) == len(cards):
            self.add_error("cards", _("Choose a service first."))
        return more

    def _with_one_less(self, cards: Cards) -> Cards:
        gone = _numbers([self.data["unpoint"]])
        return Cards(tuple(card for card in cards if card.service not in gone))


def _numbers(values: list[str] | None) -> list[int]:
    """Those that can be a row's."""
    whole = [value for value in values or [] if value.isascii() and value.isdecimal()]
    return [int(value) for value in whole if len(value) <= LONGEST_NUMBER]
