"""What is sent at the desk of publishing. What was typed is never lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advice.forms import OneLineField, WrittenField
from advice.models import Publishing
from trust import receipts

LONGEST_TITLE = 120
LONGEST_QUESTION = 3_000
LONGEST_ANSWER = 6_000
LONGEST_WORD = 2_000


class ProposalForm(forms.Form):
    """A question and an answer written anew for everyone."""

    use_required_attribute = False

    title = OneLineField(
        label=_("Title"),
        help_text=_("What the question is about, in a few words. It is the first thing one reads."),
        longest=LONGEST_TITLE,
        error_messages={"required": _("Give the text a title.")},
    )
    question = WrittenField(
        label=_("The question, written anew"),
        help_text=_("In your own words: what one could ask who is in a situation like this."),
        longest=LONGEST_QUESTION,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the question in your own words.")},
    )
    answer = WrittenField(
        label=_("The answer, written anew"),
        help_text=_("Without anything that was said to this one person only."),
        longest=LONGEST_ANSWER,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Write the answer in your own words.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("title", "question", "answer"):
            if receipts.looks_like_number_in(cleaned.get(name, "")):
                self.add_error(name, _("There is a receipt number in this text. Take it away."))
        return cleaned


class DecisionForm(forms.Form):
    """The second reader's decision on the text whose digest is `seen`."""

    use_required_attribute = False

    seen = forms.RegexField(regex=r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (Publishing.ASKED.value, _("The asker may be asked: nobody can be known by this text")),
            (Publishing.RETURNED.value, _("I return it to its writer with a word")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    word = WrittenField(
        label=_("A word to its writer"),
        help_text=_("What should change? The asker never sees it."),
        longest=LONGEST_WORD,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, seen: str) -> None:
        super().__init__(data, initial={"seen": seen})
