"""The audit trail: written before anything opens, never changed, and missed when taken away."""

import copy
import dataclasses
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from accounts.models import Role, User
from tests.trust.conftest import ring_of, secret
from trust import audit, audit_seals, canary, clock
from trust.audit import SYSTEM, Opening, Permit, Refused
from trust.audit_seals import Found
from trust.keyring import key_name, read_ring
from trust.models import AuditRow, AuditSeal, Canary

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(make_user) -> User:
    return make_user("aino", Role.EXPERT)


def permit(subject: Any, actor: Any, *, allowed: bool = True, reason: str = "") -> Permit:
    return Permit(allowed=allowed, act="advice.open", subject=subject, actor=actor, reason=reason)


def fields_of(row: AuditRow) -> tuple:
    return (row.actor_label, row.actor_roles, row.act, row.subject_kind, row.subject_id)


# Openings


def test_permit_is_its_answer(expert):
    assert bool(permit(expert, expert)) is True
    assert bool(permit(expert, expert, allowed=False)) is False


def test_opening_leaves_a_row_and_names_its_subject(expert):
    way_in = audit.opening(permit(expert, expert, reason="vastaan tähän"))
    row = AuditRow.objects.get()
    assert way_in.subject == expert
    assert fields_of(row) == (
        f"user {expert.pk}",
        "expert",
        "advice.open",
        "accounts.user",
        str(expert.pk),
    )
    assert (row.actor, row.outcome, row.reason) == (expert, "allowed", "vastaan tähän")


def test_opening_costs_one_query(expert, django_assert_num_queries):
    expert.roles  # noqa: B018 -- the permission has asked for them already
    with django_assert_num_queries(1):
        audit.opening(permit(expert, expert))


def test_openings_of_a_list_cost_one_query(expert, django_assert_num_queries):
    expert.roles  # noqa: B018
    with django_assert_num_queries(1):
        ways = audit.openings([permit(expert, expert) for _ in range(30)])
    assert len(ways) == AuditRow.objects.count() == 30
    assert audit_seals.check().altered == []


def test_refused_opening_is_a_404_with_a_row(expert):
    with pytest.raises(Refused) as refusal:
        audit.opening(permit(expert, expert, allowed=False, reason="not theirs"))
    row = AuditRow.objects.get()
    assert isinstance(refusal.value, Http404)
    assert str(refusal.value) == ""
    assert (row.outcome, row.reason) == ("refused", "not theirs")


def test_one_refusal_refuses_the_whole_list(expert):
    with pytest.raises(Refused):
        audit.openings([permit(expert, expert), permit(expert, expert, allowed=False)])
    assert [row.outcome for row in AuditRow.objects.all()] == ["allowed", "refused"]


@pytest.mark.parametrize(("actor", "label"), [(None, "asker"), (SYSTEM, "system")])
def test_actors_without_an_account_have_a_label(actor, label):
    audit.record("advice.write_again", subject="advice:continue", by=actor)
    row = AuditRow.objects.get()
    assert fields_of(row) == (label, "", "advice.write_again", "advice:continue", "")
    assert (row.actor, row.outcome) == (None, "done")


def test_reason_is_cut_at_its_length(expert):
    audit.record("advice.open", subject=expert, by=expert, reason="ä" * 400)
    assert AuditRow.objects.get().reason == "ä" * 300


def test_opening_cannot_be_made_elsewhere(expert):
    way_in = audit.opening(permit(expert, expert))
    with pytest.raises(TypeError):
        Opening(expert)
    with pytest.raises(TypeError):
        Opening(expert, made_here=object())
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(way_in, subject=None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        way_in.subject = None
    assert copy.copy(way_in).subject == expert


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("allowed", [True, False])
def test_opening_refuses_a_transaction_that_could_take_its_row_along(expert, allowed):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        audit.opening(permit(expert, expert, allowed=allowed))
    assert AuditRow.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_refusal_survives_the_error_that_follows(expert, client):
    """As in a view: the refusal flies on to the 404 page, and the row is there."""
    with pytest.raises(Refused):
        audit.opening(permit(expert, expert, allowed=False))
    connection.close()
    assert AuditRow.objects.get().outcome == "refused"


def test_requests_are_not_transactions(settings):
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS", False)


@pytest.mark.django_db(transaction=True)
def test_nothing_opens_when_the_row_cannot_be_written(expert):
    with connection.schema_editor() as editor:
        editor.alter_db_table(AuditRow, "trust_auditrow", "trust_auditrow_away")
    try:
        with pytest.raises(DatabaseError):
            audit.opening(permit(expert, expert))
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(AuditRow, "trust_auditrow_away", "trust_auditrow")


# Rows stay as they were written


def test_row_is_never_changed_or_deleted_through_the_orm(expert):
    audit.record("advice.claim", subject=expert, by=expert)
    row = AuditRow.objects.get()
    row.act = "advice.release"
    attempts = [
        row.save,
        row.delete,
        AuditRow.objects.all().delete,
        lambda: AuditRow.objects.update(act="advice.release"),
        lambda: AuditRow.objects.bulk_update([row], ["act"]),
        lambda: AuditRow.objects.bulk_create([AuditRow(act="x")]),
        lambda: AuditRow.objects.update_or_create(pk=row.pk, defaults={"act": "x"}),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()
    assert AuditRow.objects.get().act == "advice.claim"


def test_new_row_cannot_take_the_place_of_another(expert):
    audit.record("advice.claim", subject=expert, by=expert)
    row = AuditRow.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditRow(pk=row.pk, act="advice.release", outcome="done").save()
    assert AuditRow.objects.get().act == "advice.claim"


def test_row_outlives_the_account_and_stays_whole(expert):
    audit.record("advice.claim", subject=expert, by=expert)
    label = f"user {expert.pk}"
    expert.delete()
    row = AuditRow.objects.get()
    assert (row.actor, row.actor_label) == (None, label)
    assert audit_seals.check().altered == []


def test_names_stay_out_of_rows_and_their_text(expert):
    audit.record("advice.claim", subject=expert, by=expert)
    row = AuditRow.objects.get()
    written = " ".join([str(row), repr(row), *fields_of(row), row.reason])
    assert "aino" not in written.lower()


# Seals


def write_rows(count: int, by: Any = None) -> list[int]:
    """Rows old enough to be sealed; their ids."""
    with time_machine.travel(clock.now() - timedelta(minutes=10), tick=False):
        for number in range(count):
            audit.record("advice.open", subject=f"advice:{number}", by=by)
    return list(AuditRow.objects.order_by("pk").values_list("pk", flat=True))


def sql(statement: str, *values: Any) -> None:
    """Past the ORM, as somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_settled_rows_are_sealed_once(monkeypatch):
    write_rows(7)
    audit.record("advice.open", subject="young", by=None)
    monkeypatch.setattr(audit_seals, "ROWS_PER_SEAL", 3)
    assert audit_seals.seal_settled_rows() == 7
    assert audit_seals.seal_settled_rows() == 0
    assert [len(list(audit_seals.ids_in(seal.rows))) for seal in AuditSeal.objects.all()] == [
        3,
        3,
        1,
    ]
    assert audit_seals.check().altered == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "advice.close"),
        ("actor_label", "user 99"),
        ("actor_roles", "coordinator"),
        ("subject_kind", "advice.conversation"),
        ("subject_id", "17"),
        ("outcome", "refused"),
        ("reason", "muuta"),
        ("at", "2026-01-01 00:00:00+00:00"),
        ("mac", b"x" * 32),
    ],
)
@pytest.mark.parametrize("sealed", [True, False])
def test_altered_row_is_named(column, value, sealed):
    ids = write_rows(3)
    if sealed:
        audit_seals.seal_settled_rows()
    sql(f"UPDATE trust_auditrow SET {column} = %s WHERE id = %s", value, ids[1])  # noqa: S608
    assert audit_seals.check().altered == [f"row {ids[1]}: altered"]


def test_row_put_on_another_account_is_named(expert, make_user):
    ids = write_rows(2, by=expert)
    sql("UPDATE trust_auditrow SET actor_id = %s WHERE id = %s", make_user("eero").pk, ids[0])
    assert audit_seals.check().altered == [f"row {ids[0]}: altered"]


def test_removed_rows_are_named():
    ids = write_rows(5)
    audit_seals.seal_settled_rows()
    sql("DELETE FROM trust_auditrow WHERE id IN (%s, %s)", ids[1], ids[4])
    assert audit_seals.check().altered == [f"row {ids[1]}: missing", f"row {ids[4]}: missing"]


def test_copied_row_is_named():
    ids = write_rows(3)
    audit_seals.seal_settled_rows()
    columns = (
        "at, actor_label, actor_roles, act, subject_kind, subject_id, outcome, reason, key_id, mac"
    )
    sql("DELETE FROM trust_auditrow WHERE id = %s", ids[1])
    sql(
        f"INSERT INTO trust_auditrow (id, {columns}) SELECT %s, {columns} FROM trust_auditrow"  # noqa: S608
        " WHERE id = %s",
        ids[1],
        ids[0],
    )
    assert audit_seals.check().altered == [f"rows {ids[0]}-{ids[2]}: not what seal 1 was put on"]


def test_removed_or_altered_seal_is_named(monkeypatch):
    write_rows(6)
    monkeypatch.setattr(audit_seals, "ROWS_PER_SEAL", 2)
    audit_seals.seal_settled_rows()
    sql("UPDATE trust_auditseal SET digest = %s WHERE number = 3", b"y" * 32)
    assert "seal 3: altered" in audit_seals.check().altered
    sql("DELETE FROM trust_auditseal WHERE number = 1")
    assert "seal 2: the seal before it is missing" in audit_seals.check().altered


def test_rows_before_the_first_seal_cannot_be_cut_with_it(monkeypatch):
    ids = write_rows(4)
    monkeypatch.setattr(audit_seals, "ROWS_PER_SEAL", 2)
    audit_seals.seal_settled_rows()
    sql("DELETE FROM trust_auditseal WHERE number = 1")
    sql("DELETE FROM trust_auditrow WHERE id <= %s", ids[1])
    assert "seal 2: the seal before it is missing" in audit_seals.check().altered


KEYS = {name: secret(number) for number, name in enumerate(("k1", "k2", "k3"), start=1)}


def only(*names: str) -> dict:
    """A ring with these keys, the last of them active."""
    return ring_of(active=names[-1], keys={name: KEYS[name] for name in names})


def test_trail_stays_whole_over_a_new_key(use_ring):
    use_ring(only("k1"))
    ids = write_rows(2)
    use_ring(only("k1", "k2"))
    write_rows(2)
    assert audit_seals.check().altered == []
    sql("UPDATE trust_auditrow SET act = 'x' WHERE id = %s", ids[0])
    assert audit_seals.check().altered == [f"row {ids[0]}: altered"]


def name_of(ring: dict) -> str:
    return read_ring(json.dumps(ring)).active_name


def test_newer_seal_vouches_for_rows_whose_key_is_gone(use_ring):
    use_ring(only("k1"))
    ids = write_rows(3)
    audit_seals.seal_settled_rows()
    Canary.objects.filter(name="k1").update(retired_at=clock.now())  # as rotate_keys does
    use_ring(only("k2"))
    assert audit_seals.check() == Found(
        [], [f"seal 1: its key {name_of(only('k1'))} is not in the ring"]
    )
    write_rows(1)
    audit_seals.seal_settled_rows()
    assert audit_seals.check() == Found()
    sql("UPDATE trust_auditrow SET act = 'x' WHERE id = %s", ids[0])
    assert audit_seals.check().altered == [f"rows {ids[0]}-{ids[2]}: not what seal 1 was put on"]


def test_unsealed_row_whose_key_is_gone_is_named(use_ring):
    use_ring(only("k1"))
    ids = write_rows(1)
    use_ring(only("k2"))
    [sentence] = audit_seals.check().unchecked
    assert sentence.startswith(f"rows {ids[0]}, from ")
    assert f", not sealed: under the key {name_of(only('k1'))}," in sentence


# A wrong key ring

RIGHT = ring_of()
#: Its key has the same id: the id alone would make its rows look altered.
WRONG = ring_of(keys={"k1": secret(2)})
BEGAN, ENDED = "2026-11-20T10:00:00Z", "2026-11-20T10:20:00Z"


@pytest.fixture
def wrong_for_a_while(use_ring) -> list[int]:
    """Two rows under the right ring, three under a wrong one, and the right one is back."""
    use_ring(RIGHT)
    assert canary.submissions_open()
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False):
        write_rows(2)
    use_ring(WRONG)
    for moment in (BEGAN, "2026-11-20T10:10:00Z", ENDED):
        with time_machine.travel(moment, tick=False):
            audit.record("advice.open", subject="advice:9", by=None)
    use_ring(RIGHT)
    return list(AuditRow.objects.order_by("pk").values_list("pk", flat=True))


def told(ids: list[int], state: str) -> str:
    return (
        f"rows {ids[2]}-{ids[4]}, from {BEGAN} to {ENDED}, {state}: under the key {name_of(WRONG)},"
        " which is not in the ring"
    )


def test_rows_written_under_a_wrong_ring_are_told_and_not_called_altered(wrong_for_a_while):
    ids = wrong_for_a_while
    assert name_of(WRONG) != name_of(RIGHT)
    assert audit_seals.check() == Found([], [told(ids, "not sealed")])
    assert audit_seals.seal_settled_rows() == 5
    assert audit_seals.check() == Found([], [told(ids, "sealed by seal 1")])


@pytest.mark.parametrize("which", [0, 2])
def test_alteration_beside_or_under_a_wrong_ring_is_found_once_sealed(wrong_for_a_while, which):
    ids = wrong_for_a_while
    audit_seals.seal_settled_rows()
    sql("UPDATE trust_auditrow SET act = 'x' WHERE id = %s", ids[which])
    found = audit_seals.check()
    whole_range = f"rows {ids[0]}-{ids[4]}: not what seal 1 was put on"
    assert found.altered == [f"row {ids[0]}: altered" if which == 0 else whole_range]
    assert found.unchecked == [told(ids, "sealed by seal 1")]


def test_row_of_a_wrong_ring_taken_away_after_its_seal_is_missed(wrong_for_a_while):
    ids = wrong_for_a_while
    audit_seals.seal_settled_rows()
    sql("DELETE FROM trust_auditrow WHERE id = %s", ids[3])
    assert audit_seals.check().altered == [f"row {ids[3]}: missing"]


def test_altered_row_that_blames_another_ring_is_found_when_sealed_and_told_when_not():
    """Whoever alters a row may write any key's name beside it; that shows, and for ever."""
    sealed = write_rows(2)
    audit_seals.seal_settled_rows()
    loose = write_rows(2)[2:]
    for row in (sealed[0], loose[0]):
        sql("UPDATE trust_auditrow SET act = 'x', key_id = 'k1~00000000' WHERE id = %s", row)
    found = audit_seals.check()
    assert found.altered == [f"rows {sealed[0]}-{sealed[1]}: not what seal 1 was put on"]
    assert [sentence.split(",")[0] for sentence in found.unchecked] == [
        f"rows {sealed[0]}",
        f"rows {loose[0]}",
    ]
    audit_seals.seal_settled_rows()
    assert f"rows {loose[0]}, from" in audit_seals.check().unchecked[-1]


def test_key_that_the_database_claims_to_know_is_not_believed():
    """A proof beside it in the database, written by the same hand, changes nothing."""
    ids = write_rows(1)
    name = key_name("k9", b"x")
    Canary.objects.create(kind="key", name="k9", proof=b"x", made_at=clock.now(), retired_at=BEGAN)
    sql("UPDATE trust_auditrow SET act = 'x', key_id = %s WHERE id = %s", name, ids[0])
    audit_seals.seal_settled_rows()
    [sentence] = audit_seals.check().unchecked
    assert sentence.startswith(f"rows {ids[0]}, from")


def test_row_altered_before_it_was_sealed_stays_found():
    ids = write_rows(2)
    sql("UPDATE trust_auditrow SET act = 'x' WHERE id = %s", ids[0])
    audit_seals.seal_settled_rows()
    assert audit_seals.check().altered == [f"row {ids[0]}: altered"]


def test_sealed_row_put_on_another_account_is_named(expert, make_user):
    """The account's own column is in no digest, since a removed account empties it."""
    ids = write_rows(2, by=expert)
    audit_seals.seal_settled_rows()
    sql("UPDATE trust_auditrow SET actor_id = %s WHERE id = %s", make_user("eero").pk, ids[0])
    assert audit_seals.check().altered == [f"row {ids[0]}: altered"]


def test_nothing_is_sealed_under_a_wrong_ring(use_ring):
    use_ring(RIGHT)
    assert canary.submissions_open()
    write_rows(3)
    for wrong in (WRONG, only("k2"), "{"):
        use_ring(wrong)
        assert audit_seals.seal_settled_rows() == 0
    use_ring(RIGHT)
    assert audit_seals.seal_settled_rows() == 3
    assert audit_seals.check() == Found()


def test_tampered_proof_of_the_key_takes_no_mac_away(use_ring):
    """Whoever makes the right ring look wrong in the database gains nothing by it."""
    use_ring(RIGHT)
    assert canary.submissions_open()
    Canary.objects.filter(kind="key").update(proof=b"x" * 32)
    canary.forget()
    assert not canary.submissions_open()
    ids = write_rows(2)
    sql("UPDATE trust_auditrow SET act = 'x' WHERE id = %s", ids[0])
    assert audit_seals.check() == Found([f"row {ids[0]}: altered"], [])


def test_trail_under_a_ring_that_is_wrong_now_is_not_called_altered(use_ring, wrong_for_a_while):
    audit_seals.seal_settled_rows()
    use_ring(WRONG)
    assert audit_seals.check().altered == []
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", stderr=err)
    assert end.value.code == 2
    assert "The key ring is wrong now: The key k1 in the key ring is not" in err.getvalue()


def test_command_exits_2_for_another_ring_and_1_for_an_alteration(wrong_for_a_while):
    ids = wrong_for_a_while
    for altered, code in ((False, 2), (True, 1)):
        if altered:
            sql("UPDATE trust_auditrow SET act = 'x' WHERE id = %s", ids[0])
        err = StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("verify_audit", stderr=err)
        assert end.value.code == code
        assert told(ids, "not sealed") in err.getvalue()
        assert ("has been altered in 1 places" in err.getvalue()) is altered
        assert "The key ring is wrong now" not in err.getvalue()


def test_command_exits_1_and_says_where():
    ids = write_rows(2)
    audit_seals.seal_settled_rows()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("2 rows are whole. Newest seal: 1, last row ")
    sql("DELETE FROM trust_auditrow WHERE id = %s", ids[0])
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", stderr=err)
    assert end.value.code == 1
    assert f"row {ids[0]}: missing" in err.getvalue()


def test_ranges_are_read_back():
    ids = [4, 5, 6, 9, 11, 12]
    assert audit_seals.ranges(ids) == "4-6,9,11-12"
    assert list(audit_seals.ids_in("4-6,9,11-12")) == ids
