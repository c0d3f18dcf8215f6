import json
import threading
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.trust.conftest import ring_of, secret
from tests.trust.shelf.models import Box, Chest, Crate, Leaf
from trust import audit, canary, rotation
from trust.keyring import KeyRing, keyring
from trust.models import Canary
from trust.seal import SealBroken, mark_of, open_text, seal_text

OLD = ring_of()
BOTH = ring_of(active="k2", keys={"k1": secret(1), "k2": secret(2)})
NEW = ring_of(active="k2", keys={"k2": secret(2)})


@pytest.fixture
def records(db, use_ring):
    """Records of every kind under the old key, with the new ring in place."""
    use_ring(OLD)
    canary.verify()
    for number in range(3):
        save(Box(title=f"box {number}"))
    save(Chest(title="chest"))
    save(Crate())
    save(Leaf(box=Box.objects.first()))
    use_ring(BOTH)


def save(record):
    record.text = seal_text(record, "text", "kirje")
    record.save()
    return record


def opened(record):
    permit = audit.Permit(allowed=True, act="test", subject=record.key_holder, actor=None)
    return open_text(record, "text", audit.opening(permit))


def everything():
    return [*Box.objects.all(), *Chest.objects.all(), *Crate.objects.all(), *Leaf.objects.all()]


def keys_in_use():
    holders = [*Box.objects.exclude(sealed_key=None), *Crate.objects.all()]
    return {keyring().wrapped_with(holder.sealed_key) for holder in holders}


def test_mark_of_a_content_stays_through_a_rotation(records, use_ring):
    before = [mark_of(record, "test", b"kirje") for record in everything()]
    rotation.rotate()
    use_ring(NEW)
    assert [mark_of(record, "test", b"kirje") for record in everything()] == before


def test_rotation_moves_every_record_and_its_texts_stay(records, use_ring):
    assert rotation.rotate() == rotation.Rotation(moved=5, broken=0, retired=["k1"])
    assert keys_in_use() == {"k2"}
    use_ring(NEW)
    assert {opened(record) for record in everything()} == {"kirje"}


def test_rotation_again_has_nothing_to_move(records):
    rotation.rotate()
    assert rotation.rotate() == rotation.Rotation(moved=0, broken=0, retired=["k1"])


def test_old_ring_without_rotation_stays_needed(records, use_ring):
    use_ring(NEW)
    assert canary.submissions_open() is False


def test_old_key_may_leave_the_ring_after_rotation(records, use_ring):
    canary.verify()
    rotation.rotate()
    use_ring(NEW)
    assert canary.submissions_open() is True


def test_rotation_without_proofs_retires_the_old_key_too(records, use_ring):
    Canary.objects.all().delete()
    rotation.rotate()
    assert canary.verify() == []
    use_ring(NEW)
    assert canary.submissions_open() is True


def test_stopped_rotation_goes_on_where_it_was(records, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)
    wrap, calls = KeyRing.wrap, []

    def wrap_twice(ring, key, context):
        calls.append(context)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return wrap(ring, key, context)

    with monkeypatch.context() as stopped:
        stopped.setattr(KeyRing, "wrap", wrap_twice)
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate()
    assert keys_in_use() == {"k1", "k2"}
    assert {opened(record) for record in everything()} == {"kirje"}
    assert rotation.rotate().moved == 3
    assert keys_in_use() == {"k2"}


def test_record_erased_during_rotation_stays_erased(records, monkeypatch):
    wrap, erased = KeyRing.wrap, Crate.objects.get()

    def erase_first(ring, key, context):
        if b"shelf_crate" in context:
            Crate.objects.get().destroy_key()
        return wrap(ring, key, context)

    monkeypatch.setattr(KeyRing, "wrap", erase_first)
    rotation.rotate()
    erased.refresh_from_db()
    assert erased.sealed_key is None
    with pytest.raises(SealBroken):
        opened(erased)


def test_record_made_during_rotation_keeps_its_key(records):
    fresh = save(Box(title="fresh"))
    before = fresh.sealed_key
    rotation.rotate()
    fresh.refresh_from_db()
    assert fresh.sealed_key == before
    assert opened(fresh) == "kirje"


def test_copy_read_before_rotation_still_opens_and_saves(records):
    stale = Box.objects.first()
    rotation.rotate()
    assert opened(stale) == "kirje"
    stale.title = "renamed"
    stale.save()
    assert keys_in_use() == {"k2"}


def test_record_with_a_broken_key_is_counted_and_keeps_the_old_key_needed(records, use_ring):
    with connection.cursor() as cursor:
        foreign = Box.objects.first().sealed_key
        cursor.execute("UPDATE shelf_crate SET sealed_key = %s", [foreign])
    assert rotation.rotate() == rotation.Rotation(moved=4, broken=1, retired=[])
    assert bytes(Crate.objects.get().sealed_key) == bytes(foreign)
    canary.verify()
    use_ring(NEW)
    assert canary.submissions_open() is False


def test_key_that_records_still_need_is_not_retired(records):
    assert rotation._retire(keyring()) == []
    assert not Canary.objects.exclude(retired_at=None).exists()


def test_record_that_names_no_key_retires_none(records):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shelf_crate SET sealed_key = %s", [b"x" * 80])
    assert rotation.rotate() == rotation.Rotation(moved=4, broken=1, retired=[])


def test_destroyed_records_are_left_alone(records):
    Crate.objects.get().destroy_key()
    assert rotation.rotate().moved == 4
    assert Crate.objects.get().sealed_key is None


def test_batches_read_no_row_twice(records, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(rotation, "BATCH", 2)
    with django_assert_max_num_queries(30):
        assert rotation.rotate().moved == 5


@pytest.mark.django_db(transaction=True)
def test_rotation_with_traffic_on_loses_and_revives_nothing(use_ring, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 5)
    use_ring(OLD)
    boxes = [save(Box(title=f"box {number}")) for number in range(40)]
    use_ring(BOTH)
    erased, kept = boxes[::2], boxes[1::2]
    traffic = [
        threading.Thread(target=on_own_connection, args=([box.destroy_key for box in erased],)),
        threading.Thread(
            target=on_own_connection,
            args=([partial(save, Box(title=f"new {number}")) for number in range(20)],),
        ),
    ]
    for thread in traffic:
        thread.start()
    rotation.rotate()
    for thread in traffic:
        thread.join(30)
    rotation.rotate()
    assert keys_in_use() == {"k2"}
    alive = Box.objects.exclude(sealed_key=None)
    assert {opened(box) for box in alive} == {"kirje"}
    assert alive.count() == len(kept) + 20
    assert not alive.filter(pk__in=[box.pk for box in erased]).exists()


def on_own_connection(acts):
    for act in acts:
        act()
    connection.close()


# The command


def test_command_says_what_it_did(records, capsys):
    call_command("rotate_keys")
    assert capsys.readouterr().out.splitlines() == [
        "5 records moved to the key k2.",
        (
            "No record needs the key k1 any more. Keep it as long as there are backups from before"
            " this run."
        ),
    ]


def test_command_with_a_wrong_ring_moves_nothing(records, use_ring):
    wrong = json.loads(json.dumps(BOTH))
    wrong["keys"]["k1"]["secret"] = secret(9)
    use_ring(wrong)
    with pytest.raises(CommandError, match="The key k1 in the key ring is not"):
        call_command("rotate_keys", skip_checks=True)
    use_ring(BOTH)
    assert keys_in_use() == {"k1"}


def test_command_fails_when_a_record_is_broken(records):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shelf_crate SET sealed_key = %s", [Box.objects.first().sealed_key])
    with pytest.raises(CommandError, match="1 records have a key"):
        call_command("rotate_keys", skip_checks=True)
    assert Crate.objects.get().pk
