"""A key's fingerprint, to be compared by telephone: in words that are hard to mishear, and the same in digits."""

import hashlib
from functools import lru_cache

from resources.files import WORDS
from services.texts import fold

BYTES = 10
"""80 bits of the key's SHA-256: nobody makes another key with the same ones."""
LINE = 5
"""Words that are read aloud in one breath."""
NAMED = 3
"""Words that tell a key from another; all ten prove it."""


def fingerprint(public_key: bytes) -> str:
    """The first bytes of the key's SHA-256, in groups of four hexadecimal digits."""
    digits = hashlib.sha256(public_key).hexdigest()[: 2 * BYTES].upper()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def words(fingerprint: str) -> tuple[str, ...]:
    """The ten words of a fingerprint, one for each byte."""
    return tuple(_words()[byte] for byte in bytes.fromhex(fingerprint))


def in_lines(fingerprint: str) -> str:
    """The words as they are read aloud, in two lines of five, and the digits below."""
    read = words(fingerprint)
    return f"{' '.join(read[:LINE])}\n{' '.join(read[LINE:])}\n{fingerprint}"


def named(fingerprint: str) -> str:
    """A key by its first words."""
    return f"«{' '.join(words(fingerprint)[:NAMED])}…»"


def in_full(fingerprint: str) -> str:
    """The words and then the digits, for the middle of a sentence."""
    return f"{' '.join(words(fingerprint))} ({fingerprint})"


def is_same(fingerprint: str, typed: str) -> bool:
    """Whether what somebody typed is all the words of a fingerprint, whatever their accents, or all its digits."""
    said = fold(typed.replace("·", " "))
    return said in (fold(" ".join(words(fingerprint))), fingerprint.casefold())


def is_word(word: str, typed: str) -> bool:
    """Whether what somebody typed is a word, whatever its accents."""
    return fold(typed) == fold(word)


def asked_places(fingerprint: str) -> tuple[int, int]:
    """Which word of each line is asked for: always the same ones, or opening it again would show them in the end."""
    first, second, *_ = hashlib.sha256(fingerprint.encode()).digest()
    return first % LINE, LINE + second % LINE


@lru_cache
def _words() -> tuple[str, ...]:
    return tuple(WORDS.read_text("utf-8").split())
