"""What KokeBlogi brings to the Wagtail admin: registration only."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.contrib.settings.models import register_setting
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from accounts.desk import staff_of
from kokeblog import editing, greeting, panels
from kokeblog.actions.planning import PLANNED, UNPLANNED
from kokeblog.models import Rhythm, Writer
from kokeblog.permissions import lists_of
from kokeblog.views import calendar, guide

register_setting(Rhythm, icon="calendar-alt", order=120)


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
hooks.register("construct_homepage_panels", greeting.greet)
hooks.register("construct_homepage_panels", panels.remind_of_overdue)


class CalendarItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(lists_of(staff_of(request)))


@hooks.register("register_page_action_menu_item")
def offer_withdrawal() -> editing.WithdrawMenuItem:
    return editing.WithdrawMenuItem(order=25)


@hooks.register("register_admin_urls")
def admin_addresses() -> list[URLPattern]:
    return [
        path("julkaisukalenteri/", calendar.calendar, name="kokeblog_calendar"),
        path("julkaisukalenteri/viikko/", calendar.set_week, name="kokeblog_set_week"),
        path("tarinat/<int:pk>/peru/", editing.confirm_withdrawal, name="kokeblog_withdraw"),
        path("opas/", guide.guide, name="kokeblog_guide"),
        path("opas/kuvat/<slug:name>.png", guide.picture, name="kokeblog_guide_picture"),
    ]


@hooks.register("register_admin_menu_item")
def calendar_item() -> MenuItem:
    return CalendarItem(
        _("Calendar of stories"),
        calendar.calendar_url(),
        name="story-calendar",
        icon_name="calendar-alt",
        order=150,
    )


@hooks.register("register_help_menu_item")
def guide_item() -> MenuItem:
    address = reverse("kokeblog_guide")
    return MenuItem(_("Editors' guide"), address, name="editors-guide", icon_name="help", order=1)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(PLANNED, _("Choose the week"), _("Week chosen"))
    actions.register_action(UNPLANNED, _("Take the week away"), _("Week taken away"))
