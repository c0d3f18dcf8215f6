"""What the written service puts into the public header and into the desk's menu."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.desk import staff_of
from accounts.models import Role, User
from advice.models import Alarm, Conversation, Publication, Publishing, Status
from advice.permissions import reads_for_others
from advice.terms import settings_of
from expert_pool.permissions import expert_of
from kokenet import plugins
from trust.counted import counted

MOST_COUNTED = 100


def ask_url(request: HttpRequest) -> str:
    """Where one writes a question, in the language being spoken; empty when nowhere."""
    return _url_of(request, settings_of(request).ask_path)


def answers_url(request: HttpRequest) -> str:
    """Where the published answers are listed, in the language being spoken; empty when nowhere."""
    return _url_of(request, settings_of(request).answers_path)


def _url_of(request: HttpRequest, path: str | None) -> str:
    return Page(url_path=path).get_url(request) or "" if path else ""


def desk_entries(request: HttpRequest) -> list[plugins.DeskEntry]:
    """What a person does at the desk, with how many wait in each; one query counts them all."""
    user = staff_of(request)
    coordinates, answers = user.has_role(Role.COORDINATOR), user.has_role(Role.EXPERT)
    if not (coordinates or answers):
        return []
    waiting = _waiting(user)
    entries = [_overview()] if coordinates else []
    entries += _calls(waiting["calls"])
    queue = waiting["queue"] + waiting["check"]
    entries.append(_entry(_("Questions waiting"), "queue", queue))
    if answers:
        entries.append(_entry(_("Own conversations"), "own", waiting["own"]))
    if reads_for_others(user):
        entries.append(_entry(_("To be read"), "to_read", waiting["gated"]))
    publishing = waiting["proposals"] + waiting["returned"]
    entries.append(_entry(_("Publishing"), "publications", publishing))
    return entries + _feedback(answers=expert_of(user) is not None, coordinates=coordinates)


def _feedback(*, answers: bool, coordinates: bool) -> list[plugins.DeskEntry]:
    own, everyones = reverse("advice_desk:feedback"), reverse("advice_desk:everyones_feedback")
    entries = []
    if answers:
        note = _("What askers have said to you, and how many letters you have answered.")
        entries.append(plugins.DeskEntry(_("Your feedback"), own, note=note))
    if coordinates:
        note = _("What askers have said of how it went.")
        entries.append(plugins.DeskEntry(_("Askers’ feedback"), everyones, note=note))
    return entries


def _waiting(user: User) -> dict[str, int]:
    """No further than what fits beside a link: a long queue must not slow every page."""
    rows = Conversation.objects
    lists: dict[str, QuerySet[Any]] = {
        "calls": Alarm.objects.open_for(user),
        "queue": rows.queue_of(user),
        "check": rows.to_check_by(user),
        "own": rows.claimed_by(user).filter(status=Status.WRITING),
        "proposals": Publication.objects.to_read_by(user),
        "returned": Publication.objects.of(user).filter(status=Publishing.RETURNED),
    }
    if reads_for_others(user):
        lists["gated"] = rows.gated_for(user)
    return counted(user, **{name: found[:MOST_COUNTED] for name, found in lists.items()})


def _entry(label: str, page: str, waiting: int = 0) -> plugins.DeskEntry:
    return plugins.DeskEntry(label, reverse(f"advice_desk:{page}"), waiting=waiting)


def _overview() -> plugins.DeskEntry:
    note = _("What waits and how long, what may be late, and how the experts are doing.")
    return plugins.DeskEntry(_("Overview"), reverse("advice_desk:overview"), note=note)


def _calls(waiting: int) -> list[plugins.DeskEntry]:
    """Experts who call a coordinator: not there at all while nobody calls."""
    if not waiting:
        return []
    alert = ngettext(
        "An expert by experience calls you. Open the call.",
        "%(count)d experts by experience call you. Open the calls.",
        waiting,
    ) % {"count": waiting}
    calls = reverse("advice_desk:calls")
    return [plugins.DeskEntry(_("Calls for help"), calls, waiting=waiting, alert=alert)]
