"""Real processes with a key ring that is right, and with one that is not."""

import pytest

from tests.processes import Processes
from tests.sink import Sink

pytestmark = [pytest.mark.processes, pytest.mark.django_db]

BROKEN = "{"
QUEUE = """
from accounts.models import User
from trust import outbox
person = User.objects.create_user("aino@kokenet.example", "salasana-1")
outbox.queue_mail(kind="advice.waits", to=person, subject="Kysymys odottaa", body="Avaa.")
"""


def test_web_process_leaves_the_proofs_as_it_starts(processes: Processes):
    processes.query("DELETE FROM trust_canary")
    processes.start_web(workers=1)
    assert processes.query("SELECT count(*) FROM trust_canary") == [(2,)]
    assert "New questions are refused" not in processes.log("web")


def test_web_process_says_at_once_that_the_ring_is_wrong_and_serves_all_the_same(
    processes: Processes,
):
    processes.start_web(workers=1)
    processes.stop(processes.started[0])
    (processes.folder / "keyring.json").unlink()
    web = processes.start_web(workers=1, preload=True)
    assert "New questions are refused" in processes.log("web")
    assert processes.status("/neuvonta/vastaus/") == 200
    assert web.poll() is None


def test_mail_goes_on_when_the_ring_is_broken(processes: Processes, sink: Sink):
    processes.run(QUEUE)
    processes.env["KOKENET_KEYRING"] = BROKEN
    assert processes.manage("send_outbox") == "1 mails sent.\n"
    assert len(sink.messages) == 1


def test_worker_runs_when_the_ring_is_broken(processes: Processes, sink: Sink):
    processes.run(QUEUE)
    processes.env["KOKENET_KEYRING"] = BROKEN
    processes.start_worker()
    assert len(sink.wait_for(1, 60)) == 1
