"""django-q2's cluster as a process group that does not outlive its watchdog.

django-q2's own processes live on when the one above them is killed. Here each asks the kernel to
die with its parent (Linux), and the topmost looks after its own parent itself (everywhere).
"""

import ctypes
import os
import signal
import sys

from django_q.cluster import Cluster

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 1


def run(*, parent: int) -> None:
    """Runs the cluster until it is told to stop, or the process `parent` is gone."""
    _die_with_parent()
    os.register_at_fork(after_in_child=_die_with_parent)
    cluster = Cluster()
    cluster.start()
    while cluster.sentinel.is_alive():
        if os.getppid() != parent:
            os.killpg(os.getpgid(0), signal.SIGKILL)
        cluster.sentinel.join(LOOK_SECONDS)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
