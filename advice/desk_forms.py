"""What experts and coordinators send at the desk. What was typed is never lost."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from advice.forms import LONGEST_TEXT, TextField
from advice.gate import MOST_PARTS
from advice.load import candidates
from advice.models import Conversation, Note, Verdict
from expert_pool.models import Expert
from home.written import WrittenField

#: A draft may be longer than a letter: it is shortened before sending, not before saving.
LONGEST_DRAFT = 4 * LONGEST_TEXT
LONGEST_COMMENT = 2_000
LONGEST_NOTE = 2_000
LONGEST_REASON = 500


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
    wished = forms.BooleanField(
        label=_("I want a second person to read this letter before it is sent"),
        help_text=_("They write comments in the margin, or let it go to the asker as it is."),
        required=False,
    )


class NoteForm(forms.Form):
    """A note beside the letters. With `form_id` its fields are sent with that form of the page."""

    use_required_attribute = False

    note = WrittenField(
        label=_("Your note"),
        help_text=_("The asker never sees it. It is erased together with the conversation."),
        longest=LONGEST_NOTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first. Even one sentence is enough.")},
    )
    level = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=Note.Level.choices,
        initial=Note.Level.SELF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    def __init__(self, data: Any = None, *, form_id: str = "", **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if form_id:
            for field in self.fields.values():
                field.widget.attrs["form"] = form_id


def _word_field() -> WrittenField:
    return WrittenField(
        label=_("A word to whoever goes on"),
        help_text=_(
            "What would you want to know in their place? It is kept among the notes; the asker"
            " never sees it."
        ),
        longest=LONGEST_NOTE,
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WordForm(forms.Form):
    """What one who gives a conversation back wants the next one to know."""

    word = _word_field()


class MarginForm(forms.Form):
    """What a reader says of the letter at the gate, paragraph by paragraph, and decides of it.

    `review` is the visit to the gate that was read. Without `decides` the comments are only kept.
    """

    review = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (Verdict.LET_GO.value, _("I let the letter go to the asker as it is")),
            (Verdict.RETURNED.value, _("I return it to its writer with my comments")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )

    def __init__(self, data: Any = None, *, decides: bool = True, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["verdict"].required = decides
        for nth in range(MOST_PARTS + 1):
            self.fields[f"comment_{nth}"] = WrittenField(
                label=_comment_on(nth),
                longest=LONGEST_COMMENT,
                strip=False,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def comments(self) -> dict[int, str]:
        """What was said of each paragraph whose field was there; 0 is the whole letter."""
        return {
            nth: self.cleaned_data[f"comment_{nth}"]
            for nth in range(MOST_PARTS + 1)
            if f"comment_{nth}" in self.data
        }


def _comment_on(paragraph: int) -> Any:
    if paragraph == 0:
        return _("Comment on the whole letter")
    return format_lazy(_("Comment on paragraph {nth}"), nth=paragraph)


class AssignForm(forms.Form):
    """The expert whom the coordinator chooses, from those who can answer this one, and a word."""

    expert = forms.ModelChoiceField(
        label=_("Who could answer?"),
        queryset=Expert.objects.none(),
        error_messages={
            "required": _("Choose one of the experts."),
            "invalid_choice": _("This expert cannot take it. Choose somebody else."),
        },
    )

    word = _word_field()

    def __init__(self, conversation: Conversation, data: Any = None) -> None:
        super().__init__(data)
        self.fields["expert"].queryset = candidates(conversation)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a coordinator opens a conversation that another answers."""

    reason = WrittenField(
        label=_("Why do you open it?"),
        help_text=_("The expert by experience can read this. Leave out names and places."),
        longest=LONGEST_REASON,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reason in a few words. The expert can read it.")},
    )
