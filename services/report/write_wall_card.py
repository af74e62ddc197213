"""The card for the wall as PDF: one A4 page, large, that prints well in black and white."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from services.manual import CARD_TITLE, card
from services.manual_text import Grid, Items, Line, Section
from services.manual_text import Paragraph as Words
from services.report.write_flow import OWN_FONT, Commands, paragraph
from services.report.write_letters import REGULAR, register_fonts
from services.report.write_manual import rich
from services.report.write_pdf_styles import style

MARGIN = 12 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
GUTTER = 7 * mm
INK = "000000"
TITLE = style("card-title", size=30, leading=36, bold=True, colour=INK, spaceAfter=4 * mm)
HEADING = style("card-heading", size=17, leading=22, bold=True, colour=INK, spaceAfter=1.5 * mm)
TEXT = style("card-text", size=13.5, leading=19, colour=INK, spaceAfter=0.8 * mm)
STEP = ParagraphStyle(
    "card-step", parent=TEXT, leftIndent=7.3 * mm, bulletFontName=REGULAR, bulletFontSize=TEXT.fontSize
)
KEYS_WIDTH = 0.36


def write_card_pdf(path: Path) -> None:
    """Write the card."""
    register_fonts()
    document = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=CARD_TITLE,
        author="Bitácora Puntos Digitales",
        creator="Bitácora Puntos Digitales",
        lang="es-CO",
        displayDocTitle=True,
        initialFontName=REGULAR,
        invariant=1,
    )
    # The frame of the template keeps a padding of 6 points on every side.
    document.build([KeepInFrame(WIDTH - 12, HEIGHT - 12, _story(), mode="shrink")])


def _story() -> list[Flowable]:
    """The title, what is about keys in two columns, and what is to be done below them."""
    head, *sections = card()
    keys = [each for each in sections if isinstance(each.blocks[0], Grid)]
    steps = [each for each in sections if each not in keys]
    return [paragraph(head.title, TITLE), _beside(keys), Spacer(0, 5 * mm), _beside(steps)]


def _beside(sections: Sequence[Section]) -> Table:
    """Sections in two columns, in turn."""
    half = (WIDTH - 12 - GUTTER) / 2
    columns = [[part for each in sections[start::2] for part in _section(each, half)] for start in (0, 1)]
    look: Commands = [
        OWN_FONT,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]
    return Table([[columns[0], "", columns[1]]], colWidths=[half, GUTTER, half], style=TableStyle(look))


def _section(section: Section, width: float) -> list[Flowable]:
    parts: list[Flowable] = [paragraph(section.title, HEADING)]
    for block in section.blocks:
        match block:
            case Grid(rows):
                parts.append(_keys(rows[1:], width))
            case Items(lines):
                parts += [Paragraph(rich(line), STEP, f"{place}.") for place, line in enumerate(lines, start=1)]
            case Words(line):
                parts.append(Paragraph(rich(line), TEXT))
            case _:  # No pictures on the wall.
                pass
    return [*parts, Spacer(0, 4 * mm)]


def _keys(rows: Sequence[Sequence[Line]], width: float) -> Table:
    cells = [[Paragraph(rich(cell), TEXT) for cell in row] for row in rows]
    look: Commands = [
        OWN_FONT,
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.6, black),
        ("LEFTPADDING", (0, 0), (-1, -1), 1),
        ("RIGHTPADDING", (0, 0), (-1, -1), 1),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Table(cells, colWidths=[width * KEYS_WIDTH, width * (1 - KEYS_WIDTH)], style=TableStyle(look))
