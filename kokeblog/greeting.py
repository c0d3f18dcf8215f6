"""What the admin's first page tells editors: this week's story, the next one, and what waits."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from accounts.desk import staff_of
from accounts.models import User
from kokeblog.models import Rhythm, StoryIndexPage
from kokeblog.permissions import lists_of
from kokeblog.planning import Calendar, Entry, Slot, State
from kokeblog.sent import inbox
from kokeblog.sent.admin import MOST_COUNTED
from kokeblog.sent.permissions import handles_stories

SHOWN = 5


class WeekPanel(Component):
    name = "story_week"
    template_name = "kokeblog/admin/week.html"
    order = 10

    def __init__(self, listing: StoryIndexPage, user: User) -> None:
        super().__init__()
        self.listing = listing
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:  # noqa: ARG002
        calendar = Calendar(self.listing, Rhythm.of(self.listing))
        now = next(place for place, slot in enumerate(calendar.slots) if slot.is_now)
        soon = [*calendar.slots[now].entries, *calendar.slots[now + 1].entries]
        drafts = waiting(calendar, State.DRAFT, State.PLANNED, State.READ)
        return {
            "listing": self.listing,
            "this_week": calendar.slots[now],
            "next_week": calendar.slots[now + 1],
            "next_is_certain": comes_by_itself(calendar.slots[now + 1]),
            "to_read": waiting(calendar, State.READING),
            "drafts": [entry for entry in drafts if entry not in soon][:SHOWN],
            "sent": inbox.waiting()[:MOST_COUNTED].count() if handles_stories(self.user) else 0,
        }


def waiting(calendar: Calendar, *states: State) -> list[Entry]:
    """Stories in these states, the one that was last written first."""
    found = [entry for entry in calendar.entries if entry.state in states]
    return sorted(found, key=lambda one: one.story.latest_revision_created_at, reverse=True)


def comes_by_itself(slot: Slot) -> bool:
    return any(entry.state in {State.OUT, State.SCHEDULED} for entry in slot.entries)


def greet(request: HttpRequest, panels: list[Component]) -> None:
    """Adds the panel for those who keep a list of stories; of several lists, the first."""
    user = staff_of(request)
    if listings := lists_of(user):
        panels.append(WeekPanel(listings[0], user))
