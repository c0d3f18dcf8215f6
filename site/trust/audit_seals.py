"""Seals over closed ranges of the audit trail, so that a row taken away is missed.

A row that names a key of another ring was written while the site ran with that ring, or altered by
someone who says so: which, nobody can tell from the row. It is never called altered and never
passed over. From the seal on it cannot be altered unseen.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from trust import canary, clock
from trust.keyring import keyring
from trust.models.audit import AuditRow, AuditSeal

#: Rows younger than this may still have an older neighbour in a transaction that is not over.
SETTLED_AFTER = timedelta(minutes=5)
ROWS_PER_SEAL = 1000


@dataclass
class Found:
    """What a check of the trail found, as sentences with ids."""

    #: Not as it was written.
    altered: list[str] = field(default_factory=list)
    #: Under a key of another ring, which nobody can check.
    unchecked: list[str] = field(default_factory=list)


def seal_settled_rows() -> int:
    """Puts every settled row under a seal; how many were. Of two at once, one does it.

    None under a wrong key ring: its seal would vouch for nothing. They wait for the right one.
    """
    if not canary.submissions_open():
        return 0
    sealed = 0
    while count := _seal_next_range():
        sealed += count
    return sealed


def check() -> Found:
    """Every place where the trail is not as it was written, and what nobody can check."""
    found, in_ring = Found(), set(keyring().ids_by_name)
    before: AuditSeal | None = None
    for seal in AuditSeal.objects.order_by("number").iterator():
        rows = _rows_of(seal, before)
        found.altered += _faults_of_seal(seal, before, rows)
        # Seals are put on under right rings only: their keys were right, also when taken out since.
        known = in_ring | {seal.key_id, before.key_id if before else ""}
        found.unchecked += _spans(
            (row for row in rows if row.key_id not in known), f"sealed by seal {seal.number}"
        )
        before = seal
    if before and before.key_id not in in_ring:
        found.unchecked.append(f"seal {before.number}: its key {before.key_id} is not in the ring")
    loose = list(AuditRow.objects.filter(pk__gt=before.last_id if before else 0).order_by("pk"))
    found.altered += _altered(loose)
    found.unchecked += _spans((row for row in loose if row.key_id not in in_ring), "not sealed")
    return found


def _spans(rows: Iterable[AuditRow], state: str) -> Iterator[str]:
    """For each foreign key among the rows: which they are, and when they say they were written."""
    by_key: dict[str, list[AuditRow]] = {}
    for row in rows:
        by_key.setdefault(row.key_id, []).append(row)
    for name, its in by_key.items():
        times = sorted(row.at for row in its)
        yield (
            f"rows {ranges(row.pk for row in its)}, from {_moment(times[0])} to"
            f" {_moment(times[-1])}, {state}: under the key {name}, which is not in the ring"
        )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seal_next_range() -> int:
    last = AuditSeal.objects.order_by("-number").first()
    rows = _settled_rows(last.last_id if last else 0)
    if not rows:
        return 0
    seal = AuditSeal(
        number=last.number + 1 if last else 1,
        last_id=rows[-1].pk,
        rows=ranges(row.pk for row in rows),
        digest=digest_of(rows),
        previous=_hash_of(last),
    )
    try:
        with transaction.atomic():
            seal.save()
    except IntegrityError:
        return 0
    return len(rows)


def _settled_rows(after: int) -> list[AuditRow]:
    """The next rows, up to the first one that is too young."""
    settled = clock.now() - SETTLED_AFTER
    rows = []
    for row in AuditRow.objects.filter(pk__gt=after).order_by("pk")[:ROWS_PER_SEAL]:
        if row.at > settled:
            break
        rows.append(row)
    return rows


def _rows_of(seal: AuditSeal, before: AuditSeal | None) -> list[AuditRow]:
    after = before.last_id if before else 0
    return list(AuditRow.objects.filter(pk__gt=after, pk__lte=seal.last_id).order_by("pk"))


def _faults_of_seal(
    seal: AuditSeal, before: AuditSeal | None, rows: list[AuditRow]
) -> Iterator[str]:
    if seal.is_whole() is False:
        yield f"seal {seal.number}: altered"
    if seal.number != (before.number + 1 if before else 1):
        yield f"seal {seal.number}: the seal before it is missing"
    elif bytes(seal.previous) != _hash_of(before):
        yield f"seal {seal.number}: does not follow the seal before it"
    yield from _faults_of_rows(seal, rows)


def _faults_of_rows(seal: AuditSeal, rows: list[AuditRow]) -> Iterator[str]:
    """Each row is asked too: one that was altered before it was sealed is so under the seal."""
    altered = _altered(rows)
    if digest_of(rows) == bytes(seal.digest):
        yield from altered
        return
    found = {row.pk for row in rows}
    expected = set(ids_in(seal.rows))
    named = [f"row {pk}: missing" for pk in sorted(expected - found)]
    named += [f"row {pk}: added afterwards" for pk in sorted(found - expected)]
    named += altered
    yield from named or [f"rows {seal.rows}: not what seal {seal.number} was put on"]


def _altered(rows: Iterable[AuditRow]) -> list[str]:
    return [f"row {row.pk}: altered" for row in rows if row.is_whole() is False]


def digest_of(rows: Iterable[AuditRow]) -> bytes:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.pk}:".encode() + row.canonical() + bytes(row.mac))
    return digest.digest()


def _hash_of(seal: AuditSeal | None) -> bytes:
    return hashlib.sha256(seal.canonical() + bytes(seal.mac) if seal else b"").digest()


def ranges(ids: Iterable[int]) -> str:
    """Rising ids in short: 4, 5, 6, 9 → "4-6,9"."""
    runs: list[list[int]] = []
    for number in ids:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{a}-{b}" if a < b else str(a) for a, b in runs)


def ids_in(text: str) -> Iterator[int]:
    """The ids that `ranges` wrote."""
    for run in text.split(","):
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
