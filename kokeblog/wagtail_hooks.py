from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kokeblog.models import Writer


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
