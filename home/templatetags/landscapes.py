from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString

from home import landscapes

register = template.Library()

#: The same words give the same picture, so each is drawn once in a process.
drawn = lru_cache(maxsize=500)(landscapes.svg)


@register.simple_tag
def landscape(
    seed: Any, *, shape: landscapes.Shape = "wide", hour: Any = None, title: str = ""
) -> SafeString:
    """`{% landscape page.slug shape="card" %}`; an empty `hour` lets the seed choose one."""
    chosen = int(hour) if hour not in (None, "") else None
    return drawn(str(seed), hour=chosen, shape=shape, title=title)
