"""Keeps django-q2's cluster alive, turns the outbox's crank, and replaces a cluster that stands.

When the idle process that holds django-q2's queue lock is killed, the rest wait for ever and do not
hear SIGTERM. So the cluster is a process group of its own that is ended with SIGKILL; leases in the
outbox make that harmless.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

from django.db import Error, connections
from django_q.conf import Conf
from django_q.models import OrmQ

from trust import clock, outbox, schedule
from trust.models import Heartbeat, OutgoingMail

logger = logging.getLogger(__name__)

NAP_SECONDS = 0.5
#: A cluster that dies at once (no database, say) is started again no more often than this.
SECONDS_BETWEEN_STARTS = 5
SECONDS_TO_STOP = 5


class Watchdog:
    """Looks every `every` seconds; replaces a cluster whose work stands still for `patience`."""

    def __init__(self, *, every: float, patience: float) -> None:
        self.every = every
        self.patience = patience
        self.stopping = False
        self.scheduled = False
        self.started_at = 0.0
        self.next_look = 0.0

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note_stop)
        self._start()
        while not self.stopping:
            self._tick()
            time.sleep(NAP_SECONDS)
        self._stop()

    def _note_stop(self, *_: Any) -> None:
        self.stopping = True

    def _tick(self) -> None:
        if self.cluster.poll() is not None:
            if time.monotonic() - self.started_at >= SECONDS_BETWEEN_STARTS:
                logger.error("The cluster has died; starting a new one.")
                self._replace()
        elif time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + self.every
            self._look()

    def _look(self) -> None:
        """Shows that we live, queues the crank, and sees whether work moves.

        Without a database there is nothing to look at; the next look tries anew.
        """
        try:
            Heartbeat.beat(Heartbeat.WORKER)
            self._ensure_schedule()
            outbox.wake(outbox.CRANK)
            if self._had_time() and stands_still(timedelta(seconds=self.patience)):
                logger.error("Work stands still; replacing the cluster.")
                self._replace()
        except Error:
            logger.exception("The database does not answer the watchdog.")
        finally:
            connections.close_all()

    def _ensure_schedule(self) -> None:
        if not self.scheduled:
            schedule.ensure()
            self.scheduled = True

    def _had_time(self) -> bool:
        return time.monotonic() - self.started_at >= self.patience

    def _start(self) -> None:
        self.started_at = time.monotonic()
        self.cluster = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, "-m", "django", "worker", "--cluster-under", str(os.getpid())],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )

    def _replace(self) -> None:
        self._kill()
        self._start()

    def _stop(self) -> None:
        """Lets work in hand end for a few seconds."""
        self.cluster.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.cluster.wait(SECONDS_TO_STOP)
        self._kill()

    def _kill(self) -> None:
        """Ends the whole group, also what its first process left behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.cluster.pid, signal.SIGKILL)
        self.cluster.wait()


def stands_still(patience: timedelta) -> bool:
    """Whether nothing has turned the crank, or a job or a mail has waited, for so long.

    Mail that waits because the mail server refuses it is no fault of the cluster's.
    """
    since = clock.now() - patience
    turned = Heartbeat.objects.filter(name=Heartbeat.OUTBOX, at__gte=since).exists()
    job_waits = OrmQ.objects.filter(key=Conf.CLUSTER_NAME, lock__lt=since).exists()
    refused = OutgoingMail.objects.filter(failed_at__gte=since).exists()
    mail_waits = not refused and OutgoingMail.objects.due(since).exists()
    return not turned or job_waits or mail_waits
