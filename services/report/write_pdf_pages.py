"""Pages of strips as a PDF with a running foot, links and an outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from services.report import styling
from services.report.write_letters import REGULAR, printable
from services.report.write_pdf_styles import BOTTOM, MARGIN, TOP, WIDTH
from services.report.write_strips import Page, Strip, paint

FOOT_LINE, FOOT_TEXT = HexColor(f"#{styling.LINE}"), HexColor(f"#{styling.SOFT_TEXT}")


@dataclass(frozen=True)
class About:
    """What a document says of itself; ``made_on`` dates the file, and ``foot`` stands below every page."""

    title: str
    author: str
    subject: str
    creator: str
    foot: str
    made_on: date


def write_pages(content: IO[bytes], about: About, pages: Sequence[Page]) -> None:
    """Write the pages, A4; the same pages give the same bytes."""
    canvas = _canvas(content, about)
    for number, page in enumerate(pages, start=1):
        draw_foot(canvas, about.foot, number, len(pages))
        paint(canvas, MARGIN, A4[1] - TOP, page)
        for down, strip in page:
            _connect(canvas, A4[1] - TOP - down, strip)
        canvas.showPage()
    canvas.save()


def _canvas(content: IO[bytes], about: About) -> Canvas:
    canvas = Canvas(
        content,
        pagesize=A4,
        invariant=1,
        lang="es-CO",
        initialFontName=REGULAR,  # type: ignore[arg-type]  # the stubs take it for a size
    )
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator(about.creator)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setDateFormatter(lambda *_: f"D:{about.made_on:%Y%m%d}000000Z")
    return canvas


def draw_foot(canvas: Canvas, foot: str, page: int, pages: int) -> None:
    """What stands below every page."""
    canvas.saveState()
    canvas.setStrokeColor(FOOT_LINE)
    canvas.line(MARGIN, BOTTOM - 6 * mm, A4[0] - MARGIN, BOTTOM - 6 * mm)
    canvas.setFillColor(FOOT_TEXT)
    canvas.setFont(REGULAR, 8)
    canvas.drawString(MARGIN, BOTTOM - 10.5 * mm, printable(foot))
    canvas.drawRightString(A4[0] - MARGIN, BOTTOM - 10.5 * mm, f"Página {page} de {pages}")
    canvas.restoreState()


def _connect(canvas: Canvas, top: float, strip: Strip) -> None:
    """What leads to a strip, and where it leads to."""
    if strip.bookmark:
        canvas.bookmarkPage(strip.bookmark)
        canvas.addOutlineEntry(printable(strip.title), strip.bookmark)
    if strip.leads_to:
        canvas.linkRect("", strip.leads_to, (MARGIN, top - strip.height, MARGIN + WIDTH, top))
