"""Files signed with the very key that they carry: cards and receipts. Nobody knows yet whose key it is.

A key is written in them as 43 letters of base64url, without padding.
"""

import base64
from typing import Annotated, Protocol, TypeVar

from msgspec import Meta

from services import jws, strict_json
from services.keys import KEY_BYTES, key_id

KeyText = Annotated[str, Meta(min_length=43, max_length=43)]


class SelfSigned(Protocol):
    """What each of them says at least: the number of its form, and the key."""

    @property
    def esquema(self) -> int:
        """The number of the form that it is written in."""

    @property
    def clave(self) -> str:
        """The key, as text."""


T = TypeVar("T", bound=SelfSigned)


def read_self_signed(token: bytes, kind: str, form: type[T], schema: int) -> tuple[T, bytes]:
    """What a file says, and the key that signed it; raises ValueError unless everything about it holds."""
    signed = jws.take_apart(token, kind)
    payload = strict_json.decode(signed.payload, form)
    public_key = key_of(payload.clave)
    if payload.esquema != schema or signed.header.kid != key_id(public_key):
        msg = "no corresponde a su firma"
        raise jws.NotSignedError(msg)
    signed.verify(public_key)
    return payload, public_key


def text_of(key: bytes) -> str:
    """A key as it is written in a file."""
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def key_of(text: str) -> bytes:
    """The key that is written; raises ValueError unless it is a whole one, written in its one way."""
    key = base64.urlsafe_b64decode(text + "=")
    if len(key) != KEY_BYTES or text_of(key) != text:
        msg = "no tiene una firma entera"
        raise ValueError(msg)
    return key
