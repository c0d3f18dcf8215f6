"""What public forms have in common: written text that is never cut, and a receipt number."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trust import receipts
from trust import text as texts

#: What a page's script calls itself by: as unguessable as crypto.randomUUID makes it.
PAGE_MARK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def page_mark_of(data: Mapping[str, Any]) -> str:
    """What tells the page a form came from apart from all others; "" without its script."""
    mark = data.get("page", "")
    return mark if PAGE_MARK.fullmatch(mark) else ""


class WrittenField(forms.CharField):
    """What a person writes: made whole by trust.text, refused in words when too long, never cut."""

    default_error_messages = {
        "too_long": _("There are %(over)d characters too many here: %(longest)d fit in."),
    }

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        return texts.clean(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        over = len(value) - self.longest
        if over > 0:
            raise forms.ValidationError(
                self.error_messages["too_long"],
                params={"over": over, "longest": self.longest},
                code="too_long",
            )


class OneLineField(WrittenField):
    """Written text without line breaks."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class NumberForm(forms.Form):
    """A receipt number in whatever spelling; `cleaned_data["number"]` is its sixteen digits."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Your receipt number"),
        help_text=_("16 digits. Spaces and dashes do not matter."),
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "input-number",
            }
        ),
        error_messages={
            "required": _("Write the receipt number here first."),
        },
    )

    def clean_number(self) -> str:
        try:
            return receipts.read_number(self.cleaned_data["number"])
        except receipts.NotANumber as problem:
            raise forms.ValidationError(problem.sentence, code="not_a_number") from None
