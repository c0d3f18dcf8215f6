"""Jobs leave counts in django-q2's tables, and nothing that anybody wrote."""

import logging
from datetime import timedelta
from multiprocessing import Value
from typing import Any

import pytest
from django_q.models import Task
from django_q.queues import Queue
from django_q.signals import post_execute_in_worker
from django_q.worker import worker

from accounts.models import Role, User
from trust import clock, cluster, jobs
from trust.models import AuditRow, AuditSeal, Heartbeat, OutgoingMail

pytestmark = pytest.mark.django_db

MARKER = "haavoittuvainen-4821"


@pytest.fixture
def expert(make_user) -> User:
    return make_user("aino", Role.EXPERT)


def mail(to: User, **fields: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(kind="advice.waits", to=to, subject="s", body="b", **fields)


# What is let out


@jobs.content_free
def fails() -> None:
    try:
        int(MARKER)
    except ValueError as error:
        raise KeyError(MARKER) from error


def fails_bare() -> None:
    raise ValueError(MARKER)


def tells() -> str:
    return MARKER


def counts() -> int:
    return 7


def test_failed_job_lets_out_only_a_class(caplog):
    with pytest.raises(jobs.JobFailed, match=r"^KeyError$") as failure:
        fails()
    assert (failure.value.__cause__, failure.value.__context__) == (None, None)
    [record] = caplog.records
    assert (record.name, record.levelno, record.exc_info[0]) == (
        "trust.jobs",
        logging.ERROR,
        KeyError,
    )


@pytest.fixture
def run() -> Any:
    """Runs a task as django-q2's worker process does; what it hands on to be stored."""

    def run_one(name: str) -> dict:
        tasks, results = Queue(), Queue()
        func = f"{__name__}.{name}"
        now = clock.now()
        task = {"id": "1", "name": "n", "func": func, "args": (), "kwargs": {}, "started": now}
        tasks.put(task)
        tasks.put("STOP")
        worker(tasks, results, Value("f", -1), 30)
        return results.get()

    post_execute_in_worker.connect(cluster.keep_no_content)
    yield run_one
    post_execute_in_worker.disconnect(cluster.keep_no_content)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "success", "result"),
    [
        ("fails", False, "failed"),
        ("fails_bare", False, "failed"),
        ("tells", True, None),
        ("counts", True, 7),
    ],
)
def test_tables_get_a_count_or_nothing(run, name, success, result):
    task = run(name)
    assert (task["success"], task["result"]) == (success, result)
    assert MARKER not in repr(task)


# What the jobs do


def test_sending_job_hands_over_and_beats(expert):
    mail(expert)
    assert jobs.send_outbox() == 1
    assert Heartbeat.objects.get(name=Heartbeat.OUTBOX).at > clock.now() - timedelta(seconds=5)


def test_sealing_job_seals_settled_rows():
    AuditRow(at=clock.now() - timedelta(minutes=6), act="advice.open", outcome="done").save()
    AuditRow(act="advice.open", outcome="done").save()
    assert jobs.seal_audit() == 1
    assert AuditSeal.objects.count() == 1


def test_old_task_records_go():
    now = clock.now()
    for number, (success, days) in enumerate([(True, 0), (True, 2), (False, 2), (False, 15)]):
        stopped = now - timedelta(days=days)
        Task.objects.create(
            id=str(number), name="n", func="f", started=stopped, stopped=stopped, success=success
        )
    assert jobs.purge_task_records() == 2
    assert sorted(Task.objects.values_list("id", flat=True)) == ["0", "2"]


def test_old_mail_goes_but_never_what_waits(expert):
    old, new = clock.now() - timedelta(days=91), clock.now() - timedelta(days=89)
    kept = [mail(expert, sent_at=new), mail(expert, due_at=old, created_at=old)]
    for end in ("sent_at", "dead_at", "dropped_at"):
        mail(expert, **{end: old})
    assert jobs.purge_mail() == 3
    assert list(OutgoingMail.objects.order_by("pk")) == kept
