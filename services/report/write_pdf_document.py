"""Pages with a running foot, contents and outline, which the report and the manual share."""

from dataclasses import dataclass
from datetime import date
from typing import IO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from services.report import styling
from services.report.write_letters import REGULAR, printable
from services.report.write_pdf_styles import BOTTOM, MARGIN, TOP, WIDTH


@dataclass(frozen=True)
class About:
    """What a document says of itself; ``made_on`` dates the file, and ``foot`` stands below every page."""

    title: str
    author: str
    subject: str
    creator: str
    foot: str
    made_on: date


class Listed(Paragraph):
    """A heading that is listed in the contents and in the outline; ``level`` 0 is the highest."""

    def __init__(self, title: str, bookmark: str, look: ParagraphStyle, level: int = 0) -> None:
        self.title = printable(title)
        self.bookmark, self.level = bookmark, level
        super().__init__(escape(self.title), look)


class Document(BaseDocTemplate):
    """Pages with a running foot; it is built more than once, until contents and number of pages agree."""

    def __init__(self, content: IO[bytes], about: About) -> None:
        super().__init__(
            content,
            pagesize=A4,
            title=about.title,
            author=about.author,
            subject=about.subject,
            creator=about.creator,
            lang="es-CO",
            displayDocTitle=True,
            initialFontName=REGULAR,
            invariant=1,
        )
        height = A4[1] - TOP - BOTTOM
        frame = Frame(MARGIN, BOTTOM, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._draw_foot))
        self.foot = printable(about.foot)
        self.made_on = about.made_on
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
        if isinstance(flowable, Listed):
            self.canv.bookmarkPage(flowable.bookmark)
            self.canv.addOutlineEntry(flowable.title, flowable.bookmark, flowable.level)
            self.notify("TOCEntry", (flowable.level, escape(flowable.title), self.page, flowable.bookmark))

    def _draw_foot(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setStrokeColor(HexColor(f"#{styling.LINE}"))
        canvas.line(MARGIN, BOTTOM - 6 * mm, A4[0] - MARGIN, BOTTOM - 6 * mm)
        canvas.setFillColor(HexColor(f"#{styling.SOFT_TEXT}"))
        canvas.setFont(REGULAR, 8)
        canvas.drawString(MARGIN, BOTTOM - 10.5 * mm, self.foot)
        canvas.drawRightString(A4[0] - MARGIN, BOTTOM - 10.5 * mm, f"Página {self.page} de {self.pages_before}")
        canvas.restoreState()
