"""What the admin asks of those who read and withdraw stories."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm

from kokeblog.models import Cause, Line


class ChecklistForm(TaskStateCommentForm):
    """A tick for each line, all of them needed; `revision` is the one whose text is read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in Line:
            self.fields[line.value] = forms.BooleanField(
                label=line.label, error_messages={"required": _("Not ticked yet.")}
            )
        self.order_fields(["revision", *Line.values, "comment"])


class WithdrawalForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("Why"),
        choices=Cause.choices,
        widget=forms.RadioSelect,
        help_text=_("Kept in the audit trail; readers are not told."),
    )
