"""The file key is random and opens with its passphrase only."""

import re
from collections.abc import Iterator

import msgspec
import pytest

from services.keys import (
    FIRST_USER,
    KeyRing,
    Opened,
    SealedWrap,
    WrongPassphraseError,
    key_id,
    new_code,
    new_key_ring,
    new_recovery_key,
    new_signing_pair,
)
from tests.support import cheap_passphrases

PASSPHRASE = "ñandú 2021"


@pytest.fixture(scope="module")
def locked() -> tuple[bytes, KeyRing]:
    return new_key_ring(PASSPHRASE)


@pytest.fixture
def light() -> Iterator[tuple[bytes, KeyRing]]:
    """A ring on which much can be tried in little time."""
    with cheap_passphrases():
        yield new_key_ring(PASSPHRASE)


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


# -- users, the printed code, the coordination --------------------------------------------------------------------


def test_each_user_opens_with_their_own_passphrase_and_is_known_by_it(light: tuple[bytes, KeyRing]) -> None:
    key, ring = light
    both = ring.with_user(key, "2", "otra clave larga")
    assert both.open(PASSPHRASE) == Opened(key, FIRST_USER)
    assert both.open("otra clave larga") == Opened(key, "2")
    alone = both.without_user(FIRST_USER)
    with pytest.raises(WrongPassphraseError):
        alone.open(PASSPHRASE)
    assert alone.open("otra clave larga").key == key


def test_a_changed_passphrase_leaves_the_others(light: tuple[bytes, KeyRing]) -> None:
    key, ring = light
    changed = ring.with_user(key, "2", "otra clave larga").with_user(key, "2", "la tercera clave")
    assert changed.open("la tercera clave").user == "2"
    assert changed.open(PASSPHRASE).user == FIRST_USER
    with pytest.raises(WrongPassphraseError):
        changed.open("otra clave larga")


def test_a_closed_ring_opens_with_a_passphrase_only() -> None:
    key, ring = new_key_ring(None)
    closed = ring.closed().with_user(key, FIRST_USER, PASSPHRASE)
    assert closed.open(PASSPHRASE) == Opened(key, FIRST_USER)
    with pytest.raises(WrongPassphraseError):
        closed.open(None)


def test_the_epoch_stays_in_the_ring_whatever_else_changes(locked: tuple[bytes, KeyRing]) -> None:
    key, ring = locked
    later = msgspec.structs.replace(ring, epoca=7)
    public = new_recovery_key().public_key().public_bytes_raw()
    changed = later.closed().with_user(key, "2", "otra clave").with_code(key, new_code()).with_recovery(key, public)
    assert changed.without_user("2").epoca == 7
    older = msgspec.json.decode(msgspec.json.encode(later))
    del older["epoca"]
    assert msgspec.json.decode(msgspec.json.encode(older), type=KeyRing).epoca == 0


def test_the_printed_code_opens_however_it_is_typed_and_only_the_newest(light: tuple[bytes, KeyRing]) -> None:
    key, ring = light
    first, second = new_code(), new_code()
    assert re.fullmatch("([A-HJ-NP-Z2-9]{5}-){4}[A-HJ-NP-Z2-9]{5}", first)
    coded = ring.with_code(key, first)
    for typed in (first, first.lower(), first.replace("-", " "), f" {first} "):
        assert coded.open(typed) == Opened(key, "", by_code=True)
    replaced = coded.with_code(key, second)
    with pytest.raises(WrongPassphraseError):
        replaced.open(first)
    assert replaced.open(second).key == key
    with pytest.raises(WrongPassphraseError):
        coded.open("")


def test_the_recovery_key_of_the_coordination_opens_what_was_sealed_to_it(locked: tuple[bytes, KeyRing]) -> None:
    key, ring = locked
    own, other = new_recovery_key(), new_recovery_key()
    sealed = ring.with_recovery(key, own.public_key().public_bytes_raw())
    again = msgspec.json.decode(msgspec.json.encode(sealed), type=KeyRing)
    assert again.rescued(own) == key
    for closed, by in ((ring, own), (sealed, other)):
        with pytest.raises(WrongPassphraseError):
            closed.rescued(by)
    assert sealed.open(PASSPHRASE).key == key
    wrap = sealed.envolturas[-1]
    assert isinstance(wrap, SealedWrap)
    for spoilt in (
        msgspec.structs.replace(wrap, efimera=bytes(32)),
        msgspec.structs.replace(wrap, caja=wrap.caja[:-1] + bytes([wrap.caja[-1] ^ 1])),
    ):
        with pytest.raises(WrongPassphraseError):
            KeyRing(1, [spoilt]).rescued(own)


@pytest.mark.parametrize(
    "spoil",
    [
        {"parametros": {"memory_cost": 2**22, "iterations": 3, "lanes": 4}},
        {"parametros": {"memory_cost": 65536, "iterations": 2**20, "lanes": 4}},
        {"parametros": {"memory_cost": 65536, "iterations": 3, "lanes": 2**20}},
        {"parametros": {"memory_cost": -1, "iterations": 3, "lanes": 4}},
        {"parametros": {"memory_cost": 2**70, "iterations": 3, "lanes": 4}},
        {"parametros": {"memory_cost": 65536}},
        {"usuario": "9" * 30},
    ],
)
def test_a_ring_that_would_keep_the_computer_busy_is_none(
    locked: tuple[bytes, KeyRing], spoil: dict[str, object]
) -> None:
    document = msgspec.json.decode(msgspec.json.encode(locked[1]))
    document["envolturas"][0] |= spoil
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(document), type=KeyRing)


def test_a_ring_with_a_thousand_wraps_to_try_is_none(locked: tuple[bytes, KeyRing]) -> None:
    with pytest.raises(ValueError, match="range"):
        KeyRing(1, locked[1].envolturas * 1000)
