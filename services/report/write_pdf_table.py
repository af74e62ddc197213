"""A table of the report as PDF, with its title, its text and its chart."""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer
from reportlab.platypus import Table as Grid

from services.chart_drawing import ON_PAPER, Fonts, draw
from services.report import styling
from services.report.styling import NumberedTable, cell_text
from services.report.table import Cell, Table
from services.report.table_charts import chart_of
from services.report.write_letters import BOLD, REGULAR
from services.report.write_pdf_document import Listed
from services.report.write_pdf_styles import (
    CELL,
    HEAD,
    HEAD_RIGHT,
    HEADING,
    PADDING,
    SOURCE,
    TEXT,
    TOTAL,
    WIDTH,
    Commands,
    clipped,
    measure,
    paragraph,
)

SHORT_TABLE = 16  # rows; a longer one may be cut between pages
ROOM_FOR_LONG_TABLE = 60 * mm
GAP = 7 * mm
CHART_HEIGHT = 46 * mm


def table_with_heading(numbered: NumberedTable) -> list[Flowable]:
    """A table with its title, its text, and the chart that is drawn from it."""
    table = numbered.table
    head = [_heading(numbered), *([paragraph(table.text, TEXT)] if table.text else [])]
    if not table.rows:
        told = [paragraph(table.empty, TEXT), *([paragraph(table.source, SOURCE)] if table.source else [])]
        return [KeepTogether([*head, *told, Spacer(0, GAP)])]
    chart = chart_of(table)
    drawn = [draw(chart, (WIDTH, CHART_HEIGHT), ON_PAPER, Fonts(REGULAR, BOLD))] if chart else []
    below = [*drawn, Spacer(0, GAP)]
    if len(table.rows) <= SHORT_TABLE:
        return [KeepTogether([*head, _grid(table), *below])]
    return [CondPageBreak(ROOM_FOR_LONG_TABLE), *head, _grid(table), *below]


def _heading(numbered: NumberedTable) -> Listed:
    return Listed(numbered.heading, numbered.number.replace(" ", "-").lower(), HEADING)


def _grid(table: Table) -> Grid:
    widths = styling.column_widths(table, WIDTH, measure)
    header = [
        paragraph(column, HEAD_RIGHT if right else HEAD)
        for column, right in zip(table.columns, table.numeric, strict=True)
    ]
    rows = [header, *([*_cells(row, table, place, widths)] for place, row in enumerate(table.rows))]
    below = [paragraph(clipped(table.source, WIDTH), SOURCE)] if table.source else []
    blanks = [""] * (len(table.columns) - 1)
    rows += [[[line], *blanks] for line in below]
    return Grid(rows, colWidths=widths, style=_look(table, len(below)), repeatRows=1, spaceAfter=3 * mm)


def _cells(row: Sequence[Cell], table: Table, place: int, widths: Sequence[float]) -> Iterator[Any]:
    """Texts wrap, figures do not."""
    is_total = table.has_total and place == len(table.rows) - 1
    for cell, right, width in zip(row, table.numeric, widths, strict=True):
        text = cell_text(cell)
        yield text if right else [paragraph(clipped(text, width), TOTAL if is_total else CELL)]


def _look(table: Table, below: int) -> Commands:
    last = len(table.rows)
    line, text = HexColor(f"#{styling.LINE}"), HexColor(f"#{styling.TEXT}")
    commands: Commands = [
        ("FONT", (0, 0), (-1, -1), REGULAR, CELL.fontSize, CELL.leading),
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
            ("FONT", (0, last), (-1, last), BOLD, CELL.fontSize, CELL.leading),
            ("LINEABOVE", (0, last), (-1, last), 0.8, text),
            ("BACKGROUND", (0, last), (-1, last), HexColor(f"#{styling.GROUND}")),
        ]
    return commands
