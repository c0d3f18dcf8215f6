"""django-q2's entry points of this floor, and the wrapper every service's jobs should wear."""

import functools
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from django.db.models import Q
from django_q.models import Task

from trust import audit_seals, clock, outbox
from trust.models import OutgoingMail

KEEP_DONE = timedelta(days=1)
KEEP_FAILED = timedelta(days=14)
KEEP_MAIL = timedelta(days=90)

logger = logging.getLogger(__name__)

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
        except Exception as error:
            logger.exception("A job failed.")
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


@content_free
def purge_mail() -> int:
    """Takes away mail that went, or was given up, long ago; how many."""
    before = clock.now() - KEEP_MAIL
    ended = Q(sent_at__lt=before) | Q(dead_at__lt=before) | Q(dropped_at__lt=before)
    return OutgoingMail.objects.filter(ended).delete()[0]
