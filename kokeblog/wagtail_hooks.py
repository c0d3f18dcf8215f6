from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.contrib.settings.models import register_setting
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kokeblog.models import LetterSettings, Writer
from kokeblog.panels import LetterPanel, may_set_letter


class WriterViewSet(SnippetViewSet):
    model = Writer
    icon = "user"
    menu_label = _("Writers")
    add_to_admin_menu = True
    menu_order = 315
    list_display = ["alias", "words"]
    search_fields = ["alias", "words"]
    search_backend_name = None


register_snippet(WriterViewSet)
register_setting(LetterSettings, icon="mail", order=210)


@hooks.register("construct_homepage_panels")
def tell_of_the_letter(request: HttpRequest, panels: list[Component]) -> None:
    if may_set_letter(request):
        panels.append(LetterPanel())
