"""django-q2's entry points of this floor, and the wrapper every service's jobs should wear."""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from django_q.models import Task

from trust import audit_seals, clock, outbox

KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=14)

P = ParamSpec("P")
R = TypeVar("R")


class JobFailed(Exception):
    """A job failed; the text is the class of the error and nothing more."""


def content_free(job: Callable[P, R]) -> Callable[P, R]:
    """Lets out only the class of an error: django-q2 keeps texts and tracebacks in its tables."""

    @functools.wraps(job)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return job(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 -- raised again without its content
            failure = JobFailed(type(error).__name__)
        raise failure

    return run


@content_free
def send_outbox() -> int:
    """Hands over due mail; how many went."""
    return outbox.send_due()


@content_free
def seal_audit() -> int:
    """Seals the settled part of the audit trail; how many rows."""
    return audit_seals.seal_settled_rows()


@content_free
def purge_task_records() -> int:
    """Takes away django-q2's old records of finished tasks; how many."""
    moment = clock.now()
    done, _ = Task.objects.filter(success=True, stopped__lt=moment - KEEP_DONE).delete()
    failed, _ = Task.objects.filter(success=False, stopped__lt=moment - KEEP_FAILED).delete()
    return done + failed
