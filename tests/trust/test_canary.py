import io
import json

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from tests.trust.conftest import ring_of, secret
from tests.trust.shelf.models import Crate
from trust import canary
from trust.canary import (
    SubmissionsClosed,
    problems,
    require_open_submissions,
    submissions_open,
)
from trust.keyring import read_ring
from trust.models import Canary

TWO_KEYS = {"k1": secret(1), "k2": secret(2)}


def names():
    return list(Canary.objects.order_by("kind", "name").values_list("kind", "name"))


def errors():
    return [
        str(message.msg) for message in run_checks(tags=["security"]) if message.id == "trust.E001"
    ]


def test_first_start_leaves_a_proof_of_each_secret(db, use_ring):
    use_ring(ring_of(keys=TWO_KEYS))
    assert submissions_open() is True
    assert names() == [("key", "k1"), ("key", "k2"), ("pepper", "p1")]


def test_proof_does_not_hold_the_secret(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    assert not {bytes([1]) * 32, bytes([101]) * 32} & {bytes(c.proof) for c in Canary.objects.all()}


def test_same_ring_opens_at_the_next_start(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of())
    assert submissions_open() is True


def test_changed_secret_closes_submissions(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(keys={"k1": secret(9)}))
    assert submissions_open() is False
    assert problems() == ["The key k1 in the key ring is not what the records were made with."]
    assert errors() == problems()


def test_changed_pepper_closes_submissions(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(peppers={"p1": secret(109)}))
    assert submissions_open() is False
    assert errors() == ["The pepper p1 in the key ring is not what the records were made with."]


def test_missing_key_closes_submissions(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(active="k2", keys={"k2": secret(2)}))
    assert submissions_open() is False
    assert errors() == ["The key k1 is missing from the key ring: records need it."]
    assert names() == [("key", "k1"), ("pepper", "p1")]


def test_missing_pepper_closes_submissions(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(pepper="p2", peppers={"p2": secret(102)}))
    assert submissions_open() is False
    assert errors() == ["The pepper p1 is missing from the key ring: records need it."]


@pytest.mark.parametrize(
    ("ring", "cause"),
    [
        ("{", "The key ring is not well-formed JSON."),
        ("", "cannot be read"),
        ("nowhere/keyring.json", "is missing"),
        (
            json.dumps(ring_of(keys={"k1": "AAAA"})),
            "The secret of key k1 has 3 bytes; it must have 32.",
        ),
    ],
)
def test_broken_ring_closes_submissions_and_check_names_the_cause(db, use_ring, ring, cause):
    use_ring(ring)
    assert submissions_open() is False
    (error,) = errors()
    assert cause in error


def test_new_key_and_pepper_get_their_proofs_when_the_old_ones_agree(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    more = {"p1": secret(101), "p2": secret(102)}
    use_ring(ring_of(active="k2", pepper="p2", keys=TWO_KEYS, peppers=more))
    assert submissions_open() is True
    assert names() == [("key", "k1"), ("key", "k2"), ("pepper", "p1"), ("pepper", "p2")]


def test_new_key_gets_no_proof_when_an_old_one_does_not_agree(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(active="k2", keys={"k1": secret(9), "k2": secret(2)}))
    assert submissions_open() is False
    assert names() == [("key", "k1"), ("pepper", "p1")]


def test_ring_put_right_opens_submissions_without_a_restart(db, use_ring, settings):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(keys={"k1": secret(9)}))
    assert submissions_open() is False
    settings.KOKENET_KEYRING = json.dumps(ring_of())
    assert submissions_open() is True


def test_verified_ring_is_not_verified_again(db, use_ring, django_assert_num_queries):
    use_ring(ring_of())
    submissions_open()
    with django_assert_num_queries(0):
        assert submissions_open() is True


def test_lost_proofs_are_not_made_anew_with_a_ring_that_opens_no_record(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    Crate().save()
    Canary.objects.all().delete()
    use_ring(ring_of(keys={"k1": secret(9)}))
    assert submissions_open() is False
    assert errors() == ["The key ring does not open the records in the database."]
    use_ring(ring_of())
    assert submissions_open() is True


def test_retired_key_may_be_missing(db, use_ring):
    use_ring(ring_of(active="k2", keys=TWO_KEYS))
    submissions_open()
    Canary.objects.filter(name="k1").update(retired_at=canary.clock.now())
    use_ring(ring_of(active="k2", keys={"k2": secret(2)}))
    assert submissions_open() is True


def test_retired_key_that_becomes_active_again_is_needed_again(db, use_ring):
    use_ring(ring_of(active="k2", keys=TWO_KEYS))
    submissions_open()
    Canary.objects.filter(name="k1").update(retired_at=canary.clock.now())
    use_ring(ring_of(active="k1", keys=TWO_KEYS))
    submissions_open()
    use_ring(ring_of(active="k2", keys={"k2": secret(2)}))
    assert submissions_open() is False


def test_closed_submissions_raise(db, use_ring):
    use_ring("{")
    with pytest.raises(SubmissionsClosed) as caught:
        require_open_submissions()
    assert caught.value.status == 503
    use_ring(ring_of())
    assert require_open_submissions() is None


# manage.py check


def test_check_is_silent_when_the_ring_is_right(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    assert errors() == []


def test_check_changes_nothing(db, use_ring):
    use_ring(ring_of())
    assert errors() == []
    assert names() == []


def test_check_command_fails_with_the_cause_and_no_secret(db, use_ring):
    use_ring(ring_of())
    submissions_open()
    use_ring(ring_of(keys={"k1": secret(9)}))
    with pytest.raises(SystemCheckError) as caught:
        call_command("check", stderr=io.StringIO())
    assert "The key k1 in the key ring is not what the records were made with." in str(caught.value)
    assert secret(9) not in str(caught.value)


def test_check_passes_before_the_tables_are_there(db, use_ring):
    use_ring(ring_of())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trust_canary RENAME TO trust_canary_away")
    try:
        assert errors() == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE trust_canary_away RENAME TO trust_canary")


def test_ring_that_others_may_read_is_warned_of(db, use_ring, tmp_path):
    path = tmp_path / "ring.json"
    path.write_text(json.dumps(ring_of()))
    use_ring(str(path))
    hint = [f"chmod 600 {path}"]
    for mode, warned in [(0o600, []), (0o640, []), (0o644, hint), (0o660, hint)]:
        path.chmod(mode)
        found = run_checks(tags=["security"])
        assert [message.hint for message in found if message.id == "trust.W001"] == warned


def test_of_two_first_starts_with_different_rings_one_stays_closed(db, use_ring, monkeypatch):
    use_ring(ring_of(keys={"k1": secret(9)}))
    leave = canary._leave_proofs

    def leave_after_the_other(ring):
        leave(read_ring(json.dumps(ring_of())))
        leave(ring)

    monkeypatch.setattr(canary, "_leave_proofs", leave_after_the_other)
    assert submissions_open() is False
    use_ring(ring_of())
    assert submissions_open() is True
