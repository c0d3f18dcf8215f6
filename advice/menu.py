"""What the written service puts into the public header and into the desk's menu."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from accounts.desk import staff_of
from accounts.models import Role, User
from advice.models import Alarm, Conversation, ConversationQuerySet, Status
from advice.permissions import reads_for_others
from advice.terms import settings_of
from kokenet import plugins

MOST_COUNTED = 100


def ask_url(request: HttpRequest) -> str:
    """Where one writes a question, in the language being spoken; empty when nowhere."""
    path = settings_of(request).ask_path
    return Page(url_path=path).get_url(request) or "" if path else ""


def desk_entries(request: HttpRequest) -> list[plugins.DeskEntry]:
    """The queue, and an expert's own conversations, with how many wait in each."""
    user = staff_of(request)
    entries = _calls(user)
    if user.has_role(Role.EXPERT, Role.COORDINATOR):
        waiting = _count(Conversation.objects.queue_of(user))
        waiting += _count(Conversation.objects.to_check_by(user))
        queue = reverse("advice_desk:queue")
        entries.append(plugins.DeskEntry(_("Questions waiting"), queue, waiting=waiting))
    if user.has_role(Role.EXPERT):
        unanswered = Conversation.objects.claimed_by(user).filter(status=Status.WRITING)
        own = reverse("advice_desk:own")
        entries.append(plugins.DeskEntry(_("Own conversations"), own, waiting=_count(unanswered)))
    if reads_for_others(user):
        read = reverse("advice_desk:to_read")
        waiting = _count(Conversation.objects.gated_for(user))
        entries.append(plugins.DeskEntry(_("To be read"), read, waiting=waiting))
    return entries


def _calls(user: User) -> list[plugins.DeskEntry]:
    """Experts who call a coordinator: not there at all while nobody calls."""
    waiting = Alarm.objects.open_for(user)[:MOST_COUNTED].count()
    if not waiting:
        return []
    alert = ngettext(
        "An expert by experience calls you. Open the call.",
        "%(count)d experts by experience call you. Open the calls.",
        waiting,
    ) % {"count": waiting}
    calls = reverse("advice_desk:calls")
    return [plugins.DeskEntry(_("Calls for help"), calls, waiting=waiting, alert=alert)]


def _count(rows: ConversationQuerySet) -> int:
    """No further than what fits beside a link: a long queue must not slow every page."""
    return rows[:MOST_COUNTED].count()
