"""Fields for what a person writes: made whole, refused in words when too long, never cut."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from trust import text as texts

#: As long as an address can be (source: RFC 5321).
LONGEST_ADDRESS = 254


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


class AddressField(OneLineField):
    """An e-mail address, kept as it was written when it is none."""

    widget = forms.EmailInput
    default_validators = [validate_email]
    default_error_messages = {
        "invalid": _("This is not an e-mail address as it stands. Please check it."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 -- Django's
        return {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
