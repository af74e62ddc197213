"""What a certificate is drawn with, for paper and screen alike: points from the top left corner of an A4 across."""

from dataclasses import dataclass
from enum import StrEnum

PAGE_WIDTH, PAGE_HEIGHT = 841.89, 595.28


class Anchor(StrEnum):
    """Where the given x stands in a text, or the picture in its box."""

    LEFT = "izquierda"
    CENTRE = "centro"
    RIGHT = "derecha"


@dataclass(frozen=True)
class TextMark:
    """One line of text on its baseline; ``colour`` as ``RRGGBB``."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    bold: bool = False
    anchor: Anchor = Anchor.CENTRE


@dataclass(frozen=True)
class BoxMark:
    """A rectangle, filled or, with a ``stroke``, only outlined so wide."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    stroke: float = 0.0


@dataclass(frozen=True)
class PictureMark:
    """A PNG or JPEG picture as large as fits its box, at the bottom of it."""

    x: float
    y: float
    width: float
    height: float
    content: bytes
    anchor: Anchor = Anchor.CENTRE


Mark = TextMark | BoxMark | PictureMark
Sheet = tuple[Mark, ...]
