"""The real worker, a real mail server, and what happens when either is killed."""

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import Processes
from tests.sink import Sink, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db]

MAILS = 100

MAKE_PERSON = """
from accounts.models import User
User.objects.create_user("aino@kokenet.example", "salasana-1")
"""
QUEUE = """
import time
from datetime import timedelta
from django.db import transaction
from accounts.models import User
from trust import outbox
person = User.objects.get()
with transaction.atomic():
    for _ in range({count}):
        outbox.queue_mail(kind="advice.waits", to=person, subject="Kysymys odottaa", body="Avaa.")
print(time.time())
"""


WRITE_SEALED = """
from django.db import transaction
from tests.trust.shelf import letters
with transaction.atomic():
    letters.write_to("zxqwvk@muualla.example")
"""


class TimedSink(Sink):
    """Notes when each mail came; `on_arrival(count)` runs before the sender hears "250"."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[float] = []
        self.seconds_each = 0.0
        self.on_arrival: Callable[[int], None] | None = None

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        self.arrived.append(time.time())
        await asyncio.sleep(self.seconds_each)
        if self.on_arrival:
            await asyncio.to_thread(self.on_arrival, len(self.arrived))
        return answer


@pytest.fixture
def sink() -> Iterator[TimedSink]:
    with TimedSink() as server:
        yield server


@pytest.fixture
def site(processes: Processes) -> Processes:
    processes.run(MAKE_PERSON)
    return processes


def queue(site: Processes, count: int = 1) -> float:
    """Queues mails in one transaction; when it was committed."""
    return float(site.run(QUEUE.format(count=count)).split()[-1])


def start(site: Processes, *, every: float = 30, patience: float = 300) -> subprocess.Popen:
    """Starts the worker and waits until its cluster turns the crank."""
    site.query("DELETE FROM trust_heartbeat")
    options = ("--every", str(every), "--patience", str(patience))
    worker = site._start("worker.log", "-m", "django", "worker", *options)
    wait_until(lambda: beats(site) == ["outbox", "worker"], 90, f"beats {site.log('worker')}")
    return worker


def beats(site: Processes) -> list[str]:
    return [name for (name,) in site.query("SELECT name FROM trust_heartbeat ORDER BY name")]


def last_turned(site: Processes) -> object:
    """When the crank last turned; the watchdog queues one at every look."""
    return site.query("SELECT at FROM trust_heartbeat WHERE name = 'outbox'")[0][0]


def unsent(site: Processes) -> int:
    return site.query("SELECT count(*) FROM trust_outgoingmail WHERE sent_at IS NULL")[0][0]


def let_leases_end(site: Processes) -> None:
    """As if two minutes had passed."""
    past = "2026-01-01 00:00:00"
    site.query("UPDATE trust_outgoingmail SET leased_until = %s WHERE sent_at IS NULL", past)


# Looking at processes


def processes_under(worker: subprocess.Popen) -> list[int]:
    """The pids of the cluster that this worker started, the topmost first."""
    mark = f"--cluster-under\0{worker.pid}\0".encode()
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return sorted(pid for pid in pids if mark in said(pid))


def said(pid: int) -> bytes:
    """A process's command line; nothing when it is gone or only waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def holder_of_the_lock(worker: subprocess.Popen) -> int:
    """The idle process that reads the queue's pipe while the other waits for the lock."""
    workers = processes_under(worker)[2:4]
    reading = [pid for pid in workers if Path(f"/proc/{pid}/syscall").read_text().split()[0] == "0"]
    assert len(reading) == 1, [Path(f"/proc/{pid}/syscall").read_text() for pid in workers]
    return reading[0]


# An ordinary day


def test_idle_worker_hands_over_in_two_seconds(site, sink):
    start(site)
    time.sleep(1)
    for number in range(1, 4):
        committed = queue(site)
        sink.wait_for(number)
        assert sink.arrived[-1] - committed < 2


def test_worker_says_one_line_and_is_seen_at_the_status_page(site):
    start(site)
    assert site.log("worker").splitlines() == ["KokeNet worker started: mail and regular jobs."]
    rows = site.query("SELECT func, schedule_type, minutes FROM django_q_schedule ORDER BY func")
    assert ("trust.jobs.seal_audit", "I", 5) in rows
    assert ("trust.jobs.purge_task_records", "D", None) in rows
    site.start_web(workers=1, threads=2)
    assert site.status("/tila") == 200
    site.query("UPDATE trust_heartbeat SET at = %s", "2026-01-01 00:00:00")
    assert site.status("/tila") == 503


def test_second_worker_adds_no_second_schedule(site):
    start(site)
    before = site.query("SELECT id, name, next_run FROM django_q_schedule ORDER BY id")
    start(site)
    assert site.query("SELECT id, name, next_run FROM django_q_schedule ORDER BY id") == before


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_worker_stops_with_everything_in_seconds(site, how):
    worker = start(site)
    assert len(processes_under(worker)) == 6
    asked = time.monotonic()
    worker.send_signal(how)
    assert worker.wait(10) == 0
    assert time.monotonic() - asked < 8
    assert processes_under(worker) == []


# Killed


def test_killed_worker_leaves_nothing_behind(site):
    worker = start(site)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not processes_under(worker), 5, "the end of the cluster")


def test_killed_cluster_is_started_again(site, sink):
    worker = start(site, every=2)
    old = processes_under(worker)
    os.kill(old[0], signal.SIGKILL)
    queue(site)
    sink.wait_for(1, 40)
    assert not set(old) & set(processes_under(worker))


def test_cluster_that_stands_still_is_replaced(site, sink):
    """Without the process that held the queue's lock, django-q2 by itself waits for ever."""
    worker = start(site, every=1, patience=15)
    time.sleep(2)
    old = processes_under(worker)
    os.kill(holder_of_the_lock(worker), signal.SIGKILL)
    time.sleep(1)
    seen = last_turned(site)
    time.sleep(5)
    assert (last_turned(site), processes_under(worker)[0]) == (seen, old[0])
    queue(site)
    sink.wait_for(1, 60)
    assert not set(old) & set(processes_under(worker))


def test_every_mail_arrives_although_the_worker_is_killed(site, sink):
    """Killed at random moments, and three times exactly between the hand-over and its mark."""
    chance = random.Random(20261121)  # noqa: S311
    sink.seconds_each = 0.01
    exact = {15, 50, 85}
    killed: list[int] = []
    current: list[subprocess.Popen] = []

    def kill_before_the_answer(count: int) -> None:
        if count in exact:
            exact.discard(count)
            killed.append(count)
            worker = current[-1]
            site.kill(worker)
            wait_until(lambda: not processes_under(worker), 5, "the end of the cluster")

    sink.on_arrival = kill_before_the_answer
    queue(site, MAILS)
    rounds = 0
    while unsent(site):
        rounds += 1
        assert rounds < 20, site.log("worker")
        let_leases_end(site)
        current.append(site._start("worker.log", "-m", "django", "worker"))
        aim = len(sink.arrived) + chance.randint(8, 40)
        wait_until(
            lambda aim=aim: (
                current[-1].returncode is not None or len(sink.arrived) >= aim or not unsent(site)
            ),
            60,
            f"mails {site.log('worker')}",
        )
        time.sleep(chance.random() * 0.05)
        site.kill(current[-1])
    ids = [message["Message-ID"] for message in sink.messages]
    queued = {
        f"<{str(value).replace('-', '')}@127.0.0.1>"
        for (value,) in site.query("SELECT uuid FROM trust_outgoingmail")
    }
    assert set(ids) == queued
    assert len(queued) == MAILS
    assert len(killed) == 3
    assert 3 <= len(ids) - MAILS <= rounds + 3
    assert site.query("SELECT max(attempts) FROM trust_outgoingmail")[0][0] >= 2


def test_sealed_address_outlives_a_kill_before_the_mark_and_not_the_mark(site, sink):
    """Killed after the mail server has it and before the row says so: the same mail goes again."""
    site.env["DJANGO_SETTINGS_MODULE"] = "tests.settings_shelf"
    site.manage("migrate", "--run-syncdb", "-v0")
    workers: list[subprocess.Popen] = []

    def kill_before_the_answer(count: int) -> None:
        if count == 1:
            site.kill(workers[0])
            wait_until(lambda: not processes_under(workers[0]), 5, "the end of the cluster")

    sink.on_arrival = kill_before_the_answer
    site.run(WRITE_SEALED)
    workers.append(site._start("worker.log", "-m", "django", "worker"))
    sink.wait_for(1, 60)
    wait_until(lambda: workers[0].returncode is not None, 10, "the kill")
    marks = "SELECT attempts, sent_at IS NULL FROM trust_outgoingmail"
    assert site.query(marks) == [(1, True)]
    assert site.query("SELECT count(*) FROM shelf_crate WHERE sealed_key IS NOT NULL") == [(1,)]
    let_leases_end(site)
    workers.append(site._start("worker.log", "-m", "django", "worker"))
    wait_until(lambda: not unsent(site), 60, f"the mark {site.log('worker')}")
    first, second = sink.messages
    assert first["To"] == second["To"] == "zxqwvk@muualla.example"
    assert first["Message-ID"] == second["Message-ID"]
    assert site.query("SELECT count(*) FROM shelf_crate") == [(0,)]
    assert "zxqwvk" not in site.log("worker") + repr(site.query("SELECT * FROM trust_outgoingmail"))
    assert "zxqwvk" not in repr(site.query("SELECT * FROM django_q_task"))


# Other things that die


def test_dead_mail_server_keeps_the_mail_until_it_is_back(site, sink):
    start(site, every=1)
    sink.down()
    queue(site, 3)
    wait_until(
        lambda: site.query("SELECT max(attempts) FROM trust_outgoingmail")[0][0] >= 1, 20, "a try"
    )
    assert unsent(site) == 3
    sink.up()
    site.query("UPDATE trust_outgoingmail SET due_at = created_at")
    sink.wait_for(3, 20)
    wait_until(lambda: unsent(site) == 0, 5, "marks")


@pytest.mark.postgres
def test_worker_outlives_a_restart_of_the_database(site, sink):
    start(site, every=2)
    for _ in range(3):
        site.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        time.sleep(0.7)
    queue(site)
    sink.wait_for(1, 40)
