"""Strips: what stands whole on a page, as wide as its text; all of a document is laid out before any of it is drawn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas

from services.report.write_letters import ascent_of, lines_of, printable, width_of
from services.report.write_pdf_styles import HEIGHT, WIDTH, clipped

FUZZ = 1e-6
EDGE = 0.6  # points


class Run(NamedTuple):
    """A text on one line; ``y`` is its baseline. All places are points from the left end and the top of the strip."""

    x: float
    y: float
    text: str
    look: ParagraphStyle


class Box(NamedTuple):
    """A filled rectangle, with an edge if ``edge`` gives its colour."""

    x: float
    y: float
    width: float
    height: float
    colour: Color
    edge: Color | None = None


class Rule(NamedTuple):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: Color
    thickness: float


Shape: TypeAlias = Box | Rule


@dataclass(frozen=True)
class Strip:
    """What stands whole on a page: shapes, and the texts on them.

    ``gap`` is left free below it; ``room`` is the least that must be left of a page for it to begin there. With
    ``keeps_next`` it stands on the page of the next one, with ``at_foot`` at the lower end of its page. ``head`` is
    repeated above it where it begins a page. ``title`` lists it in the contents and in the outline as ``bookmark``;
    ``leads_to`` makes it a link to a bookmark.
    """

    height: float
    runs: Sequence[Run] = ()
    shapes: Sequence[Shape] = ()
    gap: float = 0.0
    room: float = 0.0
    keeps_next: bool = False
    at_foot: bool = False
    head: "Strip | None" = None
    title: str = ""
    bookmark: str = ""
    leads_to: str = ""


class Cell(NamedTuple):
    """Lines of text in a look, from ``x`` on and ``width`` wide."""

    lines: Sequence[str]
    look: ParagraphStyle
    x: float = 0.0
    width: float = WIDTH

    @property
    def height(self) -> float:
        """What the lines take."""
        return len(self.lines) * self.look.leading


Page = list[tuple[float, Strip]]
"""Strips with their distance from the upper end of the text."""


def cell(text: str, look: ParagraphStyle, x: float = 0.0, width: float = WIDTH) -> Cell:
    """A text broken into lines."""
    room = width - look.rightIndent
    return Cell(lines_of(printable(text), look.fontName, look.fontSize, room), look, x, room)


def row(cells: Sequence[Cell], above: float = 0.0, below: float = 0.0, *, from_foot: bool = False) -> Strip:
    """Cells side by side, with so much free above and below the highest; they begin, or end, on one height."""
    most = max(each.height for each in cells)
    runs = [run for each in cells for run in runs_of(each, above + (most - each.height if from_foot else 0.0))]
    return Strip(above + most + below, runs)


def text(words: str, look: ParagraphStyle) -> Strip:
    """A text as wide as the page, and no longer."""
    return replace(row([cell(clipped(words, WIDTH), look)]), gap=look.spaceAfter)


def runs_of(cell: Cell, top: float) -> Iterator[Run]:
    """The lines of a cell, each in its place."""
    lines, look, x, width = cell
    font, size = look.fontName, look.fontSize
    first = top + ascent_of(font, size)
    for place, line in enumerate(lines):
        start = x + width - width_of(line, font, size) if look.alignment == TA_RIGHT else x
        yield Run(start, first + place * look.leading, line, look)


def stacked(rows: Iterable[Strip]) -> Strip:
    """Strips joined to one that is never cut."""
    down, runs, shapes = 0.0, list[Run](), list[Shape]()
    for each in rows:
        runs += [run._replace(y=run.y + down) for run in each.runs]
        shapes += [_moved(shape, down) for shape in each.shapes]
        down += each.height
    return Strip(down, runs, shapes)


def _moved(shape: Shape, down: float) -> Shape:
    if isinstance(shape, Box):
        return shape._replace(y=shape.y + down)
    return shape._replace(y=shape.y + down, to_y=shape.to_y + down)


def together(strips: Sequence[Strip]) -> Iterator[Strip]:
    """Strips that stand on one page, with the gap below the last."""
    whole = sum(each.height + each.gap for each in strips)
    yield replace(strips[0], keeps_next=len(strips) > 1, room=whole)
    yield from (replace(each, keeps_next=True) for each in strips[1:-1])
    yield from strips[1:][-1:]


def paged(strips: Iterable[Strip]) -> list[Page]:
    """Strips on as many pages as they need; what keeps together is parted only if no page would hold it."""
    pages: list[Page] = [[]]
    down = 0.0
    for chain in _chains(strips):
        needed = max(chain[0].room, sum(each.height + each.gap for each in chain) - chain[-1].gap)
        for place, strip in enumerate(chain):
            if pages[-1] and down + (strip.height if place else needed) > HEIGHT + FUZZ:
                pages.append([])
                down = 0.0
            if not pages[-1] and strip.head:
                pages[-1].append((down, strip.head))
                down += strip.head.height
            if strip.at_foot:
                down = max(down, HEIGHT - strip.height)
            pages[-1].append((down, strip))
            down += strip.height + strip.gap
    return pages


def _chains(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    chain: list[Strip] = []
    for strip in strips:
        chain.append(strip)
        if not strip.keeps_next:
            yield chain
            chain = []
    if chain:
        yield chain


def paint(canvas: Canvas, left: float, top: float, page: Page) -> None:
    """Draw strips, all shapes below all texts."""
    for down, strip in page:
        for shape in strip.shapes:
            _paint_shape(canvas, left, top - down, shape)
    text, look = canvas.beginText(), None
    for down, strip in page:
        for run in strip.runs:
            if run.look is not look:
                look = run.look
                text.setFont(look.fontName, look.fontSize)
                text.setFillColor(look.textColor)
            text.setTextOrigin(left + run.x, top - down - run.y)
            text.textOut(run.text)
    canvas.drawText(text)


def _paint_shape(canvas: Canvas, left: float, top: float, shape: Shape) -> None:
    if isinstance(shape, Box):
        x, y, width, height, colour, edge = shape
        canvas.setFillColor(colour)
        if edge:
            canvas.setStrokeColor(edge)
            canvas.setLineWidth(EDGE)
        canvas.rect(left + x, top - y - height, width, height, stroke=int(edge is not None), fill=1)
    else:
        x, y, to_x, to_y, colour, thickness = shape
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(thickness)
        canvas.line(left + x, top - y, left + to_x, top - to_y)
