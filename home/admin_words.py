"""What Wagtail's own scripts say in the admin, with the words that its Finnish lacks.

Django finds scripts' words in an app's catalogue alone, so that ours in `site/kokenet/locale`,
which fill the gaps of its pages, do not reach them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

MISSING: dict[str, str | Promise] = {
    "A network error occurred.": _("A network error occurred."),
    "A server error occurred.": _("A server error occurred."),
    "Autosave in progress…": _("Autosave in progress…"),
    "Changes have been autosaved.": _("Changes have been autosaved."),
    "Search options…": _("Search options…"),
    "Toggle section": _("Toggle section"),
}


class Words(JavaScriptCatalog):
    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """Wagtail's words in the language being spoken, else ours."""
        ours = {english: str(word) for english, word in MISSING.items()}
        return ours | super().get_catalog()


def script_words(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = get_localized_response(Words.as_view(), request)
    return response
