"""The form with which somebody asks for the weekly letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.written import LONGEST_ADDRESS, AddressField


class OwnAddressField(AddressField):
    """One's own address, which the browser may know (WCAG 2.2, 1.3.5)."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"autocomplete": "email"}


class SubscribeForm(forms.Form):
    use_required_attribute = False

    email = OwnAddressField(
        label=_("Your e-mail address"),
        longest=LONGEST_ADDRESS,
        error_messages={"required": _("Write your e-mail address first.")},
    )

    @property
    def fell_into_the_nook(self) -> bool:
        """Whether the field that people do not see was filled."""
        return bool(self.data.get("website", "").strip())
