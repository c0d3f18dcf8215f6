"""What experts by experience tell of themselves to everyone: alias and introduction."""

from django.utils.translation import gettext_lazy as _

from expert_pool.models import Expert
from kokenet import plugins


def profiles(key: str = "") -> list[plugins.Profile]:
    """Those of the experts who are active; with a key, that one alone if there is such.

    The key is the expert's primary key: it tells nothing and stays when the alias changes.
    """
    experts = Expert.objects.active()
    if key:
        experts = experts.filter(pk=int(key)) if key.isdecimal() else experts.none()
    return [
        plugins.Profile(
            key=str(one.pk),
            alias=one.alias,
            role=_("expert by experience"),
            words=one.introduction,
        )
        for one in experts
    ]
