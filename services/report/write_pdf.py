"""The report as PDF, ready to print and sign; the same report gives the same bytes."""

import io
from datetime import date
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from services.report import front, styling
from services.report.compile import Report
from services.report.front import FirstPage
from services.report.write_letters import REGULAR, printable, register_fonts
from services.report.write_pdf_front import contents, cover
from services.report.write_pdf_styles import BOTTOM, MARGIN, TOP, WIDTH
from services.report.write_pdf_table import Heading, table_with_heading


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF, A4."""
    path.write_bytes(pdf_bytes(report))


def pdf_bytes(report: Report) -> bytes:
    """The report as PDF, A4, in memory."""
    register_fonts()
    page = front.first_page(report)
    content = io.BytesIO()
    story = [*cover(page), *contents()]
    for numbered in styling.printed_tables(report):
        story += table_with_heading(numbered)
    _Document(content, page, report.made_on).multiBuild(story)
    return content.getvalue()


class _Document(BaseDocTemplate):
    """Pages with a running foot; it is built more than once, until contents and number of pages agree."""

    def __init__(self, content: IO[bytes], page: FirstPage, made_on: date) -> None:
        super().__init__(
            content,
            pagesize=A4,
            title=f"{styling.TITLE}: {page.period}",
            author=page.author,
            subject=page.entity,
            creator=styling.TITLE,
            lang="es-CO",
            displayDocTitle=True,
            initialFontName=REGULAR,
            invariant=1,
        )
        height = A4[1] - TOP - BOTTOM
        frame = Frame(MARGIN, BOTTOM, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._draw_foot))
        self.foot = printable(f"{styling.TITLE} · {page.period}")
        self.made_on = made_on
        self.last_page = self.pages_before = 0

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the number of pages of the build before this one; date the document like the report."""
        self.pages_before = self.last_page
        self.canv.setDateFormatter(lambda *_: f"D:{self.made_on:%Y%m%d}000000Z")

    def afterPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the number of the page."""
        self.last_page = self.page

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """List each heading in the contents and in the outline."""
        if isinstance(flowable, Heading):
            self.canv.bookmarkPage(flowable.bookmark)
            self.canv.addOutlineEntry(flowable.title, flowable.bookmark)
            self.notify("TOCEntry", (0, escape(flowable.title), self.page, flowable.bookmark))

    def _draw_foot(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setStrokeColor(HexColor(f"#{styling.LINE}"))
        canvas.line(MARGIN, BOTTOM - 6 * mm, A4[0] - MARGIN, BOTTOM - 6 * mm)
        canvas.setFillColor(HexColor(f"#{styling.SOFT_TEXT}"))
        canvas.setFont(REGULAR, 8)
        canvas.drawString(MARGIN, BOTTOM - 10.5 * mm, self.foot)
        canvas.drawRightString(A4[0] - MARGIN, BOTTOM - 10.5 * mm, f"Página {self.page} de {self.pages_before}")
        canvas.restoreState()
