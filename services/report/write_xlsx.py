"""The report as an Excel workbook: a first sheet, one for each table, and all cells once more as tidy data."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap
from typing import TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.report import styling
from services.report.compile import Report
from services.report.front import FirstPage, Tone, first_page
from services.report.styling import NumberedTable, cell_text, inert, numbered_tables, writable
from services.report.table import Cell, Table

FIRST_SHEET, DATA_SHEET = "portada", "datos"
DATA_HEADER = ("tabla", "fila", "columna", "valor")
THOUSANDS, DAY = "#,##0", "dd/mm/yyyy"
LONGEST_TEXT = 32_767  # UTF-16 units of a cell, by Excel's own limit
NARROWEST, WIDEST = 11, 60  # characters
WIDEST_UPRIGHT = 130  # characters; wider sheets print across
LINE_HEIGHT, MOST_LINES = 15, 27  # points; Excel's tallest row is 409
A4_PAPER = 9

KINDS: dict[type, str] = {str: "text", int: "number", date: "day", type(None): "none"}
Formats: TypeAlias = dict[str, Format]


def write_xlsx(report: Report, path: Path) -> None:
    """Write a report as a workbook; counts are numbers, texts are never formulas.

    A text that looks like a formula gets the apostrophe that it has in the CSV: as a mere text cell it would
    become a formula again as soon as somebody edits it or saves the sheet as CSV.
    """
    content = io.BytesIO()  # Else a full disk would come as an error of the library's own kind.
    with Workbook(content, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _describe(book, report)
        formats = _formats(book)
        tables = numbered_tables(report)
        _write_first_sheet(book.add_worksheet(FIRST_SHEET), first_page(report), tables, formats)
        for numbered in tables:
            _write_table(book.add_worksheet(numbered.table.key), numbered, formats)
        _write_data(book.add_worksheet(DATA_SHEET), tables, formats)
    path.write_bytes(content.getvalue())


def _describe(book: Workbook, report: Report) -> None:
    book.set_properties(
        {
            "title": f"{styling.TITLE}: {report.figures.period.name}",
            "author": writable(report.author),
            "company": writable(report.entity),
            "created": datetime.combine(report.made_on, time(), UTC),
        }
    )


def _formats(book: Workbook) -> Formats:
    soft, accent, line, ground = (
        f"#{colour}" for colour in (styling.SOFT_TEXT, styling.ACCENT, styling.LINE, styling.GROUND)
    )
    wrapped = {"text_wrap": True, "valign": "top"}
    header = {"bold": True, "font_color": accent, "bg_color": f"#{styling.SOFT_ACCENT}", **wrapped}
    cell = {"bottom": 1, "bottom_color": line, **wrapped}
    total = {"bold": True, "top": 1, "bg_color": ground, **wrapped}
    number: dict[str, object] = {"num_format": THOUSANDS, "align": "right"}
    none: dict[str, object] = {"font_color": soft, "align": "right"}
    day: dict[str, object] = {"num_format": DAY, "align": "left"}
    plain: dict[str, object] = {}
    kinds = {"text": plain, "number": number, "day": day, "none": none}.items()
    looks: dict[str, dict[str, object]] = {
        "one-line": {},
        "one-line-day": day,
        "one-line-soft": {"font_color": soft},
        "one-line-bold": {"bold": True},
        "title": {"bold": True, "font_size": 16},
        "link": {"font_color": accent, "underline": 1},
        "wrapped": wrapped,
        "wrapped-soft": {"font_color": soft, **wrapped},
        **{tone.name.lower(): {"bold": True, "font_color": f"#{tone.ink}", **wrapped} for tone in Tone},
        "figure": {"num_format": THOUSANDS, "align": "left"},
        "header": header,
        "header-right": {**header, "align": "right"},
        **{f"cell-{kind}": {**cell, **more} for kind, more in kinds},
        **{f"total-{kind}": {**total, **more} for kind, more in kinds},
    }
    return {name: book.add_format(properties) for name, properties in looks.items()}


def _write_first_sheet(sheet: Worksheet, page: FirstPage, tables: Sequence[NumberedTable], formats: Formats) -> None:
    widths = (46, 80)
    _set_page(sheet, widths)
    sheet.hide_gridlines(2)
    lines = list(_first_lines(page))
    for row, line in enumerate(lines):
        if line and line[0][0] == "title":
            sheet.set_row(row, 2 * LINE_HEIGHT)
        elif len(line) > 1:  # A lone text may run over the next cell.
            _set_height(sheet, row, [cell for _, cell in line], widths)
        for column, (style, cell) in enumerate(line):
            _write(sheet, row, column, cell, formats[style])
    for row, numbered in enumerate(tables, start=len(lines)):
        _write(sheet, row, 0, numbered.number, formats["one-line"])
        target = f"internal:'{numbered.table.key}'!A1"
        sheet.write_url(row, 1, target, formats["link"], numbered.table.title)


def _first_lines(page: FirstPage) -> Iterator[tuple[tuple[str, Cell], ...]]:
    """Lines of the first sheet, each of cells with their look."""
    yield (("one-line-bold", page.entity),)
    yield (("one-line-soft", page.office),)
    yield (("one-line-soft", page.programme),)
    yield (("title", styling.TITLE),)
    yield (("one-line-bold", page.period),)
    yield ("wrapped", "Presentado por"), ("wrapped", page.author)
    yield ("wrapped", "Fecha"), ("wrapped", page.made_on)
    yield ()
    for name, value in page.headline:
        yield ("wrapped", name), ("figure", value)
    for notice in page.notices:
        yield ()
        look = notice.tone.name.lower()
        for title, line in zip_longest([notice.title], notice.lines, fillvalue=""):
            yield (look, title), ("wrapped", line)
    yield ()
    for sentence in page.reassurance:
        yield (("one-line", sentence),)
    yield ()
    yield (("one-line-bold", "Contenido"),)


def _write_table(sheet: Worksheet, numbered: NumberedTable, formats: Formats) -> None:
    """The header in the first row, so that the sheet filters and pivots as it is; title and source below the table."""
    table = numbered.table
    widths = _widths(table)
    _set_page(sheet, widths)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for column, (name, right) in enumerate(zip(table.columns, table.numeric, strict=True)):
        _write(sheet, 0, column, name, formats["header-right" if right else "header"])
    looks, total = ({kind: formats[f"{part}-{name}"] for kind, name in KINDS.items()} for part in ("cell", "total"))
    for row, cells in enumerate(table.rows, start=1):
        if table.has_total and row == len(table.rows):
            looks = total
        _set_height(sheet, row, cells, widths)
        for column, cell in enumerate(cells):
            _write(sheet, row, column, cell, looks[type(cell)])
    below = [] if table.rows else [table.empty]
    for row, text in enumerate([*below, "", numbered.heading, table.text, table.source], start=len(table.rows) + 1):
        if text:
            _set_height(sheet, row, [text], [sum(widths)])
            sheet.merge_range(row, 0, row, len(widths) - 1, _told(text), formats["wrapped-soft"])


def _widths(table: Table) -> list[int]:
    """Of the columns, in characters."""
    columns = [{name, *(row[place] for row in table.rows)} for place, name in enumerate(table.columns)]
    return [min(max(NARROWEST, *(len(cell_text(cell)) + 2 for cell in column)), WIDEST) for column in columns]


def _set_page(sheet: Worksheet, widths: Sequence[int]) -> None:
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_paper(A4_PAPER)
    if sum(widths) > WIDEST_UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{styling.TITLE}&RPágina &P de &N")


def _set_height(sheet: Worksheet, row: int, cells: Sequence[Cell], widths: Sequence[int]) -> None:
    """Room for what wraps: not every spreadsheet program finds out by itself."""
    long = [
        (cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str) and len(cell) > width
    ]
    lines = max((len(wrap(writable(cell), width)) for cell, width in long), default=1)
    if lines > 1:
        sheet.set_row(row, LINE_HEIGHT * min(lines, MOST_LINES))


def _write_data(sheet: Worksheet, tables: Sequence[NumberedTable], formats: Formats) -> None:
    """The same rows as the CSV; a figure that nobody has is an empty cell."""
    _set_page(sheet, (24, 40, 24, 40))
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(DATA_HEADER):
        _write(sheet, 0, column, name, formats["header"])
    row = 0
    day = formats["one-line-day"]
    for row, (table, name, title, cell) in enumerate(styling.cells_of(each.table for each in tables), start=1):
        for column, text in enumerate((table, name, title)):
            sheet.write_string(row, column, _told(text))
        if cell is not None:
            _write(sheet, row, len(DATA_HEADER) - 1, cell, day if isinstance(cell, date) else None)
    sheet.autofilter(0, 0, row, len(DATA_HEADER) - 1)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, look: Format | None = None) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, _told(cell), look)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), look)
    else:
        sheet.write_string(row, column, cell_text(cell), look)


@lru_cache(maxsize=4096)
def _told(text: str) -> str:
    """The text as a cell takes it: what is beyond its end is told by «…»."""
    safe = inert(text)
    if len(safe.encode("utf-16-le")) <= 2 * LONGEST_TEXT:
        return safe
    return safe.encode("utf-16-le")[: 2 * LONGEST_TEXT - 2].decode("utf-16-le", "ignore") + "…"
