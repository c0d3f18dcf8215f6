from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kokeblog.models import Writer
from kokeblog.sent import admin


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

hooks.register("register_admin_urls", lambda: admin.addresses)
hooks.register("register_admin_menu_item", admin.inbox_item)
