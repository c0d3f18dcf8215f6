"""What editors say of a picture when they bring it in."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Asks for an alternative text always: uploads, the chooser and the edit page use this form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.label = _("What is in the picture")
            field.help_text = _(
                "Read aloud to those who do not see the picture. One sentence: what it shows and"
                " what in it matters. No names."
            )
