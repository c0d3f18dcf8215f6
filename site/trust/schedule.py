"""The services' regular jobs. The worker writes them into django-q2's table when it starts.

schedule.every(15, "advice.jobs.remind")      # in AppConfig.ready
schedule.daily("03:10", "advice.jobs.purge")  # by the Finnish clock
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django_q.models import Schedule

from trust import clock

#: The rows in django-q2's table that are ours begin with this name.
PREFIX = "kokenet: "


@dataclass(frozen=True)
class Job:
    """A function's dotted path, and when it runs: every so many minutes, or at an hour daily."""

    path: str
    minutes: int | None = None
    at: time | None = None

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.path}"

    def settings(self) -> dict[str, Any]:
        kind = Schedule.MINUTES if self.minutes else Schedule.DAILY
        return {"func": self.path, "schedule_type": kind, "minutes": self.minutes, "repeats": -1}

    def first_run(self) -> datetime:
        """Now, or the next time that the Finnish clock shows `at`."""
        if self.at is None:
            return clock.now()
        today = datetime.combine(clock.local(clock.now()), self.at, tzinfo=clock.HELSINKI)
        return today if today > clock.now() else today + timedelta(days=1)


_jobs: dict[str, Job] = {}


def every(minutes: int, path: str) -> None:
    """Registers a job that runs every so many minutes. A second registration replaces the first."""
    _jobs[path] = Job(path, minutes=minutes)


def daily(at: str, path: str) -> None:
    """Registers a job that runs once a day at "HH:MM" by the Finnish clock."""
    _jobs[path] = Job(path, at=time.fromisoformat(at))


def ensure() -> None:
    """Makes django-q2's table hold exactly the registered jobs, keeping their next run."""
    with transaction.atomic():
        ours = Schedule.objects.filter(name__startswith=PREFIX)
        ours.exclude(name__in=[job.name for job in _jobs.values()]).delete()
        for job in _jobs.values():
            _ensure_one(job)


def _ensure_one(job: Job) -> None:
    """Leaves a row as it is unless the job's times have changed: a run that was missed is made."""
    kept = Schedule.objects.filter(name=job.name, **job.settings())
    if [row for row in kept if job.at in {None, clock.local(row.next_run).time()}]:
        return
    Schedule.objects.filter(name=job.name).delete()
    Schedule.objects.create(name=job.name, next_run=job.first_run(), **job.settings())
