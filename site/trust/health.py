"""Whether the site is well: `/tila` says it in one word to whoever watches.

Every condition turns the answer red (503): the page is for whoever is woken when something must be
done, not for a load balancer that would take a site with a dead mail server away from people in
need. Red are

- database: it does not answer (the others are then unknown and left out);
- sealing: the key ring is wrong, so that new questions are refused (trust.canary);
- worker: no sign of life from `manage.py worker` for two minutes;
- mail_on_time: a mail has been due for ten minutes;
- mail_server: some mail has failed twice, and none has gone since;
- no_dead_mail: a mail was given up within the last 24 hours: somebody was not told;
  an address that anybody may write and that no mailbox answers for is no alarm, nor are letters
  to many that take their time;
- what the services add, under their own names.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kokenet import plugins
from trust import canary, clock, outbox
from trust.models import Heartbeat, OutgoingMail
from trust.models.outbox import OutgoingMailQuerySet

WORKER_SILENT = timedelta(minutes=2)
MAIL_LATE = timedelta(minutes=10)
DEAD_SHOWN = timedelta(hours=24)
#: For so long a coordinator is told whom a mail did not reach: over a weekend and a holiday.
DEAD_TOLD = timedelta(days=7)
#: Mails looked at for it; beyond that many nobody counts them.
MOST_TOLD = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailTrouble:
    """Mail that has not gone: how many were given up and whom they were to, and since when mail
    has been due without going; None while it goes in time."""

    dead: int
    names: list[str]
    waiting_since: datetime | None

    def __bool__(self) -> bool:
        return bool(self.dead or self.waiting_since)


def mail_trouble() -> MailTrouble:
    """What people should know of it, in one query. A mail to an asker has no name."""
    now = clock.now()
    ours = _alarming()
    found = ours.due(now - MAIL_LATE) | ours.dead_since(now - DEAD_TOLD)
    mails = list(found.select_related("to")[:MOST_TOLD])
    dead = [mail for mail in mails if mail.dead_at]
    waiting = [mail.due_at for mail in mails if not mail.dead_at]
    names = {mail.to.shown_name for mail in dead if mail.to}
    return MailTrouble(len(dead), sorted(names), min(waiting, default=None))


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """One word to everybody; `?format=json` names the conditions to staff who have signed in."""
    found = conditions()
    code = 200 if all(found.values()) else 503
    if request.GET.get("format") == "json" and _is_staff(request):
        return JsonResponse(found, status=code)
    word = "ok" if code == 200 else "vika"
    return HttpResponse(word, status=code, content_type="text/plain; charset=utf-8")


def conditions() -> dict[str, bool]:
    """Each condition by name, True when all is well. Never raises."""
    if not _holds(_database_answers):
        return {"database": False}
    found = {
        "database": True,
        "sealing": _holds(canary.submissions_open),
        "worker": _holds(_worker_lives),
        "mail_on_time": _holds(_mail_on_time),
        "mail_server": _holds(_mail_server_takes),
        "no_dead_mail": _holds(_no_dead_mail),
    }
    for plugin in plugins.installed():
        found |= _conditions_of(plugin)
    return found


def _conditions_of(plugin: plugins.ServicePlugin) -> dict[str, bool]:
    try:
        return {f"{plugin.label}.{name}": well for name, well in plugin.health().items()}
    except Exception:
        logger.exception("A service cannot tell its health.")
        return {plugin.label: False}


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except Exception:
        logger.exception("A condition of the status page cannot be asked.")
        return False


def _is_staff(request: HttpRequest) -> bool:
    try:
        return request.user.is_authenticated
    except Exception:
        logger.exception("The status page cannot tell who asks.")
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _worker_lives() -> bool:
    alive_since = clock.now() - WORKER_SILENT
    return Heartbeat.objects.filter(name=Heartbeat.WORKER, at__gte=alive_since).exists()


def _mail_on_time() -> bool:
    return not _alarming().due(clock.now() - MAIL_LATE).exists()


def _mail_server_takes() -> bool:
    failing = _failing().waiting().filter(attempts__gte=2).exclude(failed_at=None)
    failed_at = failing.order_by("-failed_at").values_list("failed_at", flat=True).first()
    return failed_at is None or OutgoingMail.objects.filter(sent_at__gt=failed_at).exists()


def _no_dead_mail() -> bool:
    return not _alarming().dead_since(clock.now() - DEAD_SHOWN).exists()


def _failing() -> OutgoingMailQuerySet:
    """Mail whose failing is ours: no mailbox has said no to an address that is a reader's own."""
    return OutgoingMail.objects.exclude(kind__in=outbox.kept_kinds(), last_error=outbox.REFUSED)


def _alarming() -> OutgoingMailQuerySet:
    """Of these, what somebody waits for; letters to many take their time."""
    return _failing().exclude(kind__in=outbox.patient_kinds(), dead_at=None)
