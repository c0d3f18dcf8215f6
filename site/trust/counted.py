"""Several counts in one query: what waits in each list of a menu that stands on every page."""

from typing import Any

from django.db import models
from django.db.models import QuerySet, Subquery


class Counted(Subquery):
    """How many rows a query gives, as a column; give a slice, and no more are looked at."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()
    empty_result_set_value = 0


def counted(by: models.Model, **lists: QuerySet[Any]) -> dict[str, int]:
    """The counts by name. `by` is a saved row that the database is asked beside, such as the user.

    Whoever is gone meanwhile has nothing waiting.
    """
    columns = {name: Counted(rows.values("pk")) for name, rows in lists.items()}
    # Not type(by): the user of a request is a lazy object around one.
    found = by._meta.model._base_manager.filter(pk=by.pk).values(**columns).first()
    return found or dict.fromkeys(lists, 0)
