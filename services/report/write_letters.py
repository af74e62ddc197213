"""The letters of every PDF: the program's own font, embedded, and a box for what it lacks."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from resources.files import FONT_BOLD, FONT_REGULAR
from services.report import styling
from services.texts import clean

REGULAR, BOLD = "BitacoraSans", "BitacoraSans-Bold"
BOX = "\u25a1"


@lru_cache(maxsize=4096)  # A text is measured, set and drawn.
def printable(text: str) -> str:
    """The text with a box for what the font lacks; marks that have no shape of their own fall away."""
    shapes = _font().face.charToGlyph
    kept = clean("".join(_shape(letter, shapes) for letter in clean(styling.writable(text))))
    return kept if kept or not text.strip() else BOX


def _shape(letter: str, shapes: dict[int, int]) -> str:
    if ord(letter) in shapes and unicodedata.category(letter) != "Cf":
        return letter
    return "" if unicodedata.category(letter) in {"Cf", "Mn", "Me"} else BOX


@lru_cache
def _font() -> TTFont:
    return TTFont(REGULAR, str(FONT_REGULAR))


def register_fonts() -> None:
    """Make both weights known to the PDF library; to be called before anything is drawn."""
    rl_config.useA85 = 0  # else every page is written as letters, a quarter longer
    if BOLD not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(_font())
        pdfmetrics.registerFont(TTFont(BOLD, str(FONT_BOLD)))
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def width_of(text: str, font: str, size: float) -> float:
    """The width of a text in points."""
    return _width(text, font) * size


@lru_cache(maxsize=8192)  # The words of a report stand in it again and again.
def _width(text: str, font: str) -> float:
    return pdfmetrics.stringWidth(text, font, 1)


@lru_cache
def ascent_of(font: str, size: float) -> float:
    """From the baseline of a text to its upper end, in points."""
    return pdfmetrics.getAscent(font, size)


def lines_of(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines no wider than ``width``; a word that is wider is broken."""
    if width_of(text, font, size) <= width:
        return [text] if text else []
    space = width_of(" ", font, size)
    lines, used = [""], -space
    for word in _pieces(text.split(" "), font, size, width):
        needed = width_of(word, font, size)
        if used + space + needed <= width or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
            used += space + needed
        else:
            lines.append(word)
            used = needed
    return lines


def _pieces(words: list[str], font: str, size: float, width: float) -> Iterator[str]:
    for word in words:
        rest = word
        while len(rest) > 1 and width_of(rest, font, size) > width:
            ends = list(accumulate(width_of(letter, font, size) for letter in rest))
            cut = max(1, bisect_right(ends, width))
            yield rest[:cut]
            rest = rest[cut:]
        yield rest
