"""Keys: the random file key and its wraps, and the Ed25519 pair that signs.

A passphrase never encrypts the store itself: it opens a wrap of the file key, so it can change, and other wraps can be
added, without rewriting the store. Each user has a wrap; a printed code and the coordination's recovery key have one.
"""

import base64
import hashlib
import os
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta

from services.errors import AppError
from services.packages.payload import HIGHEST_STAMP

KEY_BYTES = 32
NONCE_BYTES = 12
ARGON2 = {"memory_cost": 64 * 1024, "iterations": 3, "lanes": 4}  # 64 MiB, RFC 9106's second choice
FIRST_USER = "1"
"""The name in the ring of the first user of a profile: their number in the store."""
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1, which are read for one another
CODE_LENGTH, CODE_GROUP = 25, 5
RECOVERY_PURPOSE = b"bitacora recuperacion 1"
LONGEST_USER = 18
"""Digits of the number of a user."""
MOST_MEMORY = 256 * 1024
"""KiB that a wrap may ask for: whoever wrote a key file must not fill the computer that reads it."""
MOST_LANES = 16
MOST_WORK = 200 * ARGON2["memory_cost"] * ARGON2["iterations"]
"""What trying all wraps of a ring may cost: as much as 200 wraps of ours. Nobody waits for more."""


class WrongPassphraseError(AppError):
    """No wrap opens with what was given."""

    def __init__(self) -> None:
        super().__init__("La clave no abre este perfil; revise mayúsculas y teclado y escríbala otra vez.")


class PassphraseWrap(msgspec.Struct, frozen=True, tag="clave", tag_field="tipo"):
    """The file key under a user's passphrase (Argon2id, then AES-256-GCM); ``usuario`` is their number."""

    usuario: Annotated[str, Meta(max_length=LONGEST_USER)]
    sal: bytes
    nonce: bytes
    caja: bytes
    parametros: dict[str, int]

    @property
    def user(self) -> str:
        """Whose it is; before there were users the only one was called by a word."""
        return self.usuario if self.usuario.isdecimal() else FIRST_USER


class CodeWrap(msgspec.Struct, frozen=True, tag="codigo", tag_field="tipo"):
    """The file key under the printed recovery code, as under a passphrase."""

    sal: bytes
    nonce: bytes
    caja: bytes
    parametros: dict[str, int]


class SealedWrap(msgspec.Struct, frozen=True, tag="coordinacion", tag_field="tipo"):
    """The file key sealed to the coordination's recovery key (X25519, HKDF, AES-256-GCM)."""

    destino: bytes
    efimera: bytes
    nonce: bytes
    caja: bytes


class OpenWrap(msgspec.Struct, frozen=True, tag="abierta", tag_field="tipo"):
    """The file key in clear: for trials and tests, where there is nothing to protect."""

    clave: bytes


Wrap = PassphraseWrap | CodeWrap | SealedWrap | OpenWrap


@dataclass(frozen=True)
class Opened:
    """The file key and who opened it: the number of a user, or "" for the recovery code or a profile without one."""

    key: bytes
    user: str
    by_code: bool = False


class KeyRing(msgspec.Struct, frozen=True):
    """The file ``claves.json`` of a profile: the same file key, wrapped in one or several ways.

    ``epoca`` is the epoch that the last restore began, in clear: the next one has to know it even if nobody can open
    the store that is there. It is 0 if there was none, or before rings told it.
    """

    version: int
    envolturas: list[Wrap]
    epoca: Annotated[int, Meta(ge=0, le=HIGHEST_STAMP)] = 0

    def __post_init__(self) -> None:
        """Raise ValueError for wraps that would keep this computer busy."""
        costs = [wrap.parametros for wrap in self.envolturas if isinstance(wrap, PassphraseWrap | CodeWrap)]
        work = sum(cost.get("memory_cost", 0) * cost.get("iterations", 0) for cost in costs)
        if work > MOST_WORK or not all(map(_is_bearable, costs)):
            msg = "parameters out of range"
            raise ValueError(msg)

    @property
    def is_open(self) -> bool:
        """Whether no passphrase is needed."""
        return any(isinstance(wrap, OpenWrap) for wrap in self.envolturas)

    def open(self, secret: str | None) -> Opened:
        """The file key by a passphrase or the recovery code; raises WrongPassphraseError."""
        for wrap in self.envolturas:
            key = _unwrapped(wrap, secret)
            if key is not None:
                user = wrap.user if isinstance(wrap, PassphraseWrap) else ""
                return Opened(key, user, by_code=isinstance(wrap, CodeWrap))
        raise WrongPassphraseError

    def file_key(self, secret: str | None) -> bytes:
        """The 32-byte file key; raises WrongPassphraseError."""
        return self.open(secret).key

    def rescued(self, recovery: X25519PrivateKey) -> bytes:
        """The file key by the coordination's recovery key; raises WrongPassphraseError."""
        for wrap in self.envolturas:
            if isinstance(wrap, SealedWrap) and wrap.destino == recovery.public_key().public_bytes_raw():
                return _unsealed(wrap, recovery)
        raise WrongPassphraseError

    def has_user(self, user: str) -> bool:
        """Whether a user has a passphrase."""
        return self.without_user(user) != self

    def closed(self) -> "KeyRing":
        """The ring that nobody opens any more without a passphrase."""
        return self._with(wrap for wrap in self.envolturas if not isinstance(wrap, OpenWrap))

    def with_user(self, key: bytes, user: str, passphrase: str) -> "KeyRing":
        """The ring with a passphrase for a user, in the place of the one they had."""
        return self._with(self.without_user(user).envolturas, _wrap(key, passphrase, user))

    def without_user(self, user: str) -> "KeyRing":
        """The ring that a user no longer opens."""
        return self._with(
            wrap for wrap in self.envolturas if not (isinstance(wrap, PassphraseWrap) and wrap.user == user)
        )

    def with_code(self, key: bytes, code: str) -> "KeyRing":
        """The ring with a recovery code, in the place of the one before."""
        salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
        sealed = _box(_typed_code(code), salt, ARGON2).encrypt(nonce, key, None)
        others = (wrap for wrap in self.envolturas if not isinstance(wrap, CodeWrap))
        return self._with(others, CodeWrap(salt, nonce, sealed, ARGON2))

    def with_recovery(self, key: bytes, recovery_public: bytes) -> "KeyRing":
        """The ring sealed to the coordination's recovery key, in the place of the one before."""
        others = (wrap for wrap in self.envolturas if not isinstance(wrap, SealedWrap))
        return self._with(others, _seal(key, recovery_public))

    def _with(self, wraps: Iterable[Wrap], *more: Wrap) -> "KeyRing":
        return msgspec.structs.replace(self, envolturas=[*wraps, *more])


def new_key_ring(passphrase: str | None) -> tuple[bytes, KeyRing]:
    """A random file key and the ring that holds it under ``passphrase`` (None: in clear)."""
    key = os.urandom(KEY_BYTES)
    return key, KeyRing(1, [OpenWrap(key) if passphrase is None else _wrap(key, passphrase, FIRST_USER)])


def new_code() -> str:
    """A recovery code to be printed once: 125 bits, in groups of five letters."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(letters[start : start + CODE_GROUP] for start in range(0, CODE_LENGTH, CODE_GROUP))


def new_recovery_key() -> X25519PrivateKey:
    """The coordination's key that opens the backups of the points which were sealed to it."""
    return X25519PrivateKey.generate()


def _wrap(key: bytes, passphrase: str, user: str) -> PassphraseWrap:
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    sealed = _box(passphrase, salt, ARGON2).encrypt(nonce, key, None)
    return PassphraseWrap(user, salt, nonce, sealed, ARGON2)


def _unwrapped(wrap: Wrap, secret: str | None) -> bytes | None:
    """The file key if the secret opens this wrap."""
    if isinstance(wrap, OpenWrap):
        return wrap.clave
    if secret is None or isinstance(wrap, SealedWrap):
        return None
    typed = _typed_code(secret) if isinstance(wrap, CodeWrap) else secret
    try:
        return _box(typed, wrap.sal, wrap.parametros).decrypt(wrap.nonce, wrap.caja, None)
    except (InvalidTag, ValueError, TypeError):
        return None


def _is_bearable(parameters: dict[str, int]) -> bool:
    return (
        parameters.keys() == ARGON2.keys()
        and min(parameters.values()) > 0
        and parameters["memory_cost"] <= MOST_MEMORY
        and parameters["lanes"] <= MOST_LANES
    )


def _typed_code(code: str) -> str:
    """A recovery code however it is typed: small letters, spaces, no hyphens."""
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


def _box(passphrase: str, salt: bytes, parameters: dict[str, Any]) -> AESGCM:
    # Keyboards and systems differ in how they compose ñ; what the environment holds may be no text at all.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return AESGCM(Argon2id(salt=salt, length=KEY_BYTES, **parameters).derive(typed))


def _seal(key: bytes, recovery_public: bytes) -> SealedWrap:
    once = X25519PrivateKey.generate()
    once_public, nonce = once.public_key().public_bytes_raw(), os.urandom(NONCE_BYTES)
    shared = once.exchange(X25519PublicKey.from_public_bytes(recovery_public))
    sealed = _agreed_box(shared, once_public, recovery_public).encrypt(nonce, key, None)
    return SealedWrap(recovery_public, once_public, nonce, sealed)


def _unsealed(wrap: SealedWrap, recovery: X25519PrivateKey) -> bytes:
    try:
        shared = recovery.exchange(X25519PublicKey.from_public_bytes(wrap.efimera))
        return _agreed_box(shared, wrap.efimera, wrap.destino).decrypt(wrap.nonce, wrap.caja, None)
    except (InvalidTag, ValueError) as error:
        raise WrongPassphraseError from error


def _agreed_box(shared: bytes, once_public: bytes, recovery_public: bytes) -> AESGCM:
    """The box that both sides of an X25519 agreement derive; the public keys are bound into it."""
    derived = HKDF(SHA256(), KEY_BYTES, once_public + recovery_public, RECOVERY_PURPOSE).derive(shared)
    return AESGCM(derived)


def new_signing_pair() -> tuple[bytes, bytes]:
    """A fresh Ed25519 pair: the raw private and public key, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def key_id(public_key: bytes) -> str:
    """The name of a public key: the first 16 bytes of its SHA-256, base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(public_key).digest()[:16]).rstrip(b"=").decode()
