"""What an expert writes and ticks to present themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from expert_pool.models import Fact
from expert_pool.presenting import Draft
from expert_pool.words import Format, Task, Visibility

#: The condensed story (source: seed 003, orderers read condensed stories).
MOST_WORDS = 120
#: Facts that are told only when they are ticked; tasks and formats are ticks themselves.
TICKED = [(one.value, one.label) for one in Fact if one not in {Fact.TASK, Fact.FORMAT}]


def few_words(text: str) -> None:
    """Raises ValidationError when there are more than MOST_WORDS."""
    count = len(text.split())
    if count > MOST_WORDS:
        raise ValidationError(
            gettext("At most %(most)d words; now there are %(count)d.")
            % {"most": MOST_WORDS, "count": count}
        )


def _text(rows: int, length: int, **told: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(widget=widget, max_length=length, required=False, **told)


def _ticks(choices: Any, **told: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **told
    )


class PresentationForm(forms.Form):
    use_required_attribute = False

    story = _text(
        6,
        1500,
        label=_("Your story in short"),
        help_text=_("At most 120 words. This is what those who look for an expert read first."),
        validators=[few_words],
    )
    telling = _text(10, 6000, label=_("More of yourself"))
    helped = _text(4, 1500, label=_("What helped"))
    tasks = _ticks(Task.choices, label=_("What one may ask you for"))
    formats = _ticks(Format.choices, label=_("Online or on the spot"))
    shown = _ticks(
        TICKED,
        label=_("What else may be told of you"),
        help_text=_("Only what you tick is told, and only that can be found by."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=Visibility.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, draft: Draft) -> None:
        super().__init__(data, initial=vars(draft))

    @property
    def draft(self) -> Draft:
        """What a valid form says."""
        return Draft(**self.cleaned_data)
