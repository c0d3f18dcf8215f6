"""What KokeBlogi shows on the first page of Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from kokeblog.models import StoryPage
from kokeblog.models.reading import READER_ROLES
from kokeblog.publishing import hindrances
from trust import clock


class LetterPanel(Component):
    """How many get the weekly letter; never who."""

    name = "weekly_letter"
    template_name = "kokeblog/admin/letter_panel.html"
    order = 60


def may_set_letter(request: HttpRequest) -> bool:
    return request.user.has_perm("kokeblog.change_lettersettings")


class OverduePanel(Component):
    """Stories whose time to come out has passed, each with what still hinders it."""

    name = "overdue_stories"
    template_name = "kokeblog/admin/overdue.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        stories = overdue()
        return {"waiting": [(one, hindrances(one, one.get_latest_revision())) for one in stories]}


def overdue() -> list[StoryPage]:
    waiting = StoryPage.objects.filter(live=False, expired=False, go_live_at__lt=clock.now())
    return list(waiting.order_by("go_live_at").defer_streamfields())


def remind_of_overdue(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user.has_role(*READER_ROLES) and overdue():
        panels.append(OverduePanel())
