"""What experts and coordinators send at the desk. What was typed is never lost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advice.forms import LONGEST_TEXT, TextField, WrittenField
from expert_pool.models import Expert

#: A draft may be longer than a letter: it is shortened before sending, not before saving.
LONGEST_DRAFT = 4 * LONGEST_TEXT


class DraftForm(forms.Form):
    """An answer in the making; empty is a draft too."""

    text = WrittenField(longest=LONGEST_DRAFT, strip=False, required=False)


class BeginForm(DraftForm):
    """What an expert may begin to write before the question is theirs."""

    text = WrittenField(
        label=_("You can begin your answer here"),
        help_text=_("It stays with you, also when someone else was quicker."),
        longest=LONGEST_DRAFT,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """A letter to the asker. `answers` is the position of the last letter its writer has read."""

    text = TextField(
        label=_("Your answer"),
        error_messages={"required": _("Write something first. Even one sentence is enough.")},
    )
    answers = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """The expert whom the coordinator chooses, from those who can answer."""

    expert = forms.ModelChoiceField(
        label=_("Who could answer?"),
        queryset=Expert.objects.none(),
        error_messages={
            "required": _("Choose one of the experts."),
            "invalid_choice": _("This expert is no longer here. Choose from these."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["expert"].queryset = Expert.objects.active()  # type: ignore[attr-defined]
