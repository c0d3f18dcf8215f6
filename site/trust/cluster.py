"""django-q2's cluster as a process group that does not outlive its watchdog.

django-q2's own processes live on when the one above them is killed. Here each asks the kernel to
die with its parent (Linux), and the topmost looks after its own parent itself (everywhere).
"""

import ctypes
import os
import signal
import sys
from typing import Any

from django_q.cluster import Cluster
from django_q.signals import post_execute_in_worker

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 1


def run(*, parent: int) -> None:
    """Runs the cluster until it is told to stop, or the process `parent` is gone."""
    _die_with_parent()
    os.register_at_fork(after_in_child=_die_with_parent)
    post_execute_in_worker.connect(keep_no_content)
    cluster = Cluster()
    cluster.start()
    while cluster.sentinel.is_alive():
        if os.getppid() != parent:
            os.killpg(os.getpgid(0), signal.SIGKILL)
        cluster.sentinel.join(LOOK_SECONDS)


def keep_no_content(task: dict[str, Any], **_: Any) -> None:
    """Lets a finished task into django-q2's tables with a count or "failed", and nothing else.

    Otherwise a failure's text and traceback, or whatever a job returns, would lie there readable.
    What failed is in the log (trust.jobs.content_free).
    """
    if not task["success"]:
        task["result"] = "failed"
    elif not isinstance(task["result"], int):
        task["result"] = None


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
