"""What the page of writing sends: the letter so far, and what was pressed beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advice.desk_forms import LONGEST_DRAFT, DraftForm
from advice.models import Phrase


class PageForm(DraftForm):
    """The draft. `insert` is a phrase that was pressed: it goes to the letter's end.

    With script it goes in where the writer is, and nothing is sent.
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
        return found
