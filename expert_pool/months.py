"""A month as pages are leafed through by it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from trust import clock

FIELD = "kuukausi"


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def asked_for(cls, request: HttpRequest) -> "Month":
        """The month that the address names; the present one when it names none or nonsense."""
        written = request.GET.get(FIELD, "")
        try:
            return cls.of(date.fromisoformat(f"{written}-01"))
        except ValueError:
            return cls.of(clock.local(clock.now()).date())

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def key(self) -> str:
        """2026-11."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def query(self) -> str:
        return urlencode({FIELD: self.key})

    @property
    def previous(self) -> "Month":
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def next(self) -> "Month":
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    def address(self, name: str) -> str:
        """The address of a page of this month."""
        return f"{reverse(name)}?{self.query}"
