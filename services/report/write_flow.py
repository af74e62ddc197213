"""Paragraphs of the documents that the PDF library lays out by itself."""

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from services.report import styling
from services.report.write_letters import REGULAR, printable
from services.report.write_pdf_styles import style

OWN_FONT = ("FONT", (0, 0), (-1, -1), REGULAR)  # else a font that is not embedded is named in the file
Commands = list[tuple[Any, ...]]


def paragraph(text: str, look: ParagraphStyle) -> Paragraph:
    """A plain text, which never marks itself up."""
    return Paragraph(escape(printable(text)), look)


def sized(text: str, size: float, *, bold: bool = False, colour: str = styling.TEXT, **more: Any) -> Paragraph:
    """A plain text of a size in points; ``more`` are attributes of its style."""
    return paragraph(text, style("sized", size=size, bold=bold, colour=colour, **more))
