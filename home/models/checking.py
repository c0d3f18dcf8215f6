"""What somebody must look at again and again: numbers and addresses change."""

from datetime import date, timedelta
from typing import Self, TypeVar

from django.db import models

from trust import clock

#: One that nobody has looked at for this long is brought to staff's notice.
CHECK_EVERY = timedelta(days=180)

Record = TypeVar("Record", bound=models.Model)


class CheckedQuerySet(models.QuerySet[Record]):
    """Rows with a day `checked_on`, when somebody last called or looked."""

    def unchecked_since(self, day: date) -> Self:
        """Those that nobody has checked since that day, or ever."""
        return self.filter(models.Q(checked_on__lt=day) | models.Q(checked_on=None))

    def stale(self) -> Self:
        return self.unchecked_since(clock.local(clock.now()).date() - CHECK_EVERY)
