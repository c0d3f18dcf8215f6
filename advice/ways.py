"""Ways on, when a conversation has ended or its answer is late: where else there is help."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from advice.models import Conversation
from home.models import ServiceContact
from kokenet import plugins

MOST_SERVICES = 6


@dataclass(frozen=True)
class Ways:
    """What the installed services offer, and the services to turn to of the same topics."""

    links: list[plugins.MenuItem]
    services: list[ServiceContact]


def ways_on(request: HttpRequest, conversation: Conversation) -> Ways:
    keys = conversation.topic_keys
    services = ServiceContact.objects.in_language(get_language() or "").about(keys)
    return Ways(
        links=plugins.gather(lambda plugin: plugin.ways_on(request, keys)),
        services=list(services[:MOST_SERVICES]),
    )
