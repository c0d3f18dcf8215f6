"""What the expert bank puts into the desk's menu."""

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.desk import staff_of
from accounts.models import Role
from expert_pool.models import Expert, WorkEntry, WorkState
from expert_pool.permissions import expert_of
from kokenet import plugins

MOST_COUNTED = 100


def desk_entries(request: HttpRequest) -> list[plugins.DeskEntry]:
    """An expert's own pages, and for coordinators everyone's hours."""
    user = staff_of(request)
    entries = []
    expert = expert_of(user)
    if expert is not None:
        debriefs, suggested = _waiting_for(expert)
        entries += [
            plugins.DeskEntry(
                _("How you are"),
                reverse("expert_desk:wellbeing"),
                waiting=debriefs,
                note=_("A word after a heavy letter, topics that are not for today, days away."),
            ),
            plugins.DeskEntry(_("Your hours"), reverse("expert_desk:hours"), waiting=suggested),
            plugins.DeskEntry(
                _("Your profile"),
                reverse("expert_desk:profile"),
                note=_("What you answer about, and what askers read of you."),
            ),
        ]
    if user.has_role(Role.COORDINATOR):
        waiting = WorkEntry.objects.to_approve()[:MOST_COUNTED].count()
        everyones = reverse("expert_desk:everyones_hours")
        entries.append(plugins.DeskEntry(_("Experts’ hours"), everyones, waiting=waiting))
    return entries


def _waiting_for(expert: Expert) -> tuple[int, int]:
    """How many debriefs the expert has not answered and hours not confirmed; in one query."""
    counted = Expert.objects.filter(pk=expert.pk).aggregate(
        debriefs=Count("debriefs", filter=Q(debriefs__answer=""), distinct=True),
        suggested=Count("work", filter=Q(work__state=WorkState.SUGGESTED), distinct=True),
    )
    return counted["debriefs"], counted["suggested"]
