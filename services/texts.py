"""Text as people type it, made one way to store it; and text folded for comparing."""

import re
import unicodedata

LONGEST_NAME = 120
"""Letters of a proposed file name; some systems bear 143 with the suffix, and folders count on Windows."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """NFC, with every run of white space (also the unbreakable one) as one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_controls(text: str) -> bool:
    """Whether control characters, or halves of one that cannot be stored, are left after ``clean``."""
    return CONTROL.search(text) is not None


def storable(name: str) -> str:
    """A file name as text that can be stored: one of another system may have bytes that are no letters."""
    return name.encode(errors="replace").decode()


def fold(text: str) -> str:
    """Lower case without accents, for comparing: ``Física`` and ``fisica`` are alike."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain_name(text: str) -> str:
    """A text as the name of a file on any system, without its suffix: ``Atenciones · Iném`` is ``atenciones-inem``."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))[:LONGEST_NAME].rstrip("-")


def number(value: int) -> str:
    """A whole number as Colombia writes it: ``9.123``."""
    return f"{value:,}".replace(",", ".")


def counted(quantity: int, singular: str, plural: str) -> str:
    """A quantity with its noun: ``1 fila``, ``2.000 filas``."""
    return f"{number(quantity)} {singular if quantity == 1 else plural}"
