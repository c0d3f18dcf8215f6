"""What templates/desk/base.html asks."""

from typing import Any

from django import template

from accounts import navigation
from kokenet.plugins import DeskEntry

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_entries(context: dict[str, Any]) -> list[DeskEntry]:
    """The links of the desk's menu; empty for someone who is not signed in."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return []
    return navigation.entries(request)
