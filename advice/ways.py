"""Ways on, when a conversation has ended or its answer is late: where else there is help."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from advice.models import Conversation
from home.models import PeerGroup, ServiceContact
from kokenet import plugins

MOST_SERVICES = 6
MOST_GROUPS = 3


@dataclass(frozen=True)
class Ways:
    """What the installed services offer, and the groups and services of the same topics."""

    links: list[plugins.MenuItem]
    groups: list[PeerGroup]
    services: list[ServiceContact]


def ways_on(request: HttpRequest, conversation: Conversation) -> Ways:
    keys = conversation.topic_keys
    language = get_language() or ""
    groups = PeerGroup.objects.in_language(language).about(keys)
    services = ServiceContact.objects.in_language(language).about(keys)
    return Ways(
        links=plugins.gather(lambda plugin: plugin.ways_on(request, keys)),
        groups=list(groups[:MOST_GROUPS]),
        services=list(services[:MOST_SERVICES]),
    )
