"""Whether the key ring is the one that the stored records were made with.

Each key and pepper leaves a proof in the database when it is first used there. A ring that cannot
make every proof again would lose people's letters, so the site takes no new ones until it is right.
"""

import hashlib
import hmac
import logging
from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError

from trust import clock
from trust.keyring import CannotUnwrap, KeyRing, KeyringBroken, keyring
from trust.models.canary import Canary
from trust.seal import KeyHolder, wrap_context

logger = logging.getLogger(__name__)

Proofs = dict[tuple[str, str], bytes]

_verified = False


class SubmissionsClosed(Exception):
    """New texts are not taken now: they could not be kept safe, or not found again."""

    status = 503


def submissions_open() -> bool:
    """Whether new texts may be taken. Verified once in a process; while it fails, every time.

    The first verification of a database also leaves the proofs of the ring's secrets.
    """
    global _verified  # noqa: PLW0603 -- one answer for the process
    if not _verified:
        keyring.cache_clear()
        try:
            _verified = not verify()
        except DatabaseError:
            return False
    return _verified


def require_open_submissions() -> None:
    """Raises SubmissionsClosed (503) unless new texts may be taken."""
    if not submissions_open():
        raise SubmissionsClosed


def forget() -> None:
    """Verify again at the next question: for tests, and after the ring has changed."""
    global _verified  # noqa: PLW0603
    _verified = False
    keyring.cache_clear()


def verify() -> list[str]:
    """What is wrong with the ring, in sentences; when nothing is, leaves the missing proofs."""
    found = problems()
    if not found:
        _leave_proofs(keyring())
        found = problems()  # Another process may have left the proofs of another ring.
    return found


def problems() -> list[str]:
    """What is wrong with the ring, in sentences without secrets; changes nothing."""
    try:
        ring = keyring()
    except KeyringBroken as broken:
        return [str(broken)]
    rows = list(Canary.objects.order_by("kind", "name"))
    if not rows:
        return _records_without_canary(ring)
    proofs = proofs_of(ring)
    return [sentence for row in rows if (sentence := _problem(row, proofs))]


def proofs_of(ring: KeyRing) -> Proofs:
    """What each secret of the ring proves itself with, by kind and name."""
    keys = {(Canary.Kind.KEY.value, key_id): ring.proof(key_id) for key_id in ring.keys}
    peppers = {
        (Canary.Kind.PEPPER.value, version): hmac.digest(pepper, b"canary/v1|", hashlib.sha256)
        for version, pepper in ring.peppers.items()
    }
    return keys | peppers


def key_holders() -> Iterator[type[KeyHolder]]:
    """Every model whose own table holds wrapped keys."""
    for model in apps.get_models():
        if issubclass(model, KeyHolder) and model._meta.get_field("sealed_key").model is model:
            yield model


def _problem(row: Canary, proofs: Proofs) -> str:
    proof = proofs.get((row.kind, row.name))
    if proof is None:
        missing = f"The {row.kind} {row.name} is missing from the key ring: records need it."
        return "" if row.retired_at else missing
    if not hmac.compare_digest(proof, bytes(row.proof)):
        return f"The {row.kind} {row.name} in the key ring is not what the records were made with."
    return ""


def _records_without_canary(ring: KeyRing) -> list[str]:
    """A database whose proofs were lost is judged by its records themselves."""
    for model in key_holders():
        holder = model._base_manager.exclude(sealed_key=None).order_by("-pk").first()
        if holder is not None and not _opens(ring, holder):
            return ["The key ring does not open the records in the database."]
    return []


def _opens(ring: KeyRing, holder: KeyHolder) -> bool:
    try:
        ring.unwrap(bytes(holder.sealed_key or b""), wrap_context(holder))
    except CannotUnwrap:
        return False
    return True


def _leave_proofs(ring: KeyRing) -> None:
    now = clock.now()
    Canary.objects.bulk_create(
        [
            Canary(kind=kind, name=name, proof=proof, made_at=now)
            for (kind, name), proof in proofs_of(ring).items()
        ],
        ignore_conflicts=True,
    )
    Canary.objects.filter(kind=Canary.Kind.KEY, name=ring.active_id).update(retired_at=None)
