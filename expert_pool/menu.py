"""What the expert bank puts into the desk's menu."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.desk import staff_of
from accounts.models import Role, User
from expert_pool.models import Debrief, Expert, WorkEntry, WorkState
from expert_pool.permissions import expert_of
from kokenet import plugins
from trust.counted import counted

MOST_COUNTED = 100


def desk_entries(request: HttpRequest) -> list[plugins.DeskEntry]:
    """An expert's own pages, and for coordinators everyone's hours."""
    user = staff_of(request)
    expert, coordinates = expert_of(user), user.has_role(Role.COORDINATOR)
    if expert is None and not coordinates:
        return []
    waiting = _waiting(user, expert, coordinates=coordinates)
    entries = []
    if expert is not None:
        entries += [
            plugins.DeskEntry(
                _("How you are"),
                reverse("expert_desk:wellbeing"),
                waiting=waiting["debriefs"],
                note=_("A word after a heavy letter, topics that are not for today, days away."),
            ),
            plugins.DeskEntry(
                _("Your hours"), reverse("expert_desk:hours"), waiting=waiting["suggested"]
            ),
            plugins.DeskEntry(
                _("Your profile"),
                reverse("expert_desk:profile"),
                note=_("What you answer about, and what askers read of you."),
            ),
            plugins.DeskEntry(
                _("Your presentation"),
                reverse("expert_desk:presentation"),
                note=_("What those read who look for an expert, once you have said yes to it."),
            ),
        ]
    if coordinates:
        everyones = reverse("expert_desk:everyones_hours")
        entries.append(
            plugins.DeskEntry(_("Experts’ hours"), everyones, waiting=waiting["to_approve"])
        )
    return entries


def _waiting(user: User, expert: Expert | None, *, coordinates: bool) -> dict[str, int]:
    """Debriefs not answered, hours not confirmed, everyone's hours to approve; in one query."""
    lists: dict[str, QuerySet[Any]] = {}
    if expert is not None:
        lists["debriefs"] = Debrief.objects.offered_to(expert)
        lists["suggested"] = expert.work.filter(state=WorkState.SUGGESTED)
    if coordinates:
        lists["to_approve"] = WorkEntry.objects.to_approve()
    return counted(user, **{name: rows[:MOST_COUNTED] for name, rows in lists.items()})
