"""Mail that cannot be lost: written with what it tells about, handed over afterwards.

A row is written in the transaction of the record it announces. django-q2 only turns the crank.
Before each hand-over the attempt is counted and the row leased, and that is committed; so a worker
killed at any instant loses nothing, and a mail sent twice has the same Message-ID.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from trust import clock
from trust.models.heartbeat import Heartbeat
from trust.models.outbox import MAX_ATTEMPTS, OutgoingMail

LEASE = timedelta(seconds=120)
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
#: A crank stops taking new mail after this many seconds: django-q2 ends a task at 60.
SECONDS_PER_CRANK = 30
CRANK = "trust.jobs.send_outbox"

#: Kinds whose text is written only at the hand-over, since it carries a link that is a key and may
#: lie nowhere. The writer gives the text, or None when the mail is not wanted any more; it answers
#: also for accounts that are not in use, as invited ones are not.
writers: dict[str, Callable[[OutgoingMail], str | None]] = {}


def queue_mail(  # noqa: PLR0913 -- keyword-only
    *,
    kind: str,
    to: Any,
    subject: str,
    body: str,
    key: str | None = None,
    coalesce: timedelta | None = None,
) -> OutgoingMail | None:
    """Queues one mail to a member of staff within the caller's transaction.

    None when nothing new was queued: a mail with this `key` exists, or with `coalesce` one of the
    same kind to the same person already waits. When one was sent less than `coalesce` ago, the new
    one is due as that time ends. Subject and body say no topic, label, number or text.
    Queue mails to several people in the order of their ids: two transactions that meet on the same
    people then wait for each other instead of deadlocking.
    """
    mail = OutgoingMail(kind=kind, to=to, subject=subject, body=body, key=key)
    with transaction.atomic(savepoint=False):
        if coalesce:
            mail.slot = f"{kind}:{to.pk}"
        if not _insert(mail):
            return None
        if coalesce:
            _wait_out(mail, coalesce)
        if mail.due_at <= clock.now():
            wake(CRANK)
    return mail


def send_due() -> int:
    """Hands over what is due, one by one; how many went. Stops when the mail server is not there.

    Must not run inside a transaction: the lease has to be committed before the hand-over.
    """
    Heartbeat.beat(Heartbeat.OUTBOX)
    connection = django_mail.get_connection()
    sent = 0
    try:
        for mail in _leased_one_by_one():
            if _deal_with(mail, connection):
                sent += 1
            elif not _answers(connection):
                break
    finally:
        _close(connection)
    return sent


def wake(path: str) -> None:
    """Queues the job at this dotted path within the caller's transaction.

    Queues nothing when the same job already waits. That one may be taken before this transaction
    commits, and would not see what it wrote; so there the question is asked again after the commit.
    """
    if not _waits(path):
        async_task(path)
        return
    again = _WakeAgain(path)
    if all(
        callback != again for _sids, callback, _robust in transaction.get_connection().run_on_commit
    ):
        transaction.on_commit(again, robust=True)


@dataclass(frozen=True)
class _WakeAgain:
    path: str

    def __call__(self) -> None:
        if not _waits(self.path):
            async_task(self.path)


def revive_dead() -> int:
    """Lets what was given up try again from the beginning; how many."""
    return OutgoingMail.objects.exclude(dead_at=None).update(
        dead_at=None, attempts=0, failed_at=None, leased_until=None, due_at=clock.now()
    )


def _insert(mail: OutgoingMail) -> bool:
    """Whether the row went in; a taken key or slot says no, also to two at the same moment."""
    if mail.key is None and mail.slot is None:
        mail.save(force_insert=True)
        return True
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    mail.pk = OutgoingMail.objects.filter(uuid=mail.uuid).values_list("pk", flat=True).first()
    mail._state.adding = False
    return mail.pk is not None


def _wait_out(mail: OutgoingMail, window: timedelta) -> None:
    """Puts off a mail that follows another too soon.

    Asked after the slot is ours: whoever freed it has committed, so its `sent_at` is seen here.
    """
    last = (
        OutgoingMail.objects.filter(kind=mail.kind, to=mail.to, sent_at__gt=clock.now() - window)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)
        .first()
    )
    if last:
        mail.due_at = last + window
        mail.save(update_fields=["due_at"])


def _waits(path: str) -> bool:
    free = OrmQ.objects.filter(key=Conf.CLUSTER_NAME, lock__lte=clock.now()).order_by("pk")
    return any(job.func() == path for job in free[:50])


def _leased_one_by_one() -> Iterator[OutgoingMail]:
    end = time.monotonic() + SECONDS_PER_CRANK
    for pk in list(OutgoingMail.objects.due(clock.now()).values_list("pk", flat=True)):
        if time.monotonic() > end:
            wake(CRANK)
            return
        if mail := _lease(pk):
            yield mail


def _lease(pk: int) -> OutgoingMail | None:
    """Counts the attempt and takes the row, committed; None when another took it.

    A row whose worker died at the last attempt is given up here.
    """
    moment = clock.now()
    free = OutgoingMail.objects.due(moment).filter(pk=pk).order_by()
    with transaction.atomic(durable=True, savepoint=False):
        if free.filter(attempts__gte=MAX_ATTEMPTS).update(
            dead_at=moment, failed_at=moment, slot=None, last_error="WorkerDied"
        ):
            return None
        if not free.update(attempts=F("attempts") + 1, leased_until=moment + LEASE):
            return None
    return OutgoingMail.objects.select_related("to").get(pk=pk)


def _deal_with(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Sends, drops or puts off one leased mail; whether it was sent."""
    try:
        if not _is_wanted(mail):
            _ours(mail).update(dropped_at=clock.now(), leased_until=None, slot=None)
            return False
        connection.open()
        connection.send_messages([_message(mail)])
    except Exception as error:  # noqa: BLE001 -- whatever it is, the row must know
        _close(connection)
        _note_failure(mail, error)
        return False
    _ours(mail).update(sent_at=clock.now(), leased_until=None, slot=None, last_error="")
    return True


def _message(mail: OutgoingMail) -> django_mail.EmailMessage:
    return django_mail.EmailMessage(
        mail.subject,
        mail.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to.email],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )


def _note_failure(mail: OutgoingMail, error: Exception) -> None:
    """Puts the row off, or gives it up; only the error's class is kept, its text has addresses."""
    moment = clock.now()
    changes: dict[str, Any] = {
        "failed_at": moment,
        "leased_until": None,
        "last_error": type(error).__name__[:100],
    }
    if mail.attempts >= MAX_ATTEMPTS:
        changes |= {"dead_at": moment, "slot": None}
    else:
        changes["due_at"] = moment + BACKOFF[mail.attempts - 1]
    _ours(mail).update(**changes)


def _is_wanted(mail: OutgoingMail) -> bool:
    """Whether it should still go: not to an account that is no longer in use.

    Puts the text of a kind that has a writer into this copy.
    """
    writer = writers.get(mail.kind)
    if writer is None:
        return mail.to.is_active
    text = writer(mail)
    mail.body = text or ""
    return text is not None


def _ours(mail: OutgoingMail) -> Any:
    """The row, if nobody has leased it again meanwhile."""
    return OutgoingMail.objects.waiting().filter(pk=mail.pk, attempts=mail.attempts)


def _answers(connection: BaseEmailBackend) -> bool:
    """Whether the mail server still lets us in after a failure."""
    try:
        connection.open()
    except Exception:  # noqa: BLE001 -- any failure means no
        return False
    return True


def _close(connection: BaseEmailBackend) -> None:
    """Closes without asking how it went: a broken connection may fail to say goodbye."""
    try:
        connection.close()
    except Exception:  # noqa: BLE001 -- nothing to do about it
        return
