"""A key's fingerprint, to be compared by telephone: in digits, and in words that are hard to mishear."""

import hashlib
from functools import lru_cache

from resources.files import WORDS

BYTES = 10
"""80 bits of the key's SHA-256: nobody makes another key with the same ones."""


def fingerprint(public_key: bytes) -> str:
    """The first bytes of the key's SHA-256, in groups of four hexadecimal digits."""
    digits = _digest(public_key).hex().upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def spoken_fingerprint(public_key: bytes) -> str:
    """The same bytes as words, one each: ``abeja · luna · tambor``."""
    return " · ".join(_words()[byte] for byte in _digest(public_key))


def _digest(public_key: bytes) -> bytes:
    return hashlib.sha256(public_key).digest()[:BYTES]


@lru_cache
def _words() -> tuple[str, ...]:
    return tuple(WORDS.read_text("utf-8").split())
