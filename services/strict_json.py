"""JSON that can be written in one way only.

A document is accepted when it fits its type and encoding it again gives the same bytes. That one rule shuts out
duplicate keys, NaN, floats, odd escapes, lone surrogates, unknown fields and any depth that the type has not.
"""

import json
import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
DEEPEST = 8
UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What reading bytes as a type raises: broken UTF-8 and nesting without end come as errors of their own."""


class NotStrictError(ValueError):
    """The bytes are no strict JSON of the type; the text is a Spanish clause that says why."""


def encode(value: object) -> bytes:
    """The canonical bytes: keys sorted, no spaces, text in NFC as it was given."""
    return msgspec.json.encode(value, order="sorted")


def decode(data: bytes, kind: type[T]) -> T:
    """Read canonical bytes; raises NotStrictError."""
    try:
        value = msgspec.json.decode(data, type=kind)
    except UNREADABLE as error:
        raise NotStrictError(_explain(data) or "le faltan o le sobran datos") from error
    if encode(value) != data:
        raise NotStrictError(_explain(data) or "no está escrito en la forma acordada")
    if not unicodedata.is_normalized("NFC", data.decode()):
        msg = "tiene letras descompuestas (no NFC)"
        raise NotStrictError(msg)
    return value


def _explain(data: bytes) -> str:
    """Why the bytes are no strict JSON at all, or "" if only their shape is wrong."""
    try:
        document = json.loads(
            data.decode(), object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_no_float
        )
    except NotStrictError as error:
        return str(error)
    except (RecursionError, ValueError) as error:
        reasons = {UnicodeDecodeError: "no es texto UTF-8", RecursionError: "está demasiado anidado"}
        return reasons.get(type(error), "no es JSON")
    if _depth(document) > DEEPEST:
        return "está demasiado anidado"
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "tiene caracteres sueltos que no son texto"
    return ""


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        msg = "tiene claves repetidas"
        raise NotStrictError(msg)
    return found


def _no_constant(name: str) -> None:
    msg = f"tiene un valor que no es un número ({name})"
    raise NotStrictError(msg)


def _no_float(number: str) -> None:
    msg = f"tiene un número con decimales ({number[:20]})"
    raise NotStrictError(msg)


def _depth(document: object) -> int:
    deepest = 0
    level = [document]
    while level:
        deepest += 1
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = [value for values in inner for value in values]
    return deepest
