"""The inbox's addresses and its place in the Wagtail admin's menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from accounts.desk import staff_of
from kokeblog.sent import inbox
from kokeblog.sent.permissions import handles_stories

MOST_COUNTED = 100

addresses: list[URLPattern] = [
    path("lahetetyt-tarinat/", inbox.inbox, name="kokeblog_sent_inbox"),
    path("lahetetyt-tarinat/<int:pk>/", inbox.story, name="kokeblog_sent_story"),
    path("lahetetyt-tarinat/<int:pk>/mukaan/", inbox.let_in, name="kokeblog_sent_let_in"),
    path("lahetetyt-tarinat/<int:pk>/luonnos/", inbox.make_draft, name="kokeblog_sent_draft"),
    path("lahetetyt-tarinat/<int:pk>/nayta/", inbox.show, name="kokeblog_sent_show"),
    path("lahetetyt-tarinat/<int:pk>/sana/", inbox.tell, name="kokeblog_sent_tell"),
    path("lahetetyt-tarinat/<int:pk>/kieltaydy/", inbox.decline, name="kokeblog_sent_decline"),
]


class InboxItem(MenuItem):
    """Shown to those with the right; says how many stories nobody has taken up."""

    def is_shown(self, request: HttpRequest) -> bool:
        return handles_stories(staff_of(request))

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := inbox.waiting()[:MOST_COUNTED].count():
            component.label = gettext("New stories: %(n)d") % {"n": number}
        return component


def inbox_item() -> InboxItem:
    return InboxItem(
        _("Sent stories"),
        reverse_lazy("kokeblog_sent_inbox"),
        name="sent-stories",
        icon_name="mail",
        order=160,
    )
