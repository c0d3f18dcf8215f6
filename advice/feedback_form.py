"""How it went, asked once at the end: two questions in words, and room for a few of one's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.written import WrittenField

LONGEST_COMMENT = 2_000

HEARD = [
    (1, gettext_lazy("No, not at all")),
    (2, gettext_lazy("Only a little")),
    (3, gettext_lazy("Partly")),
    (4, gettext_lazy("Quite well")),
    (5, gettext_lazy("Yes, fully")),
]
HELPED = [
    (1, gettext_lazy("It did not help")),
    (2, gettext_lazy("It helped a little")),
    (3, gettext_lazy("It helped somewhat")),
    (4, gettext_lazy("It helped a lot")),
    (5, gettext_lazy("It helped very much")),
]


class CommentField(WrittenField):
    """A few words in a box with a counter."""

    widget = forms.Textarea

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 -- Django's
        return {
            "rows": 5,
            "data-counter": LONGEST_COMMENT,
            "data-counter-left": gettext_lazy("%s characters left"),
            "data-counter-over": gettext_lazy("%s characters too many"),
        }


class GradeField(forms.TypedChoiceField):
    """One of five in words, or none."""

    widget = forms.RadioSelect

    def __init__(self, *, grades: Sequence[tuple[int, str | Promise]], **kwargs: Any) -> None:
        super().__init__(choices=grades, coerce=int, empty_value=None, required=False, **kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy(
            "Choose one of these, or leave all of them empty."
        )


class FeedbackForm(forms.Form):
    """Any part of it may be left empty, but not all: then there is nothing to send."""

    heard = GradeField(label=gettext_lazy("Were you heard?"), grades=HEARD)
    helped = GradeField(label=gettext_lazy("Did this help you?"), grades=HELPED)
    comment = CommentField(
        label=gettext_lazy("Would you like to say something in your own words?"),
        help_text=gettext_lazy(
            "The expert by experience who answered you and the coordinator can read this. Leave "
            "out names and places."
        ),
        required=False,
        strip=False,
        longest=LONGEST_COMMENT,
    )

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(given.values()):
            raise forms.ValidationError(
                _("Choose an answer or write a few words. You may also leave this be."),
                code="empty",
            )
        return given
