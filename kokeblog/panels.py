"""What KokeBlogi shows on the first page of Wagtail's admin."""

from django.http import HttpRequest
from wagtail.admin.ui.components import Component


class LetterPanel(Component):
    """How many get the weekly letter; never who."""

    name = "weekly_letter"
    template_name = "kokeblog/admin/letter_panel.html"
    order = 60


def may_set_letter(request: HttpRequest) -> bool:
    return request.user.has_perm("kokeblog.change_lettersettings")
