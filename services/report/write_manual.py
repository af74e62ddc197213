"""The manual as PDF, A4, with contents, pictures and links from page to page."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ListStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Image,
    KeepTogether,
    ListFlowable,
    PageBreak,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as PdfTable

from services.manual import TITLE, Chapter, Topic, chapters, picture_path
from services.manual_text import Block, Grid, Items, Line, Look, Picture, Section
from services.manual_text import Paragraph as Words
from services.report import styling
from services.report.write_flow import OWN_FONT, paragraph
from services.report.write_letters import BOLD, REGULAR, printable, register_fonts
from services.report.write_manual_document import Document, Listed, contents
from services.report.write_pdf_pages import About
from services.report.write_pdf_styles import OFFICE, SOURCE, WIDTH, style
from services.workspace import RELEASED, VERSION

COVER = style("manual-cover", size=30, leading=37, bold=True, spaceAfter=4 * mm)
CHAPTER = style("manual-chapter", size=22, leading=28, bold=True, colour=styling.ACCENT, spaceAfter=6 * mm)
TOPIC = style("manual-topic", size=16, leading=21, bold=True, spaceBefore=10 * mm, spaceAfter=3 * mm)
SECTION = style("manual-section", size=11.5, leading=15, bold=True, spaceBefore=3 * mm, spaceAfter=1.5 * mm)
BODY = style("manual-body", size=10, leading=14.5, spaceAfter=2.5 * mm)
ITEM = style("manual-item", size=10, leading=14.5, spaceAfter=1 * mm)
CELL = style("manual-cell", size=9.5, leading=13)
HEAD = style("manual-head", size=9.5, leading=13, bold=True, colour=styling.ACCENT)
FIRST_COLUMN = 0.32
TALLEST = 95 * mm
ROOM_FOR_SECTION = 35 * mm
ROOM_FOR_TOPIC = 150 * mm
"""With less of it left, a page of the windows begins on paper of its own: its picture and first steps stay together."""
KEY_GROUND, LINK = f"#{styling.LINE}", f"#{styling.INFO}"


def write_manual_pdf(path: Path) -> None:
    """Write the manual."""
    register_fonts()
    about = About(
        title=TITLE,
        author="Bitácora Puntos Digitales",
        subject=f"Versión {VERSION}",
        creator=TITLE,
        foot=f"{TITLE} · versión {VERSION}",
        made_on=RELEASED,
    )
    story = [*_cover(), *contents()]
    for chapter in chapters():
        story += _chapter(chapter)
    with path.open("wb") as content:
        Document(content, about).multiBuild(story)


def rich(line: Line) -> str:
    """A line in the mark-up of the PDF library."""
    marked = []
    for piece in line:
        text = escape(printable_piece(piece.text))
        match piece.look:
            case Look.PLAIN:
                marked.append(text)
            case Look.STRONG:
                marked.append(f"<b>{text}</b>")
            case Look.KEY:
                marked.append(f'<font name="{BOLD}" backColor="{KEY_GROUND}">&nbsp;{text}&nbsp;</font>')
            case Look.LINK:
                marked.append(f'<a href="#{piece.target}" color="{LINK}">{text}</a>')
    return "".join(marked)


def printable_piece(text: str) -> str:
    """A piece as the font can show it; ``printable`` alone would take the spaces at its ends away."""
    ends = " " * (len(text) - len(text.lstrip())), " " * (len(text) - len(text.rstrip()))
    return f"{ends[0]}{printable(text)}{ends[1]}" if text.strip() else text


def _cover() -> Iterator[Flowable]:
    yield Spacer(0, 55 * mm)
    yield paragraph("Bitácora Puntos Digitales", CHAPTER)
    yield paragraph("Manual", COVER)
    yield paragraph("Para quien administra un punto y para la coordinación", BODY)
    yield paragraph(f"Versión {VERSION}", OFFICE)
    yield PageBreak()


def _chapter(chapter: Chapter) -> Iterator[Flowable]:
    yield Listed(chapter.title, f"capitulo-{chapter.topics[0].key}", CHAPTER)
    for place, topic in enumerate(chapter.topics):
        yield from _topic(topic, is_first=place == 0)
    yield PageBreak()


def _topic(topic: Topic, *, is_first: bool) -> Iterator[Flowable]:
    if not is_first:
        yield CondPageBreak(ROOM_FOR_TOPIC)
    yield Listed(topic.title, topic.key, TOPIC, 1)
    for section in topic.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Flowable]:
    made = [_block(block) for block in section.blocks]
    if not section.anchor:
        yield from made
        return
    heading = paragraph(section.title, SECTION)
    yield CondPageBreak(ROOM_FOR_SECTION)
    if made:
        yield KeepTogether([heading, made[0]])
    yield from made[1:]


def _block(block: Block) -> Flowable:
    match block:
        case Words(line, is_note):
            return _note(line) if is_note else Paragraph(rich(line), BODY)
        case Items(lines, first):
            return list_of(lines, first)
        case Grid(rows):
            return grid_of(rows)
        case Picture():
            return _picture(block)


def list_of(lines: Sequence[Line], first: int | None) -> Flowable:
    """A list, or steps from the first number on."""
    items = [Paragraph(rich(line), ITEM) for line in lines]
    kind, start = ("bullet", "•") if first is None else ("1", str(first))
    look = ListStyle("manual-list", bulletFontName=REGULAR, bulletFontSize=10, leftIndent=16, spaceAfter=2 * mm)
    return ListFlowable(items, bulletType=kind, start=start, style=look)


def grid_of(rows: Sequence[Sequence[Line]]) -> Flowable:
    """A table, its first row the head; the first of its columns is the narrow one."""
    cells = [[Paragraph(rich(cell), HEAD if place == 0 else CELL) for cell in row] for place, row in enumerate(rows)]
    rest = len(rows[0]) - 1
    widths = [WIDTH * FIRST_COLUMN] + [WIDTH * (1 - FIRST_COLUMN) / rest] * rest
    look = TableStyle(
        [
            OWN_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(f"#{styling.LINE}")),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor(f"#{styling.SOFT_ACCENT}")),
        ]
    )
    return PdfTable(cells, colWidths=widths, style=look, repeatRows=1, spaceAfter=3 * mm)


def _note(line: Line) -> Flowable:
    look = TableStyle(
        [
            OWN_FONT,
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(f"#{styling.WARNING_GROUND}")),
            ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(f"#{styling.WARNING}")),
            ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ]
    )
    return PdfTable([[Paragraph(rich(line), CELL)]], colWidths=[WIDTH], style=look, spaceAfter=3 * mm)


def _picture(picture: Picture) -> Flowable:
    """The picture over its caption, or where its file is not there the caption alone."""
    caption = paragraph(picture.caption, SOURCE)
    path = picture_path(picture.name)
    if path is None:
        return caption
    width, height = ImageReader(str(path)).getSize()
    share = min(WIDTH / width, TALLEST / height)
    drawn = Image(str(path), width * share, height * share)
    frame = TableStyle(
        [
            OWN_FONT,
            ("BOX", (0, 0), (-1, -1), 0.5, HexColor(f"#{styling.SOFT_TEXT}")),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    framed = PdfTable([[drawn]], colWidths=[width * share], style=frame, hAlign="LEFT")
    return KeepTogether([Spacer(0, 1.5 * mm), framed, Spacer(0, 1 * mm), caption, Spacer(0, 3 * mm)])
