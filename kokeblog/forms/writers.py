"""The editor's form for a writer: whose public profile it is, chosen by public names alone."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from kokenet import plugins


class WriterForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "profile" in self.fields:
            self.fields["profile"] = chooser(self.fields["profile"], self.instance.profile)


def chooser(field: forms.Field, chosen: str) -> forms.ChoiceField:
    """Offers everyone who presents themselves; also the one chosen before, who may be gone."""
    offered = [("", _("nobody"))]
    offered += [
        (name, f"{one.alias} ({one.role})") for name, one in plugins.profile_names().items()
    ]
    if chosen and chosen not in dict(offered):
        offered.append((chosen, _("somebody who is not here any more")))
    return forms.ChoiceField(
        choices=offered, required=False, label=field.label, help_text=field.help_text
    )
