"""Lists page by page from where the last one ended: as quick on the last page as on the first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from advice.models import Conversation, ConversationQuerySet

#: Rows on a page.
SIZE = 30
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Piece:
    """A page of rows; `next` is where the following one begins, empty when there is none."""

    rows: list[Conversation]
    next: str


def piece(
    rows: ConversationQuerySet, moment: str, after: str = "", *, newest_first: bool = False
) -> Piece:
    """The page that follows the place `after`, in the order of the column `moment`.

    A place that cannot be read is the beginning.
    """
    sign = "-" if newest_first else ""
    place = _read(after)
    if place:
        rows = _beyond(rows, moment, *place, side="lt" if newest_first else "gt")
    found = list(rows.order_by(f"{sign}{moment}", f"{sign}pk")[: SIZE + 1])
    more = len(found) > SIZE
    return Piece(found[:SIZE], _place(found[SIZE - 1], moment) if more else "")


def _beyond(
    rows: ConversationQuerySet, moment: str, at: datetime, pk: int, *, side: str
) -> ConversationQuerySet:
    # The first condition lets the index find the place; the second decides between equal moments.
    near = rows.filter(**{f"{moment}__{side}e": at})
    return near.filter(Q(**{f"{moment}__{side}": at}) | Q(**{f"pk__{side}": pk}))


def _place(row: Conversation, moment: str) -> str:
    return f"{(getattr(row, moment) - EPOCH) // MICROSECOND}-{row.pk}"


def _read(place: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = place.partition("-")
    if not (moment.isdecimal() and pk.isdecimal()):
        return None
    try:
        return EPOCH + int(moment) * MICROSECOND, int(pk)
    except (OverflowError, ValueError):
        return None
