"""JSON that can be written in one way only."""

import json
import unicodedata
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.strict_json import NotStrictError, decode, encode
from tests.support import canonical


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lista: tuple[str, ...]
    nombre: str
    numero: int | None


TEXTS = st.text(st.characters(codec="utf-8")).map(lambda text: unicodedata.normalize("NFC", text))
GOOD = b'{"lista":["a","b"],"nombre":"\xc3\xb1","numero":1}'


@given(TEXTS, st.integers(-(2**60), 2**60), st.lists(TEXTS, max_size=3))
def test_what_is_encoded_is_decoded(name: str, number: int, texts: list[str]) -> None:
    thing = Thing(tuple(texts), name, number)
    data = encode(thing)
    assume(unicodedata.is_normalized("NFC", data.decode()))
    assert decode(data, Thing) == thing
    assert json.loads(data) == {"lista": texts, "nombre": name, "numero": number}


def test_the_one_way_to_write_it() -> None:
    assert encode(Thing(("a", "b"), "ñ", 1)) == GOOD
    assert canonical(json.loads(GOOD)) == GOOD


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no es JSON"),
        (b"nada", "no es JSON"),
        (GOOD + b"x", "no es JSON"),
        (GOOD[:-1], "no es JSON"),
        (GOOD + b" ", "forma acordada"),
        (GOOD + b"\n", "forma acordada"),
        (b" " + GOOD, "forma acordada"),
        (b"\xef\xbb\xbf" + GOOD, "no es JSON"),
        (GOOD.replace(b":1", b": 1"), "forma acordada"),
        (GOOD.replace(b'"numero":1', b'"numero":1,"numero":1'), "claves repetidas"),
        (GOOD.replace(b'"numero":1', b'"numero":1,"numero":2'), "claves repetidas"),
        (GOOD.replace(b'"lista"', b'"lista":[],"lista"'), "claves repetidas"),
        (GOOD.replace(b'"numero":1', b'"numero":1,"otro":2'), "faltan o le sobran"),
        (GOOD.replace(b',"numero":1', b""), "faltan o le sobran"),
        (b"[]", "faltan o le sobran"),
        (b"null", "faltan o le sobran"),
        (b'"x"', "faltan o le sobran"),
        (GOOD.replace(b":1", b":NaN"), "NaN"),
        (GOOD.replace(b":1", b":Infinity"), "Infinity"),
        (GOOD.replace(b":1", b":-Infinity"), "Infinity"),
        (GOOD.replace(b":1", b":1.0"), "decimales"),
        (GOOD.replace(b":1", b":1e0"), "decimales"),
        (GOOD.replace(b":1", b":1E400"), "decimales"),
        (GOOD.replace(b":1", b":-0"), "forma acordada"),
        (GOOD.replace(b":1", b":01"), "no es JSON"),
        (GOOD.replace(b":1", b":+1"), "no es JSON"),
        pytest.param(GOOD.replace(b":1", b":" + b"9" * 5000), "no es JSON", id="long number"),
        (GOOD.replace(b":1", b":true"), "faltan o le sobran"),
        (GOOD.replace(b":1", b':"1"'), "faltan o le sobran"),
        (GOOD.replace(b"\xc3\xb1", b"\\u00f1"), "forma acordada"),
        (GOOD.replace(b"\xc3\xb1", b"\\/"), "forma acordada"),
        (GOOD.replace(b"\xc3\xb1", b"n\xcc\x83"), "NFC"),
        (GOOD.replace(b"\xc3\xb1", b"\\ud800"), "caracteres sueltos"),
        (GOOD.replace(b"\xc3\xb1", b"\\udfff"), "caracteres sueltos"),
        (GOOD.replace(b"\xc3\xb1", b"\\ud800\\u0041"), "caracteres sueltos"),
        (GOOD.replace(b"\xc3\xb1", b"\\ud83d\\ude00"), "forma acordada"),
        (GOOD.replace(b"\xc3\xb1", b"\xed\xa0\x80"), "UTF-8"),
        (GOOD.replace(b"\xc3\xb1", b"\xc3"), "UTF-8"),
        (GOOD.replace(b"\xc3\xb1", b"\xc0\x80"), "UTF-8"),
        (GOOD.replace(b"\xc3\xb1", b"\x00"), "no es JSON"),
        (GOOD.replace(b"\xc3\xb1", b"\n"), "no es JSON"),
        (b'{"nombre":"\xc3\xb1","lista":["a","b"],"numero":1}', "forma acordada"),
        (b'{"numero":1,"nombre":"\xc3\xb1","lista":["a","b"]}', "forma acordada"),
        (GOOD.decode().encode("utf-16"), "UTF-8"),
        (b"[" * 9 + b"]" * 9, "anidado"),
        pytest.param(b"[" * 500_000, "anidado", id="open lists"),
        pytest.param(b'{"a":' * 200_000, "anidado", id="open objects"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, "anidado", id="deep lists"),
    ],
)
def test_any_other_way_is_refused_with_its_reason(data: bytes, why: str) -> None:
    with pytest.raises(NotStrictError, match=why):
        decode(data, Thing)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with suppress(NotStrictError):
        assert encode(decode(data, Thing)) == data


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["lista", "nombre", "x"]), inner),
)


@given(JSON)
def test_any_json_is_decoded_or_refused(value: Any) -> None:
    data = json.dumps(value).encode()
    with suppress(NotStrictError):
        assert encode(decode(data, Thing)) == data


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_a_flipped_bit_is_refused_or_another_thing(bit: int) -> None:
    data = bytearray(GOOD)
    data[bit // 8] ^= 1 << bit % 8
    with suppress(NotStrictError):
        assert decode(bytes(data), Thing) != decode(GOOD, Thing)
