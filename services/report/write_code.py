"""The sheet with the recovery code as PDF, A4, one page."""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from services.recovery_code import CARE, HOW_TO_USE, TITLE, CodeSheet
from services.report import styling
from services.report.write_flow import sized
from services.report.write_letters import BOLD, REGULAR, printable, register_fonts

MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN
SIZE = 11
CODE_SIZE = 21


def write_sheet(sheet: CodeSheet, path: Path) -> None:
    """Write the sheet."""
    register_fonts()
    SimpleDocTemplate(
        str(path),
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=TITLE,
        author=printable(sheet.whose),
        creator="Bitácora Puntos Digitales",
        lang="es-CO",
        displayDocTitle=True,
        initialFontName=REGULAR,
        invariant=1,
    ).build(list(_story(sheet)))


def _story(sheet: CodeSheet) -> Iterator[Flowable]:
    yield sized(sheet.entity, 10.5, bold=True, colour=styling.ACCENT)
    yield sized(sheet.office, 9, colour=styling.SOFT_TEXT, spaceAfter=10 * mm)
    yield sized(TITLE, 20, bold=True, spaceAfter=2 * mm)
    yield sized(sheet.whose, 13, colour=styling.ACCENT)
    made = f"{styling.long_date(sheet.made_at.date())} a las {sheet.made_at:%H:%M}"
    yield sized(f"Hecho el {made}.", 9, colour=styling.SOFT_TEXT, spaceAfter=10 * mm)
    yield _box(sheet.code)
    yield Spacer(0, 10 * mm)
    yield sized("Cómo se usa", 12, bold=True, spaceAfter=2 * mm)
    for place, step in enumerate(HOW_TO_USE, start=1):
        yield sized(f"{place}. {step}", SIZE, spaceAfter=1.5 * mm)
    yield Spacer(0, 6 * mm)
    yield sized("Cómo se guarda", 12, bold=True, spaceAfter=2 * mm)
    yield sized(CARE, SIZE)


def _box(code: str) -> Table:
    ground, line = HexColor(f"#{styling.SOFT_ACCENT}"), HexColor(f"#{styling.ACCENT}")
    style = ParagraphStyle("code", fontName=BOLD, fontSize=CODE_SIZE, leading=CODE_SIZE * 1.5, alignment=TA_CENTER)
    pad = 6 * mm
    return Table(
        [[Paragraph(escape(code), style)]],
        colWidths=[WIDTH],
        style=[
            ("BACKGROUND", (0, 0), (-1, -1), ground),
            ("BOX", (0, 0), (-1, -1), 1, line),
            ("TOPPADDING", (0, 0), (-1, -1), pad),
            ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
        ],
    )
