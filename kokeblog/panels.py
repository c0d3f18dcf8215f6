"""What the admin's first page tells of stories."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from kokeblog.models import StoryPage
from kokeblog.models.reading import READER_ROLES
from trust import clock


class OverduePanel(Component):
    """Stories whose time to come out has passed while nobody had read them."""

    name = "overdue_stories"
    template_name = "kokeblog/admin/overdue.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"stories": overdue()}


def overdue() -> list[StoryPage]:
    waiting = StoryPage.objects.filter(live=False, expired=False, go_live_at__lt=clock.now())
    return list(waiting.order_by("go_live_at").defer_streamfields())


def remind_of_overdue(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user.has_role(*READER_ROLES) and overdue():
        panels.append(OverduePanel())
