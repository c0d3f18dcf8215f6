"""A calendar entry for the promised hour that says nothing of what it is about.

No name of the service, no address, no organiser: it will lie open in a family's calendar.
"""

import uuid
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from advice.models import Conversation
from trust import clock
from trust.seal import mark_of

LENGTH = timedelta(minutes=15)


def reminder(conversation: Conversation, due_at: datetime) -> bytes:
    """An iCalendar file (RFC 5545) with one entry; taken twice, a calendar keeps one."""
    event = Event()
    event.add("uid", str(_uid(conversation, due_at)))
    event.add("dtstamp", clock.now())
    event.add("dtstart", due_at)
    event.add("dtend", due_at + LENGTH)
    event.add("summary", _("Reminder"))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _uid(conversation: Conversation, due_at: datetime) -> uuid.UUID:
    """The same for the same promise, and nothing that leads back from it."""
    mark = mark_of(conversation, "advice.calendar", due_at.isoformat().encode())
    return uuid.UUID(bytes=mark[:16], version=4)
