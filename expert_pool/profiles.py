"""The experts who present themselves to everyone, for those who want to name one of them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from expert_pool.models import PublicProfile
from kokenet import plugins


def profiles(key: str = "") -> list[plugins.Profile]:
    """Those whose profile everyone may read; with a key, that one alone if there is such.

    The key is the expert's primary key: it tells nothing and stays when the alias changes.
    """
    shown = PublicProfile.objects.for_everyone().order_by("alias")
    if key:
        shown = shown.filter(expert=int(key)) if key.isdecimal() else shown.none()
    return [
        plugins.Profile(
            key=str(one.expert_id),
            alias=one.alias,
            role=_("expert by experience"),
            url=reverse("expert_pool:profile", args=[one.slug]),
        )
        for one in shown
    ]
