"""The slip of a day as PDF, A4, ready to print and sign."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Spacer, Table

from services.day_slip import NOTHING, TITLE, DaySlip, SlipTable
from services.report import styling
from services.report.write_flow import sized
from services.report.write_letters import BOLD, REGULAR, printable, register_fonts
from services.texts import shortened

MARGIN = 18 * mm
WIDTH = A4[0] - 2 * MARGIN
GUTTER = 8 * mm
SIZE = 9
FOOT_SIZE, FOOT_WIDTH = 8, WIDTH - 25 * mm  # beside it stands the number of the page
SIGNATURES = ("Firma de quien atendió", "Nombre y documento")


def write_slip(slip: DaySlip, path: Path) -> None:
    """Write the slip."""
    register_fonts()
    document = _Document(slip, path)
    story: list[Flowable] = [*_head(slip), _summary(slip), Spacer(0, 7 * mm), *_records(slip), _signatures()]
    document.build(story)


class _Document(BaseDocTemplate):
    """Pages with a foot that says which slip this is."""

    def __init__(self, slip: DaySlip, path: Path) -> None:
        super().__init__(
            str(path),
            pagesize=A4,
            title=f"{TITLE}, {styling.long_date(slip.day)}",
            author=styling.writable(slip.point),
            subject=styling.writable(slip.entity),
            creator=TITLE,
            lang="es-CO",
            displayDocTitle=True,
            initialFontName=REGULAR,
            invariant=1,
        )
        frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._draw_foot))
        foot = printable(f"{TITLE} · {styling.long_date(slip.day)} · {slip.point}")
        self.foot = shortened(foot, lambda text: stringWidth(text, REGULAR, FOOT_SIZE) <= FOOT_WIDTH)
        self.made_at = slip.made_at

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Date the document like the slip."""
        self.canv.setDateFormatter(lambda *_: f"D:{self.made_at:%Y%m%d%H%M%S}")

    def _draw_foot(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFillColor(HexColor(f"#{styling.SOFT_TEXT}"))
        canvas.setFont(REGULAR, FOOT_SIZE)
        canvas.drawString(MARGIN, MARGIN - 7 * mm, self.foot)
        canvas.drawRightString(A4[0] - MARGIN, MARGIN - 7 * mm, f"Página {self.page}")
        canvas.restoreState()


def _head(slip: DaySlip) -> Iterator[Flowable]:
    yield sized(slip.entity, 10.5, bold=True, colour=styling.ACCENT)
    yield sized(slip.office, SIZE, colour=styling.SOFT_TEXT, spaceAfter=6 * mm)
    yield sized(TITLE, 18, bold=True, spaceAfter=1 * mm)
    yield sized(f"Punto Digital {slip.point}", 12, colour=styling.ACCENT)
    yield sized(styling.long_date(slip.day).capitalize(), 12, spaceAfter=1 * mm)
    yield sized(f"Hecha el {_moment(slip.made_at)}.", 8, colour=styling.SOFT_TEXT, spaceAfter=6 * mm)


def _moment(moment: datetime) -> str:
    return f"{styling.long_date(moment.date())} a las {moment:%H:%M}"


def _summary(slip: DaySlip) -> Table:
    """Attentions and prints side by side."""
    half = (WIDTH - GUTTER) / 2
    cells = [
        [sized(each.title, 10.5, bold=True, spaceAfter=2 * mm), _grid(each, half)]
        for each in (slip.attentions, slip.prints)
    ]
    plain = [
        ("FONT", (0, 0), (-1, -1), REGULAR),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]
    return Table(
        [[cells[0], "", cells[1]]], colWidths=[half, GUTTER, half], style=[*plain, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )


def _records(slip: DaySlip) -> Iterator[Flowable]:
    yield sized(slip.records.title, 10.5, bold=True, spaceAfter=2 * mm)
    if len(slip.records.rows) == 1:  # only the total
        yield sized(NOTHING, SIZE)
    else:
        yield _grid(slip.records, WIDTH)


def _grid(table: SlipTable, width: float) -> Table:
    rows = [[printable(cell) for cell in row] for row in (table.columns, *table.rows)]
    last = len(rows) - 1
    line, accent, ground = (HexColor(f"#{each}") for each in (styling.LINE, styling.SOFT_ACCENT, styling.GROUND))
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, SIZE),
        ("FONT", (0, 0), (-1, 0), BOLD, SIZE),
        ("FONT", (0, last), (-1, last), BOLD, SIZE),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(f"#{styling.TEXT}")),
        ("TEXTCOLOR", (0, 0), (-1, 0), HexColor(f"#{styling.ACCENT}")),
        ("BACKGROUND", (0, 0), (-1, 0), accent),
        ("BACKGROUND", (0, last), (-1, last), ground),
        ("ALIGN", (table.texts, 0), (-1, -1), "RIGHT"),
        ("LINEBELOW", (0, 0), (-1, last), 0.5, line),
        ("LINEABOVE", (0, last), (-1, last), 0.8, HexColor(f"#{styling.TEXT}")),
        ("NOSPLIT", (0, max(0, last - 1)), (0, last)),
    ]
    return Table(rows, colWidths=[width / len(table.columns)] * len(table.columns), style=commands, repeatRows=1)


def _signatures() -> KeepTogether:
    half = (WIDTH - GUTTER) / 2
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, 8),
        ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(f"#{styling.SOFT_TEXT}")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        *(("LINEABOVE", (place, 0), (place, 0), 0.8, HexColor(f"#{styling.TEXT}")) for place in (0, 2)),
    ]
    lines = Table([[SIGNATURES[0], "", SIGNATURES[1]]], colWidths=[half, GUTTER, half], style=style)
    return KeepTogether([Spacer(0, 22 * mm), lines])
