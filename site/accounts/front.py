"""The desk's first page: who you are, what waits, whether the site is well."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.desk import staff_of
from accounts.models import Role
from accounts.navigation import entries
from trust import health

#: What a fault means, in words; a service's own go by their names.
FAULTS = {
    "database": _("The database does not answer."),
    "sealing": _("The key ring is wrong, so new questions are not taken."),
    "worker": _("The background worker shows no sign of life, so mail does not go out."),
    "mail_on_time": _("Mail has been waiting for more than ten minutes."),
    "mail_server": _("The mail server does not take mail."),
    "no_dead_mail": _("A mail could not be sent at all: somebody has not been told."),
}
WATCHES_HEALTH = (Role.COORDINATOR, Role.ADMINISTRATOR)


@login_required
def home(request: HttpRequest) -> HttpResponse:
    everything = entries(request)
    context = {
        "waiting": [entry for entry in everything if entry.waiting],
        "others": [entry for entry in everything if not entry.waiting],
        "faults": faults(request),
    }
    return render(request, "desk/index.html", context)


def faults(request: HttpRequest) -> list[str]:
    """What is wrong with the site, for those who can do something about it."""
    if not staff_of(request).has_role(*WATCHES_HEALTH):
        return []
    broken = [name for name, well in health.conditions().items() if not well]
    return [str(FAULTS.get(name, name)) for name in broken]
