"""The one clock. Moments are stored in UTC and thought of in Finnish time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 -- the one place


def local(moment: datetime) -> datetime:
    """The same moment on a Finnish wall clock."""
    return moment.astimezone(HELSINKI)


def after_hours(start: datetime, hours: int) -> datetime:
    """The moment `hours` later by the wall clock, in UTC: 72 is the same hour three days on.

    An hour that the spring skips becomes the next one; of an hour that comes twice, the later one,
    so that the promise is never earlier than the words on screen.
    """
    wall = local(start).replace(tzinfo=None) + timedelta(hours=hours)
    readings = (wall.replace(tzinfo=HELSINKI, fold=fold) for fold in (0, 1))
    return max(reading.astimezone(UTC) for reading in readings)


def readings(wall: datetime) -> list[datetime]:
    """The moments, in UTC, at which the Finnish clock shows this naive time.

    One, as a rule; none for an hour that the spring skips, two for one that comes twice in autumn.
    """
    moments = {wall.replace(tzinfo=HELSINKI, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in moments if local(moment).replace(tzinfo=None) == wall)
