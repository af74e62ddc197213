"""A table of the report as PDF, with its title, its text and its chart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from services.chart_drawing import ON_PAPER, Fonts, draw
from services.report import styling
from services.report import table as computed
from services.report.styling import NumberedTable, cell_text
from services.report.table import Table
from services.report.table_charts import chart_of
from services.report.write_letters import BOLD, REGULAR
from services.report.write_pdf_styles import (
    CELL,
    HEAD,
    HEAD_RIGHT,
    HEADING,
    NONE,
    NONE_IN_TOTAL,
    PADDING,
    RIGHT,
    SOURCE,
    TEXT,
    TOTAL,
    TOTAL_RIGHT,
    WIDTH,
    clipped,
    measure,
)
from services.report.write_strips import Box, Rule, Strip, cell, row, text, together

SHORT_TABLE = 16  # rows; a longer one may be cut between pages
ROOM_FOR_LONG_TABLE = 60 * mm
GAP = 7 * mm
BELOW = 3 * mm
CHART_HEIGHT = 46 * mm
ABOVE_CELL, BELOW_CELL = 3.0, 3.5
HEAD_GROUND, TOTAL_GROUND = HexColor(f"#{styling.SOFT_ACCENT}"), HexColor(f"#{styling.GROUND}")
LINE, INK = HexColor(f"#{styling.LINE}"), HexColor(f"#{styling.TEXT}")


def table_with_heading(numbered: NumberedTable) -> Iterator[Strip]:
    """A table with its title, its text, and the chart that is drawn from it."""
    table = numbered.table
    head = [_heading(numbered), *([text(table.text, TEXT)] if table.text else [])]
    if not table.rows:
        told = [text(table.empty, TEXT), *([text(table.source, SOURCE)] if table.source else [])]
        yield from together([*head, *told[:-1], replace(told[-1], gap=told[-1].gap + GAP)])
        return
    chart = chart_of(table)
    drawn = [draw(chart, (WIDTH, CHART_HEIGHT), ON_PAPER, Fonts(REGULAR, BOLD))] if chart else []
    *most, last = [*head, *_grid(table), *drawn]
    strips = [*most, replace(last, gap=last.gap + GAP)]
    if len(table.rows) <= SHORT_TABLE:
        yield from together(strips)
    else:
        first, *rest = strips
        yield replace(first, keeps_next=True, room=ROOM_FOR_LONG_TABLE)
        yield from (replace(each, keeps_next=True) for each in rest[: len(head) - 1])
        yield from rest[len(head) - 1 :]


def _heading(numbered: NumberedTable) -> Strip:
    bookmark = numbered.number.replace(" ", "-").lower()
    return replace(text(numbered.heading, HEADING), title=numbered.heading, bookmark=bookmark)


def _grid(table: Table) -> Iterator[Strip]:
    """The rows; the head stands above the first one, and the last two and the source on one page."""
    widths = styling.column_widths(table, WIDTH, measure)
    head = _head(table, widths)
    yield replace(head, keeps_next=True)
    last = len(table.rows) - 1
    for place, values in enumerate(table.rows):
        strip = _row(values, table, widths, is_total=table.has_total and place == last)
        is_kept = place == last - 1 or (place == last and bool(table.source))
        is_end = place == last and not table.source
        yield replace(strip, head=head, keeps_next=is_kept, gap=BELOW if is_end else 0.0)
    if table.source:
        line = cell(clipped(table.source, WIDTH), SOURCE, PADDING, WIDTH - 2 * PADDING)
        yield replace(row([line], ABOVE_CELL, BELOW_CELL), head=head, gap=BELOW)


def _head(table: Table, widths: Sequence[float]) -> Strip:
    looks = [HEAD_RIGHT if right else HEAD for right in table.numeric]
    strip = _strip(table.columns, looks, widths, from_foot=True)
    return replace(strip, shapes=[Box(0, 0, WIDTH, strip.height, HEAD_GROUND), _line_below(strip)])


def _row(values: Sequence[computed.Cell], table: Table, widths: Sequence[float], *, is_total: bool) -> Strip:
    """Texts wrap, figures do not."""
    texts = [cell_text(value) for value in values]
    kept = [
        words if right else clipped(words, width)
        for words, right, width in zip(texts, table.numeric, widths, strict=True)
    ]
    looks = [_look(value, right, is_total=is_total) for value, right in zip(values, table.numeric, strict=True)]
    strip = _strip(kept, looks, widths)
    if not is_total:
        return replace(strip, shapes=[_line_below(strip)])
    ground = Box(0, 0, WIDTH, strip.height, TOTAL_GROUND)
    return replace(strip, shapes=[ground, _line_below(strip), Rule(0, 0, WIDTH, 0, INK, 0.8)])


def _look(value: computed.Cell, right: bool, *, is_total: bool) -> ParagraphStyle:  # noqa: FBT001
    if not right:
        return TOTAL if is_total else CELL
    if value is None:
        return NONE_IN_TOTAL if is_total else NONE
    return TOTAL_RIGHT if is_total else RIGHT


def _strip(
    texts: Sequence[str], looks: Sequence[ParagraphStyle], widths: Sequence[float], *, from_foot: bool = False
) -> Strip:
    cells, left = [], 0.0
    for words, look, width in zip(texts, looks, widths, strict=True):
        cells.append(cell(words, look, left + PADDING, width - 2 * PADDING))
        left += width
    return row(cells, ABOVE_CELL, BELOW_CELL, from_foot=from_foot)


def _line_below(strip: Strip) -> Rule:
    return Rule(0, strip.height, WIDTH, strip.height, LINE, 0.5)
