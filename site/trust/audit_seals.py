"""Seals over closed ranges of the audit trail, so that a row taken away is missed."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import IntegrityError, transaction

from trust import clock
from trust.models.audit import AuditRow, AuditSeal

#: Rows younger than this may still have an older neighbour in a transaction that is not over.
SETTLED_AFTER = timedelta(minutes=5)
ROWS_PER_SEAL = 1000


def seal_settled_rows() -> int:
    """Puts every settled row under a seal; how many were. Of two at once, one does it."""
    sealed = 0
    while count := _seal_next_range():
        sealed += count
    return sealed


def faults() -> Iterator[str]:
    """Every place where the trail is not as it was written, as sentences with ids."""
    before: AuditSeal | None = None
    for seal in AuditSeal.objects.order_by("number").iterator():
        yield from _faults_of_seal(seal, before)
        before = seal
    if before and before.is_whole() is None:
        yield f"seal {before.number}: its key {before.key_id} is not in the key ring"
    loose = AuditRow.objects.filter(pk__gt=before.last_id if before else 0).order_by("pk")
    for row in loose.iterator():
        if row.is_whole() is None:
            yield f"row {row.pk}: its key {row.key_id} is not in the key ring"
        elif not row.is_whole():
            yield f"row {row.pk}: altered"


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


def _faults_of_seal(seal: AuditSeal, before: AuditSeal | None) -> Iterator[str]:
    if seal.is_whole() is False:
        yield f"seal {seal.number}: altered"
    if seal.number != (before.number + 1 if before else 1):
        yield f"seal {seal.number}: the seal before it is missing"
    elif bytes(seal.previous) != _hash_of(before):
        yield f"seal {seal.number}: does not follow the seal before it"
    yield from _faults_of_rows(seal, before.last_id if before else 0)


def _faults_of_rows(seal: AuditSeal, after: int) -> Iterator[str]:
    rows = list(AuditRow.objects.filter(pk__gt=after, pk__lte=seal.last_id).order_by("pk"))
    if digest_of(rows) == bytes(seal.digest):
        return
    found = {row.pk: row for row in rows}
    expected = set(ids_in(seal.rows))
    named = [f"row {pk}: missing" for pk in sorted(expected - found.keys())]
    named += [f"row {pk}: added afterwards" for pk in sorted(found.keys() - expected)]
    named += [f"row {row.pk}: altered" for row in rows if row.is_whole() is False]
    yield from named or [f"rows {seal.rows}: not what seal {seal.number} was put on"]


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
