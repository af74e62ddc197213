"""Pages of the manual, with a running foot, contents and an outline."""

from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, TableStyle
from reportlab.platypus.tableofcontents import TableOfContents

from services.report.write_flow import OWN_FONT, paragraph
from services.report.write_letters import REGULAR, printable
from services.report.write_pdf_pages import About, draw_foot
from services.report.write_pdf_styles import BOTTOM, CONTENTS, HEIGHT, MARGIN, SECTION, WIDTH, style


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
        frame = Frame(MARGIN, BOTTOM, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._draw_foot))
        self.foot = about.foot
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
        draw_foot(canvas, self.foot, self.page, self.pages_before)


def contents() -> Iterator[Flowable]:
    """The titles with their pages, those of the second level below the first."""
    yield paragraph("Contenido", SECTION)
    yield TableOfContents(
        levelStyles=[CONTENTS, style("contents-below", size=9.5, leading=14, leftIndent=6 * mm)],
        tableStyle=TableStyle([OWN_FONT, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]),
        dotsMinLevel=-1,
    )
    yield PageBreak()
