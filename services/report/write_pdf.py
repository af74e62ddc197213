"""The report as PDF, ready to print and sign; the same report gives the same bytes."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from services.report import styling
from services.report.compile import Report
from services.report.styling import FirstPage, Notice, NumberedTable, cell_text
from services.report.tables import Cell, Table
from services.report.write_letters import BOLD, REGULAR, printable, register_fonts

MARGIN, TOP, BOTTOM = 20 * mm, 18 * mm, 22 * mm
WIDTH = A4[0] - 2 * MARGIN
PADDING = 5
SHORT_TABLE = 16  # rows; a longer one may be cut between pages
ROOM_FOR_LONG_TABLE = 50 * mm
MOST_LINES = 28  # of a text in a table; badly broken they are twice as many and still fit on a page

OWN_FONT = ("FONT", (0, 0), (-1, -1), REGULAR)  # else a font that is not embedded is named in the file
Commands = list[tuple[Any, ...]]


def write_pdf(report: Report, path: Path) -> None:
    """Write a report as PDF, A4."""
    register_fonts()
    page = styling.first_page(report)
    document = _Document(path, page, report.made_on)
    story = [*_front(page), *_contents()]
    for numbered in styling.numbered_tables(report):
        story += _table_with_heading(numbered)
    document.multiBuild(story)


class _Heading(Paragraph):
    """The title of a table, to be listed in the contents and in the outline."""

    def __init__(self, numbered: NumberedTable) -> None:
        self.title = printable(numbered.heading)
        self.bookmark = numbered.number.replace(" ", "-").lower()
        super().__init__(escape(self.title), _HEADING)


class _Document(BaseDocTemplate):
    """Pages with a running foot; it is built more than once, until contents and number of pages agree."""

    def __init__(self, path: Path, page: FirstPage, made_on: date) -> None:
        super().__init__(
            str(path),
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
        if isinstance(flowable, _Heading):
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


def _style(name: str, *, size: float, leading: float = 0, bold: bool = False, **more: Any) -> ParagraphStyle:
    colour = HexColor(f"#{more.pop('colour', styling.TEXT)}")
    font = BOLD if bold else REGULAR
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading or size * 1.35, textColor=colour, **more)


_ENTITY = _style("entity", size=11, bold=True, colour=styling.ACCENT)
_OFFICE = _style("office", size=9.5, colour=styling.SOFT_TEXT, spaceAfter=16 * mm)
_TITLE = _style("title", size=25, leading=31, bold=True, spaceAfter=2 * mm, rightIndent=50 * mm)
_PERIOD = _style("period", size=15, colour=styling.ACCENT, spaceAfter=7 * mm)
_DETAIL = _style("detail", size=9.5, leading=14)
_SECTION = _style("section", size=11, bold=True, spaceBefore=6 * mm, spaceAfter=2 * mm)
_HEADING = _style("heading", size=11, leading=14, bold=True, spaceAfter=2 * mm)
_CELL = _style("cell", size=8.5, leading=11.5)
_HEAD = _style("head", size=8.5, leading=11.5, bold=True, colour=styling.ACCENT)
_HEAD_RIGHT = _style("head-right", size=8.5, leading=11.5, bold=True, colour=styling.ACCENT, alignment=TA_RIGHT)
_TOTAL = _style("total", size=8.5, leading=11.5, bold=True)
_SOURCE = _style("source", size=7.5, leading=10, colour=styling.SOFT_TEXT)
_TILE_LABEL = _style("tile-label", size=8, leading=10, colour=styling.SOFT_TEXT)
_TILE = _style("tile", size=17, leading=22, bold=True)


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(printable(text)), style)


def _front(page: FirstPage) -> Iterator[Flowable]:
    yield _paragraph(page.entity, _ENTITY)
    yield _paragraph(page.office, _OFFICE)
    yield _paragraph(styling.TITLE, _TITLE)
    yield _paragraph(page.period, _PERIOD)
    yield _paragraph(f"Presentado por: {page.author}", _DETAIL)
    yield _paragraph(f"Fecha: {page.made_on}", _DETAIL)
    yield Spacer(0, 6 * mm)
    yield _tiles(page)
    for notice in page.notices:
        yield Spacer(0, 5 * mm)
        yield _notice(notice)
    yield Spacer(0, 4 * mm)
    for sentence in page.reassurance:
        yield _paragraph(sentence, _DETAIL)


def _contents() -> Iterator[Flowable]:
    yield CondPageBreak(ROOM_FOR_LONG_TABLE)
    yield _paragraph("Contenido", _SECTION)
    yield TableOfContents(
        levelStyles=[_style("contents", size=9.5, leading=14)],
        tableStyle=TableStyle([OWN_FONT, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]),
        dotsMinLevel=-1,
    )
    yield Spacer(0, 9 * mm)
    yield CondPageBreak(A4[1] / 2)


def _tiles(page: FirstPage) -> Grid:
    labels = [_paragraph(label, _TILE_LABEL) for label, _ in page.headline]
    small = _style("tile-none", size=10, leading=22, colour=styling.SOFT_TEXT)
    values = [_paragraph(cell_text(value), small if value is None else _TILE) for _, value in page.headline]
    commands: Commands = [
        OWN_FONT,
        ("LINEABOVE", (0, 0), (-1, 0), 1.2, HexColor(f"#{styling.ACCENT}")),
        ("LINEBELOW", (0, -1), (-1, -1), 0.5, HexColor(f"#{styling.LINE}")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, 0), "TOP"),
        ("TOPPADDING", (0, 0), (-1, 0), 6),
        ("BOTTOMPADDING", (0, 1), (-1, 1), 6),
    ]
    return Grid([labels, values], colWidths=[WIDTH / len(labels)] * len(labels), style=commands)


def _notice(notice: Notice) -> Grid:
    colour, ground = (
        (styling.ERROR, styling.ERROR_GROUND) if notice.is_error else (styling.WARNING, styling.WARNING_GROUND)
    )
    title = _style("notice", size=10.5, leading=14, bold=True, colour=colour)
    rows = [
        [[_paragraph(notice.title, title)]],
        *([[_paragraph(_clipped(line, WIDTH), _DETAIL)]] for line in notice.lines),
    ]
    commands: Commands = [
        OWN_FONT,
        ("BACKGROUND", (0, 0), (-1, -1), HexColor(f"#{ground}")),
        ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(f"#{colour}")),
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("TOPPADDING", (0, 0), (-1, 0), 7),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 7),
    ]
    return Grid(rows, colWidths=[WIDTH], style=commands)


def _table_with_heading(numbered: NumberedTable) -> list[Flowable]:
    heading = _Heading(numbered)
    grid = _grid(numbered.table)
    if len(numbered.table.rows) <= SHORT_TABLE:
        return [KeepTogether([heading, grid])]
    return [CondPageBreak(ROOM_FOR_LONG_TABLE), heading, grid]


def _grid(table: Table) -> Grid:
    widths = styling.column_widths(table, WIDTH, _measure)
    header = [
        _paragraph(column, _HEAD_RIGHT if right else _HEAD)
        for column, right in zip(table.columns, table.numeric, strict=True)
    ]
    rows = [header, *([*_cells(row, table, place, widths)] for place, row in enumerate(table.rows))]
    below = [] if table.rows else [_paragraph(styling.NO_ROWS, _CELL)]
    below += [_paragraph(table.source, _SOURCE)] if table.source else []
    blanks = [""] * (len(table.columns) - 1)
    rows += [[[paragraph], *blanks] for paragraph in below]
    return Grid(rows, colWidths=widths, style=_look(table, len(below)), repeatRows=1, spaceAfter=9 * mm)


def _cells(row: Sequence[Cell], table: Table, place: int, widths: Sequence[float]) -> Iterator[Any]:
    """Texts wrap, figures do not."""
    is_total = table.has_total and place == len(table.rows) - 1
    for cell, right, width in zip(row, table.numeric, widths, strict=True):
        text = cell_text(cell)
        yield text if right else [_paragraph(_clipped(text, width), _TOTAL if is_total else _CELL)]


def _clipped(text: str, width: float) -> str:
    """A text far beyond what the store takes, cut so that its row fits on a page."""
    room = MOST_LINES * max(width - 2 * PADDING, PADDING)
    while (wide := _measure(text)) > room:
        text = f"{text[: int(len(text) * 0.95 * room / wide)]}…"
    return text


def _measure(text: str) -> float:
    return pdfmetrics.stringWidth(printable(text), BOLD, _CELL.fontSize) + 2 * PADDING + 1


def _look(table: Table, below: int) -> Commands:
    last = len(table.rows)
    line, text = HexColor(f"#{styling.LINE}"), HexColor(f"#{styling.TEXT}")
    commands: Commands = [
        ("FONT", (0, 0), (-1, -1), REGULAR, _CELL.fontSize, _CELL.leading),
        ("TEXTCOLOR", (0, 0), (-1, -1), text),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(f"#{styling.SOFT_ACCENT}")),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, last), 0.5, line),
        ("NOSPLIT", (0, max(0, last - 1)), (0, last + below)),
    ]
    commands += [("ALIGN", (place, 0), (place, last), "RIGHT") for place, right in enumerate(table.numeric) if right]
    commands += [("SPAN", (0, row), (-1, row)) for row in range(last + 1, last + 1 + below)]
    for row, values in enumerate(table.rows, start=1):
        blanks = [place for place, value in enumerate(values) if value is None]
        commands += [("TEXTCOLOR", (place, row), (place, row), HexColor(f"#{styling.SOFT_TEXT}")) for place in blanks]
    if table.has_total:
        commands += [
            ("FONT", (0, last), (-1, last), BOLD, _CELL.fontSize, _CELL.leading),
            ("LINEABOVE", (0, last), (-1, last), 0.8, text),
            ("BACKGROUND", (0, last), (-1, last), HexColor(f"#{styling.GROUND}")),
        ]
    return commands
