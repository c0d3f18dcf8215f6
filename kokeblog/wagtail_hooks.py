from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kokeblog import editing, panels
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

hooks.register("before_publish_page", editing.say_why_not)
hooks.register("after_copy_page", editing.say_that_copy_is_draft)
hooks.register("construct_page_action_menu", editing.offer_what_can_be_done)
hooks.register("construct_homepage_panels", panels.remind_of_overdue)


@hooks.register("register_page_action_menu_item")
def offer_withdrawal() -> editing.WithdrawMenuItem:
    return editing.WithdrawMenuItem(order=20_000)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("tarinat/<int:pk>/peru/", editing.confirm_withdrawal, name="kokeblog_withdraw"),
    ]
