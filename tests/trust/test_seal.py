import uuid

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.trust.conftest import ring_of, secret
from tests.trust.shelf.models import Box, Chest, Crate, Leaf, Loose, Slip
from trust import audit
from trust.audit import Opening, Permit
from trust.keyring import keyring
from trust.models import AuditRow
from trust.seal import STEP, TEXT_MARK, SealBroken, mark_of, open_text, seal_text, wrap_context

TEXT = "Pelasin taas eilen. Miten kerron siitä kotona?"


@pytest.fixture
def box(db):
    return make_box()


@pytest.fixture
def leaf(box):
    return make_leaf(box)


def make_box(title="first", text=TEXT):
    box = Box(title=title)
    box.text = seal_text(box, "text", text)
    box.save()
    return Box.objects.get(pk=box.pk)


def make_leaf(box, text=TEXT):
    leaf = Leaf(box=box)
    leaf.text = seal_text(leaf, "text", text)
    leaf.save()
    return Leaf.objects.get(pk=leaf.pk)


def opened(record, field="text"):
    return open_text(record, field, opening_of(record.key_holder))


def opening_of(holder):
    return audit.opening(Permit(allowed=True, act="test.open", subject=holder, actor=None))


def is_broken(record, field="text"):
    with pytest.raises(SealBroken) as caught:
        opened(record, field)
    assert str(caught.value) == "A sealed text could not be opened or made."
    return True


# Sealing and opening


def test_text_opens_as_it_was_written(leaf):
    assert opened(leaf) == TEXT


def test_own_text_of_a_key_holder_opens(box):
    assert opened(box) == TEXT


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_opens_as_it_was_written(text):
    box = Box()
    box.pk, box.text = 1, seal_text(box, "text", text)
    assert open_text(box, "text", Opening(box, audit._MADE_HERE)) == text


def test_database_holds_no_plain_text(leaf):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM shelf_leaf")
        (stored,) = (bytes(row[0]) for row in cursor.fetchall())
    assert stored.startswith(TEXT_MARK)
    assert not any(word.encode() in stored for word in TEXT.split())


def test_same_text_is_sealed_differently_each_time(box):
    assert seal_text(box, "text", TEXT) != seal_text(box, "text", TEXT)


def test_length_shows_only_in_steps(box):
    lengths = {len(seal_text(box, "text", "x" * count)) for count in range(STEP - 3)}
    assert len(lengths) == 1
    assert len(seal_text(box, "text", "x" * (STEP - 3))) == lengths.pop() + STEP


def test_records_have_keys_of_their_own(db):
    first, second = make_box("first"), make_box("second")
    ring = keyring()
    keys = {ring.unwrap(b.sealed_key, wrap_context(b)) for b in (first, second)}
    assert len(keys) == 2


def test_child_in_another_table_shares_its_parents_seal(db):
    chest = Chest(title="chest")
    chest.text = seal_text(chest, "text", TEXT)
    chest.save()
    assert opened(Chest.objects.get()) == TEXT
    assert opened(Box.objects.get()) == TEXT


def test_bulk_created_records_get_their_keys(db):
    boxes = [Box(title=title) for title in ("a", "b")]
    for box in boxes:
        box.text = seal_text(box, "text", box.title)
    Box.objects.bulk_create(boxes)
    assert [opened(box) for box in Box.objects.order_by("title")] == ["a", "b"]


def test_record_saved_without_texts_has_a_key_for_later(db):
    Crate().save()
    crate = Crate.objects.get()
    crate.text = seal_text(crate, "text", TEXT)
    crate.save()
    assert opened(Crate.objects.get()) == TEXT


def test_text_with_half_a_character_is_refused_without_quoting_it(box):
    with pytest.raises(SealBroken) as caught:
        seal_text(box, "text", "salaisuus \ud800")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert str(caught.value) == "A sealed text could not be opened or made."


def test_field_that_is_not_sealed_cannot_be_sealed_or_opened(box):
    with pytest.raises(SealBroken):
        seal_text(box, "title", TEXT)
    box.title = box.text
    assert is_broken(box, "title")


def test_record_without_a_key_holder_cannot_be_sealed(db):
    with pytest.raises(SealBroken):
        seal_text(Loose(), "text", TEXT)


# Nothing opens without its opening


def test_opening_of_another_record_does_not_open(box, leaf):
    other = make_box("other")
    with pytest.raises(SealBroken):
        open_text(leaf, "text", opening_of(other))
    with pytest.raises(SealBroken):
        open_text(box, "text", opening_of(other))


def test_opening_of_the_same_number_in_another_table_does_not_open(box):
    crate = Crate(pk=box.pk)
    crate.save()
    with pytest.raises(SealBroken):
        open_text(box, "text", opening_of(crate))


def test_opening_of_a_child_record_does_not_open(leaf):
    with pytest.raises(SealBroken):
        open_text(leaf, "text", opening_of(leaf))


@pytest.mark.parametrize("nothing", [None, True, object()])
def test_text_does_not_open_without_an_opening(leaf, nothing):
    with pytest.raises(SealBroken):
        open_text(leaf, "text", nothing)


def test_permit_is_not_an_opening(leaf):
    permit = Permit(allowed=True, act="test.open", subject=leaf.box, actor=None)
    with pytest.raises(SealBroken):
        open_text(leaf, "text", permit)


def test_opening_leaves_an_audit_row(leaf):
    opened(leaf)
    (row,) = AuditRow.objects.all()
    assert (row.act, row.subject_kind, row.subject_id) == (
        "test.open",
        "shelf.box",
        str(leaf.box.pk),
    )


# What fails closed


def put(record, field, value):
    """Writes bytes past the field's own guard, as someone with the database would."""
    table = record._meta.get_field(field).model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {field} = %s WHERE id = %s",  # noqa: S608 -- names of our own
            [value, record.pk],
        )
    return type(record).objects.get(pk=record.pk)


@pytest.mark.parametrize("planted", [b"Selkokielinen viesti", b"", TEXT_MARK, TEXT_MARK + b"x" * 9])
def test_planted_plain_value_is_broken(leaf, planted):
    assert is_broken(put(leaf, "text", planted))


def test_value_with_any_byte_changed_is_broken(leaf):
    permission, sealed = opening_of(leaf.box), leaf.text
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 0x10
        leaf.text = bytes(changed)
        with pytest.raises(SealBroken):
            open_text(leaf, "text", permission)


def test_value_cut_anywhere_is_broken(leaf):
    permission, sealed = opening_of(leaf.box), leaf.text
    for end in range(len(sealed)):
        leaf.text = sealed[:end]
        with pytest.raises(SealBroken):
            open_text(leaf, "text", permission)


def test_value_moved_to_another_row_of_the_same_record_is_broken(box):
    first, second = make_leaf(box, "yksi"), make_leaf(box, "kaksi")
    assert is_broken(put(first, "text", second.text))
    assert opened(second) == "kaksi"


def test_value_moved_to_another_record_is_broken(leaf):
    other = make_leaf(make_box("other"))
    assert is_broken(put(other, "text", leaf.text))


def test_row_moved_under_another_record_is_broken(leaf):
    other = make_box("other")
    Leaf.objects.filter(pk=leaf.pk).update(box=other)
    assert is_broken(Leaf.objects.get(pk=leaf.pk))


def test_value_moved_to_another_field_is_broken(box):
    assert is_broken(put(box, "note", box.text), "note")


def test_value_moved_to_another_table_is_broken(leaf):
    slip = Slip.objects.create(box=leaf.box, seal_id=leaf.seal_id, text=leaf.text)
    assert is_broken(slip)


def test_record_with_anothers_wrapped_key_is_broken(box):
    other = make_box("other")
    planted = put(box, "sealed_key", other.sealed_key)
    assert is_broken(planted)
    with pytest.raises(SealBroken):
        seal_text(planted, "text", TEXT)


def test_wrapped_key_moved_to_another_table_is_broken(box):
    crate = Crate(seal_id=box.seal_id)
    crate.save()
    planted = put(put(crate, "sealed_key", box.sealed_key), "text", box.text)
    assert is_broken(planted)
    with pytest.raises(SealBroken):
        seal_text(planted, "text", TEXT)


def test_record_under_another_seal_id_is_broken(box):
    Box.objects.filter(pk=box.pk).update(seal_id=uuid.uuid4())
    assert is_broken(Box.objects.get())


def test_record_with_a_planted_plain_key_is_broken(leaf):
    put(leaf.box, "sealed_key", bytes(32))
    assert is_broken(Leaf.objects.get())


def test_other_key_of_the_same_id_does_not_open(box, use_ring):
    use_ring(ring_of())
    other = make_box("other")
    use_ring(ring_of(keys={"k1": secret(7)}))
    assert is_broken(other)


def test_broken_ring_does_not_open(box, use_ring):
    use_ring(ring_of())
    other = make_box("other")
    permission = opening_of(other)
    use_ring("{}")
    with pytest.raises(SealBroken):
        open_text(other, "text", permission)


# What the fields refuse


@pytest.mark.parametrize("plain", [TEXT, TEXT.encode(), "", b"\x9eK", 5, [TEXT]])
def test_plain_value_is_refused_before_the_database_sees_it(box, plain):
    box.text = plain
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(SealBroken) as caught,
    ):
        box.save(update_fields=["text"])
    assert not [query for query in queries if "UPDATE" in query["sql"]]
    assert caught.value.__cause__ is None
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("field", ["text", "note"])
def test_plain_value_is_refused_in_every_way_of_writing(box, field):
    with CaptureQueriesContext(connection) as queries:
        with pytest.raises(SealBroken):
            Box.objects.filter(pk=box.pk).update(**{field: TEXT})
        with pytest.raises(SealBroken):
            Box.objects.bulk_create([Box(title="b", **({"text": box.text} | {field: TEXT}))])
        setattr(box, field, TEXT)
        with pytest.raises(SealBroken):
            Box.objects.bulk_update([box], [field])
        with pytest.raises(SealBroken):
            Box.objects.filter(**{field: TEXT}).exists()
    assert not any("Pelasin" in query["sql"] for query in queries)


def test_empty_stands_for_no_text_only_where_the_field_may_be_blank(box):
    box.note = b""
    box.save()
    assert is_broken(Box.objects.get(), "note")
    box.text = b""
    with pytest.raises(SealBroken):
        box.save()


def test_key_field_refuses_a_plain_key(box):
    with pytest.raises(SealBroken):
        Box.objects.filter(pk=box.pk).update(sealed_key=bytes(32))


def test_database_error_about_a_row_quotes_no_text(box):
    again = Box(title=box.title)
    again.text = seal_text(again, "text", TEXT)
    with pytest.raises(IntegrityError) as caught:
        again.save()
    assert "Pelasin" not in str(caught.value)


def test_sealed_values_survive_dumping_and_loading(box):
    dumped = serializers.serialize("json", [box])
    Box.objects.all().delete()
    (loaded,) = serializers.deserialize("json", dumped)
    loaded.save()
    assert "Pelasin" not in dumped
    assert opened(Box.objects.get()) == TEXT


# Erasure


def test_destroyed_key_opens_nothing_any_more(box, leaf):
    box.destroy_key()
    assert is_broken(box)
    assert is_broken(Box.objects.get())
    assert is_broken(Leaf.objects.get())
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_key FROM shelf_box")
        assert cursor.fetchall() == [(None,)]


def test_destroyed_record_cannot_be_sealed_to_again(box):
    box.destroy_key()
    for record in (box, Box.objects.get(), Leaf(box=Box.objects.get())):
        with pytest.raises(SealBroken):
            seal_text(record, "text", TEXT)
    assert Box.objects.get().sealed_key is None


def test_stale_copy_saved_later_does_not_bring_the_key_back(box):
    stale = Box.objects.get()
    box.destroy_key()
    stale.title = "renamed"
    stale.save()
    again = Box.objects.get()
    assert (again.title, again.sealed_key) == ("renamed", None)


def test_stale_copy_saved_after_erasure_does_not_bring_the_record_back(box):
    stale = Box.objects.get()
    box.destroy_key()
    box.delete()
    with pytest.raises(SealBroken), transaction.atomic():
        stale.save()
    assert not Box.objects.exists()


def test_saving_changes_no_key(box):
    before = box.sealed_key
    box.title = "renamed"
    box.save()
    box.save(update_fields=["title", "sealed_key"])
    assert Box.objects.get().sealed_key == before
    assert opened(Box.objects.get()) == TEXT


def test_destroying_one_key_leaves_the_others(box):
    other = make_box("other")
    box.destroy_key()
    assert opened(Box.objects.get(pk=other.pk)) == TEXT


def test_destroyed_key_of_a_child_in_another_table_is_gone(db):
    chest = Chest(title="chest")
    chest.text = seal_text(chest, "text", TEXT)
    chest.save()
    Chest.objects.get().destroy_key()
    assert Box.objects.get().sealed_key is None


def test_keyless_row_from_before_cannot_be_sealed_to(box):
    Box.objects.filter(pk=box.pk).update(sealed_key=None)
    with pytest.raises(SealBroken):
        Box.objects.get().make_key()


def test_mark_is_the_records_the_purposes_and_the_contents_own(db):
    box, other = make_box(), make_box("second")
    marks = {
        mark_of(box, "a", b"kirje"),
        mark_of(box, "b", b"kirje"),
        mark_of(box, "a", b"toinen"),
        mark_of(other, "a", b"kirje"),
    }
    assert len(marks) == 4
    assert mark_of(box, "a", b"kirje") in marks


def test_mark_dies_with_the_key(db):
    box = make_box()
    box.destroy_key()
    with pytest.raises(SealBroken):
        mark_of(box, "a", b"kirje")
