"""What askers have said afterwards: averages when there are enough of them, and their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count

from accounts.models import User
from advice import paging
from advice.feedback_form import HEARD, HELPED
from advice.models import Feedback, FeedbackQuerySet
from advice.permissions import may_read_feedback
from trust import audit
from trust.seal import Opening, SealBroken, open_text

#: Of fewer answers no average is told (source: issue 3): one bad day would be all of it.
ENOUGH = 5


@dataclass(frozen=True)
class Grades:
    """How many have answered, and the averages from 1 to 5; None of fewer than ENOUGH."""

    many: int
    heard: float | None
    helped: float | None

    @property
    def is_any(self) -> bool:
        return self.heard is not None or self.helped is not None


@dataclass(frozen=True)
class OfExpert:
    """One expert's grades."""

    pk: int
    alias: str
    grades: Grades


@dataclass(frozen=True)
class Said:
    """One asker's words, with their grades in words; `text` is None when its seal is broken."""

    given_on: date
    alias: str
    heard: str
    helped: str
    text: str | None


SUMS: dict[str, Any] = {
    "many": Count("pk"),
    "heards": Count("heard"),
    "heard_average": Avg("heard"),
    "helpeds": Count("helped"),
    "helped_average": Avg("helped"),
}


def grades_of(rows: FeedbackQuerySet) -> Grades:
    return _grades(rows.aggregate(**SUMS))


def grades_by_expert(rows: FeedbackQuerySet, after: str = "") -> tuple[list[OfExpert], str]:
    """A page of experts whose names follow `after`, and where the next one begins."""
    named = rows.filter(expert__alias__gt=after).order_by("expert__alias")
    sums: Any = named.values("expert", "expert__alias").annotate(**SUMS)
    found = sums[: paging.SIZE + 1]
    shown = [OfExpert(row["expert"], row["expert__alias"], _grades(row)) for row in found]
    page = shown[: paging.SIZE]
    return page, page[-1].alias if len(shown) > len(page) else ""


def said_by_askers(user: User, rows: FeedbackQuerySet, after: str = "") -> tuple[list[Said], str]:
    """A page of what was said in words, the newest first: one query asks who may read them, one
    writes every audit row, then they are opened. And where the next page begins."""
    wanted = rows.in_words()
    if after.isdecimal() and len(after) < 18:
        wanted = wanted.filter(pk__lt=int(after))
    found = list(wanted.select_related("conversation", "expert")[: paging.SIZE + 1])
    shown = found[: paging.SIZE]
    ways_in = audit.openings(may_read_feedback(user, shown)) if shown else []
    said = [_said(one, way_in) for one, way_in in zip(shown, ways_in, strict=True)]
    return said, str(shown[-1].pk) if len(found) > len(shown) else ""


def _said(one: Feedback, opening: Opening) -> Said:
    try:
        text = open_text(one, "comment", opening)
    except SealBroken:
        text = None
    alias = one.expert.alias if one.expert else ""
    return Said(one.given_on, alias, _word(HEARD, one.heard), _word(HELPED, one.helped), text)


def _word(words: Sequence[tuple[int, Any]], grade: int | None) -> str:
    return str(dict(words)[grade]) if grade else ""


def _grades(sums: dict[str, Any]) -> Grades:
    return Grades(
        sums["many"],
        sums["heard_average"] if sums["heards"] >= ENOUGH else None,
        sums["helped_average"] if sums["helpeds"] >= ENOUGH else None,
    )
