from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from advice.snippets import AskForm, Phrase, ServiceBreak


class AskFormViewSet(SnippetViewSet):
    model = AskForm
    icon = "mail"
    menu_label = _("Question forms")
    add_to_admin_menu = True
    menu_order = 310
    list_display = ["title", "locale"]


class ServiceBreakViewSet(SnippetViewSet):
    model = ServiceBreak
    icon = "date"
    menu_label = _("Service breaks")
    add_to_admin_menu = True
    menu_order = 320
    list_display = ["first_day", "last_day"]


class PhraseViewSet(SnippetViewSet):
    model = Phrase
    icon = "openquote"
    menu_label = _("Phrases")
    add_to_admin_menu = True
    menu_order = 315
    list_display = ["title", "kind", "locale"]
    list_filter = ["kind"]
    search_fields = ["title", "text"]


register_snippet(AskFormViewSet)
register_snippet(PhraseViewSet)
register_snippet(ServiceBreakViewSet)
