"""The file key is random and opens with its passphrase only."""

import msgspec
import pytest

from services.keys import KeyRing, WrongPassphraseError, key_id, new_key_ring, new_signing_pair

PASSPHRASE = "ñandú 2021"


@pytest.fixture(scope="module")
def locked() -> tuple[bytes, KeyRing]:
    return new_key_ring(PASSPHRASE)


def test_the_passphrase_opens_the_ring(locked: tuple[bytes, KeyRing]) -> None:
    key, ring = locked
    assert len(key) == 32
    assert not ring.is_open
    assert ring.file_key(PASSPHRASE) == key


def test_letters_may_be_typed_composed_or_not(locked: tuple[bytes, KeyRing]) -> None:
    key, ring = locked
    assert ring.file_key("n\u0303andu\u0301 2021") == key


@pytest.mark.parametrize("wrong", [None, "", "ñandú 2022", "Ñandú 2021", "ñandú 2021 ", "\udcf1and\udcfa"])
def test_nothing_else_opens_it(locked: tuple[bytes, KeyRing], wrong: str | None) -> None:
    with pytest.raises(WrongPassphraseError):
        locked[1].file_key(wrong)


def test_the_file_of_a_locked_ring_does_not_hold_the_key(locked: tuple[bytes, KeyRing]) -> None:
    key, ring = locked
    data = msgspec.json.encode(ring)
    assert msgspec.json.decode(data, type=KeyRing).file_key(PASSPHRASE) == key
    held = msgspec.to_builtins(ring, builtin_types=(bytes,))["envolturas"][0]
    assert key not in b"".join(value for value in held.values() if isinstance(value, bytes))


def test_a_changed_ring_does_not_open(locked: tuple[bytes, KeyRing]) -> None:
    _, ring = locked
    box = msgspec.structs.asdict(ring.envolturas[0])["caja"]
    spoilt = msgspec.structs.replace(ring.envolturas[0], caja=bytes([box[0] ^ 1]) + box[1:])
    with pytest.raises(WrongPassphraseError):
        KeyRing(1, [spoilt]).file_key(PASSPHRASE)


def test_an_open_ring_asks_for_nothing() -> None:
    key, ring = new_key_ring(None)
    assert ring.is_open
    assert ring.file_key(None) == key


def test_every_key_is_new() -> None:
    assert new_key_ring(None)[0] != new_key_ring(None)[0]
    assert new_signing_pair() != new_signing_pair()


def test_the_name_of_a_key_is_short_and_its_own() -> None:
    names = {key_id(new_signing_pair()[1]) for _ in range(20)}
    assert len(names) == 20
    assert {len(name) for name in names} == {22}
