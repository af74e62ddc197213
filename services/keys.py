"""Keys: the random file key and its wraps, and the Ed25519 pair that signs.

The passphrase never encrypts the store itself: it opens a wrap of the file key, so it can change, and other
wraps can be added, without rewriting the store.
"""

import base64
import hashlib
import os
import unicodedata
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from services.errors import AppError

KEY_BYTES = 32
NONCE_BYTES = 12
ARGON2 = {"memory_cost": 64 * 1024, "iterations": 3, "lanes": 4}  # 64 MiB, RFC 9106's second choice


class WrongPassphraseError(AppError):
    """No wrap opens with what was given."""

    def __init__(self) -> None:
        super().__init__("La clave no abre este perfil; revise mayúsculas y teclado y escríbala otra vez.")


class PassphraseWrap(msgspec.Struct, frozen=True, tag="clave", tag_field="tipo"):
    """The file key under a passphrase (Argon2id, then AES-256-GCM)."""

    usuario: str
    sal: bytes
    nonce: bytes
    caja: bytes
    parametros: dict[str, int]


class OpenWrap(msgspec.Struct, frozen=True, tag="abierta", tag_field="tipo"):
    """The file key in clear: for trials and tests, where there is nothing to protect."""

    clave: bytes


class KeyRing(msgspec.Struct, frozen=True):
    """The file ``claves.json`` of a profile: the same file key, wrapped in one or several ways."""

    version: int
    envolturas: list[PassphraseWrap | OpenWrap]

    @property
    def is_open(self) -> bool:
        """Whether no passphrase is needed."""
        return any(isinstance(wrap, OpenWrap) for wrap in self.envolturas)

    def file_key(self, passphrase: str | None) -> bytes:
        """The 32-byte file key; raises WrongPassphraseError."""
        for wrap in self.envolturas:
            if isinstance(wrap, OpenWrap):
                return wrap.clave
            if passphrase is not None:
                try:
                    return _box(passphrase, wrap.sal, wrap.parametros).decrypt(wrap.nonce, wrap.caja, None)
                except (InvalidTag, ValueError, TypeError):
                    continue
        raise WrongPassphraseError

    def rewrapped(self, old: str | None, new: str) -> "KeyRing":
        """The ring with ``new`` in the place of the passphrase ``old``; raises WrongPassphraseError.

        Wraps that ``old`` does not open belong to others and stay as they are.
        """
        key = self.file_key(old)
        others = [wrap for wrap in self.envolturas if not _opens(wrap, old)]
        return KeyRing(self.version, [_wrap(key, new), *others])


def new_key_ring(passphrase: str | None) -> tuple[bytes, KeyRing]:
    """A random file key and the ring that holds it under ``passphrase`` (None: in clear)."""
    key = os.urandom(KEY_BYTES)
    return key, KeyRing(1, [OpenWrap(key) if passphrase is None else _wrap(key, passphrase)])


def _wrap(key: bytes, passphrase: str) -> PassphraseWrap:
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    sealed = _box(passphrase, salt, ARGON2).encrypt(nonce, key, None)
    return PassphraseWrap("administrador", salt, nonce, sealed, ARGON2)


def _opens(wrap: PassphraseWrap | OpenWrap, passphrase: str | None) -> bool:
    try:
        KeyRing(1, [wrap]).file_key(passphrase)
    except WrongPassphraseError:
        return False
    return True


def _box(passphrase: str, salt: bytes, parameters: dict[str, Any]) -> AESGCM:
    # Keyboards and systems differ in how they compose ñ; what the environment holds may be no text at all.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return AESGCM(Argon2id(salt=salt, length=KEY_BYTES, **parameters).derive(typed))


def new_signing_pair() -> tuple[bytes, bytes]:
    """A fresh Ed25519 pair: the raw private and public key, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def key_id(public_key: bytes) -> str:
    """The name of a public key: the first 16 bytes of its SHA-256, base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(public_key).digest()[:16]).rstrip(b"=").decode()
