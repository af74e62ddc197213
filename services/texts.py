"""Text as people type it, made one way to store it; and text folded for comparing."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence

LONGEST_NAME = 120
"""Letters of a proposed file name; some systems bear 143 with the suffix, and folders count on Windows."""
MEGA, GIGA = 10**6, 10**9
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""What Windows takes for a device, whatever the suffix."""


def clean(text: str) -> str:
    """NFC, with every run of white space (also the unbreakable one) as one space and none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_controls(text: str) -> bool:
    """Whether control characters, or halves of one that cannot be stored, are left after ``clean``."""
    return CONTROL.search(text) is not None


def visible(text: str) -> str:
    """The text with a mark for each control character, which a terminal would obey."""
    return CONTROL.sub("\ufffd", text)


def storable(name: str) -> str:
    """A file name as text that can be stored: one of another system may have bytes that are no letters."""
    return name.encode(errors="replace").decode()


def fold(text: str) -> str:
    """Lower case without accents, for comparing: ``Física`` and ``fisica`` are alike."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def begun(text: str) -> str:
    """A text as a sentence begins, the rest as it is: ``cambiar PIN`` is ``Cambiar PIN``."""
    return text[:1].upper() + text[1:]


def plain_name(text: str) -> str:
    """A text as the name of a file on any system, without its suffix: ``Atenciones · Iném`` is ``atenciones-inem``."""
    name = "-".join(re.findall(r"[a-z0-9]+", fold(text)))[:LONGEST_NAME].rstrip("-")
    return f"{name}-0" if DEVICE.fullmatch(name) else name


def shortened(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or as much of its beginning as fits with «…» after it."""
    if fits(text):
        return text
    too_long = bisect_left(range(len(text)), True, key=lambda cut: not fits(f"{text[:cut]}…"))
    return f"{text[: max(0, too_long - 1)].rstrip()}…"


def number(value: int) -> str:
    """A whole number as Colombia writes it: ``9.123``."""
    return f"{value:,}".replace(",", ".")


def counted(quantity: int, singular: str, plural: str) -> str:
    """A quantity with its noun: ``1 fila``, ``2.000 filas``."""
    return f"{number(quantity)} {singular if quantity == 1 else plural}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: ``a``, ``a y b``, ``a, b y c``."""
    return " y ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def weight(size: int) -> str:
    """A number of bytes as people say it: ``640 kB``, ``12 MB``, ``1,5 GB``."""
    if size >= GIGA:
        return f"{size / GIGA:.1f} GB".replace(".", ",")
    return f"{number(size // MEGA)} MB" if size >= MEGA else f"{number(-(-size // 1000))} kB"
