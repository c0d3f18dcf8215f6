"""A promise in a few words, for the desk's lists."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import get_language, get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from advice.models import Conversation
from home.models import Topic
from trust import clock

register = template.Library()

HOURS_IN_WORDS = 72


@register.filter
def briefly(moment: datetime) -> str:
    """A moment in Finnish time in few letters: "pe 27.11. klo 21.10"."""
    # Translators: a weekday, day and hour in Django's date letters; in Finnish "D j.n. \k\l\o H.i"
    return formats.date_format(clock.local(moment), pgettext("date form", "D j M, H:i"))


@register.filter
def left(conversation: Conversation) -> str:
    """How long the promise still holds, or how long ago it was broken."""
    hours = conversation.hours_left
    if hours < 0:
        return _late(-hours - 1)
    if hours == 0:
        return _("less than an hour left")
    if hours >= HOURS_IN_WORDS:
        days = hours // 24
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ngettext("%(hours)d h left", "%(hours)d h left", hours) % {"hours": hours}


def _late(hours: int) -> str:
    if hours == 0:
        return _("late by less than an hour")
    if hours >= HOURS_IN_WORDS:
        days = hours // 24
        return ngettext("late by %(days)d day", "late by %(days)d days", days) % {"days": days}
    return ngettext("late by %(hours)d h", "late by %(hours)d h", hours) % {"hours": hours}


@register.filter
def waited(since: datetime) -> str:
    """How long somebody or something has waited."""
    hours = int((clock.now() - since).total_seconds() // 3600)
    if hours < 1:
        return _("has waited for less than an hour")
    if hours >= HOURS_IN_WORDS:
        days = hours // 24
        said = ngettext("has waited for %(days)d day", "has waited for %(days)d days", days)
        return said % {"days": days}
    return ngettext("has waited for %(hours)d h", "has waited for %(hours)d h", hours) % {
        "hours": hours
    }


@register.filter
def kept(moment: datetime) -> str:
    """When a draft was kept: the same words from the page and from its script."""
    # Translators: hours and minutes in Django's date letters; in Finnish "G.i"
    hour = formats.date_format(clock.local(moment), pgettext("date form", "G:i"))
    return _("Draft saved at %(hour)s") % {"hour": hour}


@register.filter
def foreign(conversation: Conversation) -> str:
    """The language of the conversation, when it is not the one of this page."""
    if conversation.language == get_language():
        return ""
    return str(get_language_info(conversation.language)["name_translated"])


@register.simple_tag(takes_context=True)
def topics_of(context: dict[str, Any], conversation: Conversation) -> str:
    """What it is about in the language of this page, whatever language the asker chose it in."""
    names = _names_here(context["request"])
    topics = conversation.topics.all()
    return ", ".join(names.get(topic.translation_key, topic.name) for topic in topics)


def _names_here(request: HttpRequest) -> dict[UUID, str]:
    """Every topic's name in the language of this page, asked for once a page."""
    kept = request.__dict__
    if "_advice_topic_names" not in kept:
        here = Topic.objects.in_language(get_language() or "")
        kept["_advice_topic_names"] = dict(here.values_list("translation_key", "name"))
    names: dict[UUID, str] = kept["_advice_topic_names"]
    return names
