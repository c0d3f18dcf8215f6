"""What public forms have in common: the page they come from, and a receipt number."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trust import receipts

#: What a page's script calls itself by: as unguessable as crypto.randomUUID makes it.
PAGE_MARK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def page_mark_of(data: Mapping[str, Any]) -> str:
    """What tells the page a form came from apart from all others; "" without its script."""
    mark = data.get("page", "")
    return mark if PAGE_MARK.fullmatch(mark) else ""


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
