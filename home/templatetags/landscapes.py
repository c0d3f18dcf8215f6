from typing import Any

from django import template
from django.utils.safestring import SafeString

from home import landscapes

register = template.Library()


@register.simple_tag
def landscape(
    seed: Any, *, shape: landscapes.Shape = "wide", hour: Any = None, title: str = ""
) -> SafeString:
    """`{% landscape page.slug shape="card" %}`; an empty `hour` lets the seed choose one."""
    chosen = int(hour) if hour not in (None, "") else None
    return landscapes.svg(str(seed), hour=chosen, shape=shape, title=title)
