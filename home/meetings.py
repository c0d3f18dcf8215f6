"""A calendar file of a group's meetings, to be taken along; it names the group as its page does."""

import uuid
from datetime import timedelta

from icalendar import Calendar, Event

from home.models import PeerGroup
from trust import clock


def calendar_of(group: PeerGroup) -> bytes:
    """An iCalendar file (RFC 5545): the next meeting and, if it repeats, those after it.

    In Finnish wall time, so that the hour stays when the clocks change. `group.next_at` is set.
    """
    assert group.next_at is not None  # noqa: S101 -- the view has asked
    event = Event()
    event.add("uid", str(uuid.uuid5(group.translation_key, "meetings")))
    event.add("dtstamp", clock.now())
    starts = clock.local(group.next_at)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=group.minutes))
    event.add("summary", group.name)
    if group.place:
        event.add("location", group.place)
    if group.repeats:
        event.add("rrule", {"freq": "weekly", "interval": group.repeats})
    calendar = Calendar()
    calendar.add("prodid", "-//KokeNet//Groups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content
