"""The letters of every PDF: the program's own font, embedded, and a box for what it lacks."""

import unicodedata
from functools import lru_cache

from reportlab.graphics.shapes import STATE_DEFAULTS
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
    if BOLD not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(_font())
        pdfmetrics.registerFont(TTFont(BOLD, str(FONT_BOLD)))
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
        STATE_DEFAULTS["fontName"] = REGULAR  # else a chart names a font that is not embedded
