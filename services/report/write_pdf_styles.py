"""Sizes and styles of the report as PDF."""

from functools import lru_cache
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from services.report import styling
from services.report.write_letters import BOLD, REGULAR, printable, width_of

MARGIN, TOP, BOTTOM = 20 * mm, 18 * mm, 22 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - TOP - BOTTOM
PADDING = 5
MOST_LINES = 28  # of a text; badly broken they are twice as many and still fit on a page


def style(name: str, *, size: float, leading: float = 0, bold: bool = False, **more: Any) -> ParagraphStyle:
    """A style in one of the program's own fonts; sizes in points."""
    colour = HexColor(f"#{more.pop('colour', styling.TEXT)}")
    font = BOLD if bold else REGULAR
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading or size * 1.35, textColor=colour, **more)


ENTITY = style("entity", size=11, bold=True, colour=styling.ACCENT)
OFFICE = style("office", size=9.5, colour=styling.SOFT_TEXT, leading=14)
TITLE = style("title", size=27, leading=33, bold=True, spaceAfter=2 * mm, rightIndent=45 * mm)
PERIOD = style("period", size=15, colour=styling.ACCENT, spaceAfter=7 * mm)
DETAIL = style("detail", size=9.5, leading=14)
SECTION = style("section", size=13, bold=True, spaceAfter=3 * mm)
HEADING = style("heading", size=11, leading=14, bold=True, spaceAfter=1.5 * mm)
TEXT = style("text", size=9.5, leading=13.5, spaceAfter=2.5 * mm)
CELL = style("cell", size=8.5, leading=11.5)
HEAD = style("head", size=8.5, leading=11.5, bold=True, colour=styling.ACCENT)
HEAD_RIGHT = style("head-right", size=8.5, leading=11.5, bold=True, colour=styling.ACCENT, alignment=TA_RIGHT)
TOTAL = style("total", size=8.5, leading=11.5, bold=True)
RIGHT = style("right", size=8.5, leading=11.5, alignment=TA_RIGHT)
TOTAL_RIGHT = style("total-right", size=8.5, leading=11.5, bold=True, alignment=TA_RIGHT)
NONE = style("none", size=8.5, leading=11.5, colour=styling.SOFT_TEXT, alignment=TA_RIGHT)
NONE_IN_TOTAL = style("none-in-total", size=8.5, leading=11.5, bold=True, colour=styling.SOFT_TEXT, alignment=TA_RIGHT)
CONTENTS = style("contents", size=9.5, leading=14)
CONTENTS_NUMBER = style("contents-number", size=9.5, leading=14, alignment=TA_RIGHT)
SOURCE = style("source", size=7.5, leading=10, colour=styling.SOFT_TEXT)
TILE_LABEL = style("tile-label", size=8, leading=10, colour=styling.SOFT_TEXT)
TILE = style("tile", size=17, leading=22, bold=True)


def clipped(text: str, width: float) -> str:
    """A text far beyond what the store takes, cut so that it fits on a page."""
    room = MOST_LINES * max(width - 2 * PADDING, PADDING)
    while (wide := measure(text)) > room:
        text = f"{text[: int(len(text) * 0.95 * room / wide)]}…"
    return text


@lru_cache(maxsize=4096)
def measure(text: str) -> float:
    """The width of a text in bold in a cell, with its margins, in points."""
    return width_of(printable(text), BOLD, CELL.fontSize) + 2 * PADDING + 1
