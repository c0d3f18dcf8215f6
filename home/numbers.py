"""A receipt number opens one thing in one service; the others are pointed to, never asked."""

from django.http import HttpRequest

from kokenet import plugins


def other_numbers(request: HttpRequest) -> list[plugins.MenuItem]:
    """Where the numbers of the other services are read, for the page that is asked for now."""
    everywhere = plugins.gather(lambda plugin: plugin.opens_numbers(request))
    return [item for item in everywhere if item.url != request.path]
