"""The queue and one's own conversations: short lists, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.desk import desk_page, staff_of
from accounts.models import Role, User
from advice.desk.care import not_now
from advice.desk.found import Cover, covers
from advice.models import Conversation, ConversationQuerySet, Status
from advice.paging import piece
from advice.permissions import reads_for_others
from expert_pool.permissions import expert_of


@dataclass(frozen=True)
class Section:
    """A list on a page: which rows, the column they are ordered by, and whether wishes show."""

    key: str
    title: Any
    empty: Any
    rows: Callable[[User], ConversationQuerySet]
    moment: str = "due_at"
    newest_first: bool = False
    wishes: bool = False
    #: Where nothing is usual, an empty list is not shown at all.
    quiet: bool = False


@dataclass(frozen=True)
class Shown:
    """One section with a page of its rows."""

    section: Section
    covers: list[Cover]
    next: str


def _mine(status: Status) -> Callable[[User], ConversationQuerySet]:
    return lambda user: Conversation.objects.claimed_by(user).filter(status=status)


WAITING = Section(
    key="waiting",
    title=_("Waiting for someone to answer"),
    empty=_("Nobody is waiting just now."),
    rows=Conversation.objects.queue_of,
    wishes=True,
)
TO_CHECK = Section(
    key="check",
    title=_("To be checked"),
    empty=_("Nothing has been set aside."),
    rows=Conversation.objects.to_check_by,
    wishes=True,
)
TAKEN = Section(
    key="taken",
    title=_("Being answered"),
    empty=_("Nobody is writing an answer just now."),
    rows=Conversation.objects.watched_by,
)
FOR_ME = Section(
    key="me",
    title=_("Waiting for you"),
    empty=_("Nobody is waiting for your answer."),
    rows=_mine(Status.WRITING),
)
AT_GATE = Section(
    key="gate",
    title=_("Being read by a second person"),
    empty=_("Nobody is reading a letter of yours just now."),
    rows=_mine(Status.REVIEW),
    quiet=True,
)
TO_READ = Section(
    key="read",
    title=_("Letters to be read before they are sent"),
    empty=_("No letter waits for a reader just now."),
    rows=Conversation.objects.gated_for,
)
FOR_ASKER = Section(
    key="asker",
    title=_("Waiting for the asker"),
    empty=_("No conversation is with its asker just now."),
    rows=_mine(Status.ANSWERED),
    moment="last_message_at",
    newest_first=True,
)
CLOSED = Section(
    key="closed",
    title=_("Ended"),
    empty=_("None of your conversations has ended yet."),
    rows=_mine(Status.CLOSED),
    moment="last_message_at",
    newest_first=True,
)


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Questions nobody has taken, oldest promise first; for coordinators all that is owed."""
    user = staff_of(request)
    coordinates, expert = user.has_role(Role.COORDINATOR), expert_of(user)
    sections = [TO_CHECK, WAITING, TAKEN] if coordinates else [WAITING]
    context = {
        "shown": _shown(request, sections),
        "coordinates": coordinates,
        "not_now": not_now(user),
        "has_topics": coordinates or bool(expert and expert.topic_keys),
    }
    return render(request, "advice/desk/queue.html", context)


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What one has taken: what waits for oneself, for the asker, and what has ended."""
    shown = _shown(request, [FOR_ME, AT_GATE, FOR_ASKER, CLOSED])
    context = {"shown": [one for one in shown if one.covers or not one.section.quiet]}
    return render(request, "advice/desk/own.html", context)


@desk_page(Role.EXPERT, Role.COORDINATOR)
@require_safe
def to_read(request: HttpRequest) -> HttpResponse:
    """Other experts' letters that wait at the gate, the one whose promise ends first at the top."""
    reads = reads_for_others(staff_of(request))
    context = {"shown": _shown(request, [TO_READ]), "reads": reads}
    return render(request, "advice/desk/to_read.html", context)


def _shown(request: HttpRequest, sections: list[Section]) -> list[Shown]:
    """The first page of every section, or a later page of the one that the address names."""
    chosen = [section for section in sections if section.key == request.GET.get("list")]
    after = request.GET.get("after", "") if chosen else ""
    return [_page_of(section, staff_of(request), after) for section in chosen or sections]


def _page_of(section: Section, user: User, after: str) -> Shown:
    rows = section.rows(user).select_related("expert").prefetch_related("topics")
    page = piece(rows, section.moment, after, newest_first=section.newest_first)
    seen = covers(user, page.rows) if section.wishes else [Cover(row) for row in page.rows]
    return Shown(section, seen, page.next)
