import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.trust.conftest import ring_of, secret
from trust.keyring import (
    CannotUnwrap,
    KeyringBroken,
    keyring,
    new_ring,
    read_ring,
    with_new_key,
    write_once,
)

KEY = bytes(range(32))


def ring(**parts):
    return read_ring(json.dumps(ring_of(**parts)))


def broken(changed: dict | str) -> str:
    """The sentence with which a ring is refused."""
    text = changed if isinstance(changed, str) else json.dumps(changed)
    with pytest.raises(KeyringBroken) as caught:
        read_ring(text)
    return str(caught.value)


def test_wrapped_key_opens_in_its_context():
    assert ring().unwrap(ring().wrap(KEY, b"a|1"), b"a|1") == KEY


def test_wrapped_key_differs_each_time_and_does_not_show_the_key():
    first, second = ring().wrap(KEY, b"a|1"), ring().wrap(KEY, b"a|1")
    assert first != second
    assert KEY not in first


def test_wrapped_key_does_not_open_in_another_context():
    with pytest.raises(CannotUnwrap):
        ring().unwrap(ring().wrap(KEY, b"a|1"), b"a|2")


def test_wrapped_key_does_not_open_with_another_secret_of_the_same_id():
    with pytest.raises(CannotUnwrap):
        ring(keys={"k1": secret(9)}).unwrap(ring().wrap(KEY, b"c"), b"c")


def test_wrapped_key_does_not_open_without_its_key():
    with pytest.raises(CannotUnwrap):
        ring(active="k2", keys={"k2": secret(2)}).unwrap(ring().wrap(KEY, b"c"), b"c")


def test_wrapped_key_opens_after_another_key_became_active():
    both = ring(active="k2", keys={"k1": secret(1), "k2": secret(2)})
    blob = ring().wrap(KEY, b"c")
    assert both.unwrap(blob, b"c") == KEY
    assert both.wrapped_with(blob) == "k1"
    assert both.wrapped_with(both.wrap(KEY, b"c")) == "k2"


def test_wrapped_key_with_any_bit_flipped_does_not_open():
    blob = ring().wrap(KEY, b"c")
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises(CannotUnwrap):
            ring().unwrap(bytes(changed), b"c")


def test_wrapped_key_cut_anywhere_does_not_open():
    blob = ring().wrap(KEY, b"c")
    for end in range(len(blob)):
        with pytest.raises(CannotUnwrap):
            ring().unwrap(blob[:end], b"c")


def test_subkeys_differ_by_purpose_and_key_and_are_the_same_again():
    both = ring(keys={"k1": secret(1), "k2": secret(2)})
    subkeys = {both.subkey("a"), both.subkey("b"), both.subkey("a", "k2"), both.keys["k1"]}
    assert len(subkeys) == 4
    assert both.subkey("a") == both.subkey("a", "k1")
    assert ring().subkey("a") == both.subkey("a")


def test_ring_shows_no_secret():
    assert secret(1) not in repr(ring())
    assert str(ring().keys["k1"]) not in repr(ring())


# What is refused


def test_short_secret_is_named():
    assert broken(ring_of(keys={"k1": "AAAA"})) == (
        "The secret of key k1 has 3 bytes; it must have 32."
    )


@pytest.mark.parametrize("value", ["!" * 44, "ä" * 44, 5, None, ["AAAA"]])
def test_secret_that_is_not_base64_is_named(value):
    assert broken(ring_of(peppers={"p1": value})) == "The secret of pepper p1 is not base64."


def test_two_keys_with_one_secret_are_refused():
    assert broken(ring_of(keys={"k1": secret(1), "k2": secret(1)})) == (
        "The key ring has the same secret twice. Each must be its own."
    )


def test_two_peppers_with_one_secret_are_refused():
    assert broken(ring_of(peppers={"p1": secret(1 + 1), "p2": secret(1 + 1)})) == (
        "The key ring has the same secret twice. Each must be its own."
    )


def test_pepper_equal_to_a_key_is_refused():
    assert broken(ring_of(peppers={"p1": secret(1)})) == (
        "A pepper in the key ring is equal to a key. Each must be its own."
    )


def test_active_key_that_is_not_there_is_refused():
    assert broken(ring_of(active="k7")) == "The key ring's active key is not among its keys."


def test_active_pepper_that_is_not_there_is_refused():
    assert broken(ring_of(pepper="p7")) == "The key ring's active pepper is not among its peppers."


def test_active_key_that_only_opens_is_refused():
    changed = ring_of()
    changed["keys"]["k1"]["use"] = "open"
    assert broken(changed) == 'The active key k1 has the use "open": it may not seal.'


def test_unknown_use_is_refused():
    changed = ring_of()
    changed["keys"]["k1"]["use"] = "both"
    assert broken(changed) == 'The use of key k1 must be "seal" or "open".'


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 33, "k\n"])
def test_id_that_cannot_be_written_is_refused(name):
    assert broken(ring_of(active=name, keys={name: secret(1)})).startswith("The key ring has an id")


@pytest.mark.parametrize("text", ["", "{", "nothing", "{]", '{"active": '])
def test_text_that_is_not_json_is_refused(text):
    assert broken(text) == "The key ring is not well-formed JSON."


def test_same_id_twice_is_refused():
    entry = f'{{"secret": "{secret(1)}", "use": "seal"}}'
    text = f'{{"active": "k1", "keys": {{"k1": {entry}, "k1": {entry}}}, "pepper": {{}}}}'
    assert broken(text) == "The key ring has the same name twice."


@pytest.mark.parametrize("part", ["keys", "pepper"])
@pytest.mark.parametrize("value", [None, [], {}, "k1", 3])
def test_part_of_a_wrong_kind_is_refused(part, value):
    assert broken(ring_of() | {part: value}) == (
        f'In the key ring, "{part}" must be an object that is not empty.'
    )


def test_sentences_hold_no_secret():
    wrong = [
        ring_of(active="k7"),
        ring_of(peppers={"p1": secret(1)}),
        ring_of(keys={"k1": secret(1), "k2": secret(1)}),
        ring_of(keys={"k1": secret(1) + "AAAA"}),
    ]
    assert not any(secret(1)[:8] in broken(changed) for changed in wrong)


# Where it comes from


def test_ring_is_read_from_the_setting_itself(use_ring):
    use_ring(ring_of())
    assert keyring().active_id == "k1"


def test_ring_is_read_from_a_file(use_ring, tmp_path):
    path = tmp_path / "ring.json"
    path.write_text(json.dumps(ring_of()))
    use_ring(str(path))
    assert keyring().active_id == "k1"


def test_missing_file_is_named_with_the_way_to_make_one(use_ring, tmp_path):
    use_ring(str(tmp_path / "ring.json"))
    with pytest.raises(KeyringBroken) as caught:
        keyring()
    assert str(caught.value) == (
        f"The key ring {tmp_path}/ring.json is missing. Put it back; for a new site make one"
        f" with: manage.py make_keyring {tmp_path}/ring.json"
    )
    assert not (tmp_path / "ring.json").exists()


def test_unreadable_file_is_named(use_ring, tmp_path):
    use_ring(str(tmp_path))
    with pytest.raises(KeyringBroken, match="cannot be read"):
        keyring()


def test_first_run_makes_a_ring_that_only_its_owner_reads(use_ring, settings, tmp_path):
    path = tmp_path / "deep" / "ring.json"
    use_ring(str(path))
    settings.KEYRING_MAKE_ON_FIRST_RUN = True
    made = keyring()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_ring(path.read_text()).keys == made.keys
    assert list(path.parent.iterdir()) == [path]


def test_ring_that_cannot_be_made_is_named(use_ring, settings, tmp_path):
    (tmp_path / "file").touch()
    use_ring(str(tmp_path / "file" / "ring.json"))
    settings.KEYRING_MAKE_ON_FIRST_RUN = True
    with pytest.raises(KeyringBroken, match="cannot be made"):
        keyring()


def test_processes_that_start_at_once_agree_on_one_ring(tmp_path):
    program = (
        "import sys; from django.conf import settings;"
        "settings.configure(KOKENET_KEYRING=sys.argv[1], KEYRING_MAKE_ON_FIRST_RUN=True);"
        "from trust.keyring import keyring; sys.stdin.read();"
        "print(keyring().active_id, keyring().subkey('x').hex())"
    )
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "ring.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in starts:
        process.stdin.close()
    said = [process.stdout.read() for process in starts]
    assert [process.wait() for process in starts] == [0] * 6
    assert len(set(said)) == 1
    for process in starts:
        process.stdout.close()


def test_ring_that_is_there_is_not_written_over(tmp_path):
    path = tmp_path / "ring.json"
    assert write_once(path, new_ring()) is True
    before = path.read_bytes()
    assert write_once(path, new_ring()) is False
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_new_key_keeps_the_old_ones_for_opening():
    old = json.dumps(ring_of())
    ring = with_new_key(old)
    assert ring["active"] != "k1"
    assert ring["keys"]["k1"] == {"secret": secret(1), "use": "open"}
    assert ring["pepper"] == ring_of()["pepper"]
    assert read_ring(json.dumps(ring)).unwrap(read_ring(old).wrap(KEY, b""), b"") == KEY


def test_make_keyring_makes_a_ring_and_never_overwrites(tmp_path, capsys):
    path = tmp_path / "ring.json"
    call_command("make_keyring", path)
    before = path.read_bytes()
    assert f"KOKENET_KEYRING={path}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already there"):
        call_command("make_keyring", path)
    assert path.read_bytes() == before


def test_make_keyring_from_an_old_ring_adds_a_key(tmp_path, capsys):
    call_command("make_keyring", tmp_path / "old.json")
    call_command("make_keyring", tmp_path / "new.json", "--from", tmp_path / "old.json")
    old = read_ring(Path(tmp_path / "old.json").read_text())
    new = read_ring(Path(tmp_path / "new.json").read_text())
    assert dict(new.keys).items() > dict(old.keys).items()
    assert dict(new.peppers) == dict(old.peppers)
    assert old.active_id != new.active_id
    assert (tmp_path / "new.json").read_text() not in capsys.readouterr().out


def test_make_keyring_from_a_broken_ring_says_why(tmp_path):
    (tmp_path / "old.json").write_text("{")
    with pytest.raises(CommandError, match="not well-formed"):
        call_command("make_keyring", tmp_path / "new.json", "--from", tmp_path / "old.json")
    assert not (tmp_path / "new.json").exists()
