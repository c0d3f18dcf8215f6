"""Mail that cannot be lost: written with what it tells about, handed over afterwards.

A row is written in the transaction of the record it announces. django-q2 only turns the crank.
Before each hand-over the attempt is counted and the row leased, and that is committed; so a worker
killed at any instant loses nothing, and a mail sent twice has the same Message-ID.

A mail goes to a member of staff, or to an address that lies sealed in the record it is about. That
address is read for the hand-over only, and destroyed in the transaction that marks the mail's end;
one that is `kept`, as of a letter that comes every week, outlives its mails.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from trust import canary, clock
from trust.models.heartbeat import Heartbeat
from trust.models.outbox import MAX_ATTEMPTS, OutgoingMail

LEASE = timedelta(seconds=120)
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
#: A crank stops taking new mail after this many seconds: django-q2 ends a task at 60.
SECONDS_PER_CRANK = 30
CRANK = "trust.jobs.send_outbox"
#: Mails looked up at a time, so that what is queued meanwhile need not wait for the end.
AT_ONCE = 50
#: The error that a mail server makes of an address it does not take mail for.
REFUSED = "SMTPRecipientsRefused"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """What a writer gives that has more than a text.

    `subject` replaces the row's, `html` stands beside the text for mailboxes that show it, and
    `sender_name` beside the site's address: without one, an outside mailbox shows none.
    """

    text: str
    html: str = ""
    subject: str = ""
    sender_name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


#: Kinds whose text is written only at the hand-over, since it carries a link that is a key and may
#: lie nowhere. The writer gives the text, or None when the mail is not wanted any more; it answers
#: also for accounts that are not in use, as invited ones are not.
writers: dict[str, Callable[[OutgoingMail], str | Written | None]] = {}


@dataclass(frozen=True)
class SealedAddress:
    """How a kind of mail finds its address, which lies sealed in the record it is `about`.

    `address` gives it for the hand-over, or None when the mail is not wanted any more; it runs
    outside of a transaction. `used` destroys it: the mail went, was given up or was dropped. It
    runs in the transaction that marks this, and may run for an address that is gone already.

    Of a `kept` address `used` destroys nothing: it is told how the mail ended. One that is given
    up may be revived, and is no alarm: anybody may write an address that no mailbox answers for.
    `patient` mail waits until no other is due.
    """

    address: Callable[[OutgoingMail], str | None]
    used: Callable[[OutgoingMail], None]
    kept: bool = False
    patient: bool = False


sealed: dict[str, SealedAddress] = {}


def register_sealed(
    kind: str,
    *,
    address: Callable[[OutgoingMail], str | None],
    used: Callable[[OutgoingMail], None],
    kept: bool = False,
    patient: bool = False,
) -> None:
    """Makes mails of this kind go to an address that is sealed elsewhere."""
    sealed[kind] = SealedAddress(address, used, kept=kept, patient=patient)


def kept_kinds() -> list[str]:
    """The kinds of mail to addresses that are kept."""
    return [kind for kind, one in sealed.items() if one.kept]


def patient_kinds() -> list[str]:
    """The kinds of mail that wait until no other is due."""
    return [kind for kind, one in sealed.items() if one.patient]


def queue_mail(  # noqa: PLR0913 -- keyword-only
    *,
    kind: str,
    to: Any = None,
    about: int | None = None,
    subject: str,
    body: str,
    key: str | None = None,
    coalesce: timedelta | None = None,
) -> OutgoingMail | None:
    """Queues one mail within the caller's transaction: `to` a member of staff, or of a sealed kind
    `about` the record with this primary key.

    None when nothing new was queued: a mail with this `key` exists, or with `coalesce` one of the
    same kind to the same person already waits. When one was sent less than `coalesce` ago, the new
    one is due as that time ends. Subject and body say no topic, label, number or text.
    Queue mails to several people in the order of their ids: two transactions that meet on the same
    people then wait for each other instead of deadlocking.
    """
    _refuse_unaddressed(kind, to=to, about=about)
    mail = OutgoingMail(kind=kind, to=to, about=about, subject=subject, body=body, key=key)
    with transaction.atomic(savepoint=False):
        if coalesce:
            mail.slot = f"{kind}:{to.pk}" if to else f"{kind}:about:{about}"
        if not _insert(mail):
            return None
        if coalesce:
            _wait_out(mail, coalesce)
        if mail.due_at <= clock.now():
            wake(CRANK)
    return mail


def queue_mails(*, kind: str, about: Iterable[int], subject: str, key: str) -> None:
    """Queues a mail of a sealed kind, whose writer gives the text, about each of these records.

    Within the caller's transaction, in one query. Each has the key "<key>:<record>", so that a
    record which has it already gets none.
    """
    mails = [
        OutgoingMail(kind=kind, about=record, subject=subject, body="", key=f"{key}:{record}")
        for record in about
    ]
    with transaction.atomic(savepoint=False):
        OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
        if mails:
            wake(CRANK)


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
    """Lets what was given up try again from the beginning; how many.

    A sealed address that was not kept was destroyed as its mail was given up.
    """
    addressed = Q(to__isnull=False) | Q(kind__in=kept_kinds())
    dead = OutgoingMail.objects.exclude(dead_at=None).filter(addressed)
    return dead.update(
        dead_at=None, attempts=0, failed_at=None, leased_until=None, due_at=clock.now()
    )


def _refuse_unaddressed(kind: str, *, to: Any, about: int | None) -> None:
    if kind in sealed and (to is not None or about is None):
        raise ValueError(f"A mail of the sealed kind {kind} is about a record, and to nobody.")
    if kind not in sealed and to is None:
        raise ValueError(f"A mail of the kind {kind} is to a member of staff.")


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
        OutgoingMail.objects.filter(kind=mail.kind, to=mail.to, about=mail.about)
        .filter(sent_at__gt=clock.now() - window)
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
    seen: set[int] = set()
    while some := _next_due(seen):
        for pk, kind in some:
            if time.monotonic() > end:
                wake(CRANK)
                return
            seen.add(pk)
            if kind in sealed and not canary.submissions_open():
                _put_off_unread(pk)
            elif mail := _lease(pk):
                yield mail


def _next_due(seen: set[int]) -> list[tuple[int, str]]:
    """The next mails that this crank has not seen, with their kinds; the patient ones last."""
    due = OutgoingMail.objects.due(clock.now())
    patient = Q(kind__in=patient_kinds())
    for rows in (due.exclude(patient), due.filter(patient)):
        found = list(rows.values_list("pk", "kind")[:AT_ONCE])
        if fresh := [(pk, kind) for pk, kind in found if pk not in seen]:
            return fresh
    return []


def _put_off_unread(pk: int) -> None:
    """Under a wrong key ring no address opens: that is not the mail's fault and costs no attempt.

    Otherwise it would be given up, and its address destroyed, before the ring is put right.
    """
    moment = clock.now()
    OutgoingMail.objects.due(moment).filter(pk=pk).order_by().update(due_at=moment + BACKOFF[0])


def _lease(pk: int) -> OutgoingMail | None:
    """Counts the attempt and takes the row, committed; None when another took it.

    A row whose worker died at the last attempt is given up here.
    """
    moment = clock.now()
    free = OutgoingMail.objects.due(moment).filter(pk=pk).order_by()
    with transaction.atomic(durable=True, savepoint=False):
        taken = free.filter(attempts__lt=MAX_ATTEMPTS).update(
            attempts=F("attempts") + 1, leased_until=moment + LEASE
        )
    if taken:
        return OutgoingMail.objects.select_related("to").get(pk=pk)
    if mail := free.first():
        _give_up(free, mail, "WorkerDied")
    return None


def _deal_with(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Sends, drops or puts off one leased mail; whether it was sent."""
    try:
        wanted = _wanted(mail)
        if wanted is None:
            _end(_ours(mail), mail, dropped_at=clock.now())
            return False
        connection.open()
        connection.send_messages([_message(mail, *wanted)])
        _end(_ours(mail), mail, sent_at=clock.now(), last_error="")
    except Exception as error:  # noqa: BLE001 -- whatever it is, the row must know
        _close(connection)
        _note_failure(mail, error)
        return False
    return True


def _end(rows: QuerySet[OutgoingMail], mail: OutgoingMail, **how: Any) -> None:
    """Marks the mail's end, if it is still among `rows`, and destroys its sealed address with it.

    When the address cannot be destroyed there is no mark either: the mail is tried again.
    """
    with transaction.atomic(durable=True, savepoint=False):
        if rows.update(leased_until=None, slot=None, **how) and mail.kind in sealed:
            for name, value in how.items():
                setattr(mail, name, value)
            sealed[mail.kind].used(mail)


def _message(mail: OutgoingMail, address: str, written: Written) -> django_mail.EmailMessage:
    ours = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = django_mail.EmailMultiAlternatives(
        written.subject or mail.subject,
        written.text,
        _sender(mail, written),
        [address],
        headers={**written.headers, **ours},
    )
    if written.html:
        message.attach_alternative(written.html, "text/html")
    return message


def _sender(mail: OutgoingMail, written: Written) -> str:
    """To an outside address without the service's name, which a mailbox would show in its list,
    unless the writer gives one."""
    sender: str = settings.DEFAULT_FROM_EMAIL
    address = parseaddr(sender)[1]
    if written.sender_name:
        return formataddr((written.sender_name, address))
    return address if mail.kind in sealed else sender


def _note_failure(mail: OutgoingMail, error: Exception) -> None:
    """Puts the row off, or gives it up; only the error's class is kept, its text has addresses."""
    name = type(error).__name__[:100]
    if mail.attempts >= MAX_ATTEMPTS:
        _give_up(_ours(mail), mail, name)
    else:
        _put_off(mail, name, BACKOFF[mail.attempts - 1])


def _give_up(rows: QuerySet[OutgoingMail], mail: OutgoingMail, name: str) -> None:
    """Marks it dead. With an address that cannot be destroyed it stays, and this is tried again."""
    moment = clock.now()
    try:
        _end(rows, mail, dead_at=moment, failed_at=moment, last_error=name)
    except Exception:
        logger.exception("The sealed address of a mail given up is not destroyed yet.")
        _put_off(mail, name, BACKOFF[-1])


def _put_off(mail: OutgoingMail, name: str, delay: timedelta) -> None:
    moment = clock.now()
    _ours(mail).update(failed_at=moment, leased_until=None, last_error=name, due_at=moment + delay)


def _wanted(mail: OutgoingMail) -> tuple[str, Written] | None:
    """Where it should still go and what it says, or None: it is not wanted any more."""
    writer = writers.get(mail.kind)
    written = writer(mail) if writer else mail.body
    if written is None:
        return None
    address = _address(mail, always=writer is not None)
    if not address:
        return None
    return address, Written(written) if isinstance(written, str) else written


def _address(mail: OutgoingMail, *, always: bool) -> str | None:
    """Not that of an account which is no longer in use, unless `always`."""
    if mail.kind in sealed:
        return sealed[mail.kind].address(mail)
    if mail.to is None:
        raise LookupError
    return mail.to.email if always or mail.to.is_active else None


def _ours(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
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
