"""The desk's first page: who you are, what waits, whether the site is well."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.desk import staff_of
from accounts.models import Role
from accounts.navigation import entries
from trust import health

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
    """The names of the conditions that do not hold, for those who can do something about them."""
    if not staff_of(request).has_role(*WATCHES_HEALTH):
        return []
    return [name for name, well in health.conditions().items() if not well]
