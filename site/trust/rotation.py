"""Moving records from older master keys to the active one, with traffic on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from trust import clock
from trust.canary import key_holders, proofs_of
from trust.keyring import CannotUnwrap, KeyRing, key_prefix, keyring
from trust.models.canary import Canary
from trust.seal import KeyHolder, wrap_context

BATCH = 200


@dataclass
class Rotation:
    """What one run did: records moved, records whose key does not open, keys nothing needs."""

    moved: int = 0
    broken: int = 0
    retired: list[str] = field(default_factory=list)


def rotate() -> Rotation:
    """Wraps every record's key under the active master key. Run again, it goes on where it was.

    Each record is one compare-and-set: one that is erased or moved meanwhile is left as it is.
    """
    ring, done = keyring(), Rotation()
    for model in key_holders():
        for holder in _under_other_keys(model, ring):
            _move(holder, ring, done)
    if not done.broken:
        done.retired = _retire(ring)
    return done


def _under_other_keys(model: type[KeyHolder], ring: KeyRing) -> Iterator[KeyHolder]:
    """Records whose key the active master key does not wrap, read in small batches."""
    last = None
    while True:
        rows = _wrapped(model).exclude(**_wrapped_by(ring.active_id)).order_by("pk")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        batch = list(rows.only("pk", "seal_id", "sealed_key")[:BATCH])
        yield from batch
        if not batch:
            return
        last = batch[-1].pk


def _move(holder: KeyHolder, ring: KeyRing, done: Rotation) -> None:
    old = bytes(holder.sealed_key or b"")
    context = wrap_context(holder)
    try:
        new = ring.wrap(ring.unwrap(old, context), context)
    except CannotUnwrap:
        done.broken += 1
        return
    same = type(holder)._base_manager.filter(pk=holder.pk, sealed_key=old)
    done.moved += same.update(sealed_key=new)


def _retire(ring: KeyRing) -> list[str]:
    """Notes which older keys no record needs any more; the ring may be without them."""
    unused = sorted(
        key_id
        for key_id in ring.keys
        if key_id != ring.active_id
        and not any(_wrapped(m).filter(**_wrapped_by(key_id)).exists() for m in key_holders())
    )
    for key_id in unused:
        Canary.objects.update_or_create(
            kind=Canary.Kind.KEY,
            name=key_id,
            defaults={"retired_at": clock.now()},
            create_defaults={
                "retired_at": clock.now(),
                "made_at": clock.now(),
                "proof": proofs_of(ring)[Canary.Kind.KEY.value, key_id],
            },
        )
    return unused


def _wrapped(model: type[KeyHolder]) -> QuerySet[KeyHolder]:
    return model._base_manager.exclude(sealed_key=None)


def _wrapped_by(key_id: str) -> dict[str, bytes]:
    """The range of bytes that begin with the key's name: both databases order bytes alike."""
    prefix = key_prefix(key_id)
    after = prefix[:-1] + bytes([prefix[-1] + 1])
    return {"sealed_key__gte": prefix, "sealed_key__lt": after}
