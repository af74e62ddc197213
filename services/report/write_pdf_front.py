"""The cover and the contents of the report as PDF."""

from collections.abc import Iterator

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer, TableStyle
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from services.report import front, styling
from services.report.front import FirstPage, Notice
from services.report.styling import cell_text
from services.report.write_pdf_styles import (
    DETAIL,
    ENTITY,
    OFFICE,
    OWN_FONT,
    PERIOD,
    SECTION,
    TILE,
    TILE_LABEL,
    TITLE,
    WIDTH,
    Commands,
    clipped,
    paragraph,
    style,
)

SIGNATURE_WIDTH = 85 * mm
ROOM_TO_SIGN = 20 * mm
NOTE = style("note", size=9, leading=11.5)
SIGNER = style("signer", size=10.5, leading=14, bold=True)


def cover(page: FirstPage) -> Iterator[Flowable]:
    """Who reports on what, the headline figures, what must be known before them, and the place to sign."""
    yield paragraph(page.entity, ENTITY)
    yield paragraph(page.office, OFFICE)
    yield paragraph(page.programme, OFFICE)
    yield Spacer(0, 12 * mm if page.notices else 24 * mm)
    yield paragraph(styling.TITLE, TITLE)
    yield paragraph(page.period, PERIOD)
    yield paragraph(f"Presentado por: {page.author}", DETAIL)
    yield paragraph(f"Fecha: {page.made_on}", DETAIL)
    yield Spacer(0, 6 * mm)
    yield _tiles(page)
    for notice in page.notices:
        yield Spacer(0, 3.5 * mm)
        yield _notice(notice)
    yield Spacer(0, 4 * mm)
    for sentence in page.reassurance:
        yield paragraph(sentence, DETAIL)
    yield _AtFoot(_signature(page))
    yield PageBreak()


class _AtFoot(Flowable):
    """Something at the foot of the page: it takes all that is left of it."""

    def __init__(self, inside: Grid) -> None:
        super().__init__()
        self._inside = inside

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room that is left, or what is needed if that is more."""
        _, needed = self._inside.wrapOn(self.canv, width, height)
        return width, max(needed + ROOM_TO_SIGN, height)

    def draw(self) -> None:
        """Draw it at the lower end of the room."""
        self._inside.drawOn(self.canv, 0, 0)


def _signature(page: FirstPage) -> Grid:
    """Room for the signature with a name and a post below it, or lines to write them by hand."""
    line = HexColor(f"#{styling.SOFT_TEXT}")
    rows = [[paragraph(front.SIGNATURE, TILE_LABEL)]]
    commands: Commands = [
        OWN_FONT,
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(f"#{styling.TEXT}")),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
    for place, (text, by_hand) in enumerate(zip((page.signer, page.post), front.BY_HAND, strict=True), start=1):
        if text:
            rows.append([paragraph(clipped(text, SIGNATURE_WIDTH), SIGNER if place == 1 else DETAIL)])
        else:
            rows.append([paragraph(by_hand, DETAIL)])
            commands += [("LINEBELOW", (0, place), (0, place), 0.5, line), ("TOPPADDING", (0, place), (0, place), 9)]
    return Grid(rows, colWidths=[SIGNATURE_WIDTH], style=commands, hAlign="LEFT")


def contents() -> Iterator[Flowable]:
    """The titles with their pages, those of the second level below the first."""
    yield paragraph("Contenido", SECTION)
    yield TableOfContents(
        levelStyles=[
            style("contents", size=9.5, leading=14),
            style("contents-below", size=9.5, leading=14, leftIndent=6 * mm),
        ],
        tableStyle=TableStyle([OWN_FONT, ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]),
        dotsMinLevel=-1,
    )
    yield PageBreak()


def _tiles(page: FirstPage) -> Grid:
    labels = [paragraph(label, TILE_LABEL) for label, _ in page.headline]
    small = style("tile-none", size=10, leading=22, colour=styling.SOFT_TEXT)
    values = [paragraph(cell_text(value), small if value is None else TILE) for _, value in page.headline]
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
    title = style("notice", size=10.5, leading=14, bold=True, colour=notice.tone.ink)
    rows = [
        [[paragraph(notice.title, title)]],
        *([[paragraph(clipped(line, WIDTH), NOTE)]] for line in notice.lines),
    ]
    commands: Commands = [
        OWN_FONT,
        ("BACKGROUND", (0, 0), (-1, -1), HexColor(f"#{notice.tone.ground}")),
        ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(f"#{notice.tone.ink}")),
        ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ("TOPPADDING", (0, 0), (-1, 0), 5),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 5),
    ]
    return Grid(rows, colWidths=[WIDTH], style=commands)
