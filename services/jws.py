"""Signed files: a JWS in compact serialisation (RFC 7515) with EdDSA (RFC 8037), read strictly.

Every part must be the one base64url text of its bytes, and the header must have its one canonical form, so that
no changed bit, appended byte or second spelling of the same file is accepted.
"""

import binascii
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services import strict_json

PARTS = 3
STANDARD = bytes.maketrans(b"-_+/=", b"+/...")
"""Turns base64url into the base64 that is decoded at once; what base64url has not becomes what neither has."""
BROKEN = "está cortado, dañado o no es un archivo firmado de Bitácora"


class NotSignedError(ValueError):
    """The bytes are no signed file, or the signature is not of that key; the text is a Spanish clause."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The only header there is."""

    alg: Literal["EdDSA"]
    kid: str
    typ: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file taken apart; ``payload`` means nothing until ``verify`` has passed."""

    token: bytes
    header: Header
    payload: bytes
    signature: bytes

    def verify(self, public_key: bytes) -> None:
        """Raise NotSignedError unless ``public_key`` (32 bytes) made the signature."""
        try:
            _public(public_key).verify(self.signature, self.token[: self.token.rindex(b".")])
        except InvalidSignature as error:
            msg = "la firma no corresponde: el archivo está dañado o alguien lo cambió"
            raise NotSignedError(msg) from error


def sign(payload: bytes, kind: str, kid: str, private_key: bytes) -> bytes:
    """Sign ``payload`` as a file of ``kind`` (the header's ``typ``); the same input gives the same bytes."""
    import jwt  # it brings the network's libraries along, which a start must not wait for

    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return jwt.PyJWS().encode(payload, key, algorithm="EdDSA", headers={"typ": kind, "kid": kid}).encode()


def take_apart(token: bytes, kind: str) -> Signed:
    """Split a signed file of ``kind`` without trusting it yet; raises NotSignedError."""
    parts = token.split(b".")
    if len(parts) != PARTS:
        msg = "no tiene la forma de un archivo firmado de Bitácora"
        raise NotSignedError(msg)
    header, payload, signature = (_strict_base64url(part) for part in parts)
    try:
        decoded = strict_json.decode(header, Header)
    except strict_json.NotStrictError as error:
        msg = "su encabezado no es el de un archivo firmado de Bitácora"
        raise NotSignedError(msg) from error
    if decoded.typ != kind:
        msg = "es otra clase de archivo de Bitácora"
        raise NotSignedError(msg)
    return Signed(token, decoded, payload, signature)


def _strict_base64url(part: bytes) -> bytes:
    standard = part.translate(STANDARD) + b"=" * (-len(part) % 4)
    try:
        data = binascii.a2b_base64(standard, strict_mode=True)
    except binascii.Error as error:
        raise NotSignedError(BROKEN) from error
    # What is left free is spare bits at the end: the last character must be the one that encoding gives.
    if binascii.b2a_base64(data[-(len(data) % 3 or 3) :], newline=False) != standard[-4:]:
        raise NotSignedError(BROKEN)
    return data


@lru_cache(maxsize=2048)  # Every key of a large city.
def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
