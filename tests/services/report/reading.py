"""Reads the files of a report back, each into the cells of its tables as people read them."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from pypdf import PdfReader

from services.charts import SHORT_MARKS
from services.charts import table as figures_of
from services.report import styling
from services.report.compile import Report
from services.report.save import ReportFormat, save_report
from services.report.styling import NumberedTable, cell_text, numbered_tables, printed_tables
from services.report.table import NO_DATA
from services.report.table_charts import chart_of
from services.texts import number

Cells = list[list[str]]
"""The titles of the columns and then the rows; on paper a table without rows has only words."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def expected(report: Report) -> dict[str, Cells]:
    """What every file has to show."""
    return {
        numbered.table.key: [
            list(numbered.table.columns),
            *([cell_text(cell) for cell in row] for row in numbered.table.rows),
        ]
        for numbered in numbered_tables(report)
    }


def read_back(report: Report, chosen: ReportFormat, folder: Path) -> dict[str, Cells]:
    """The tables of a file that was just written, by their key."""
    path = folder / f"informe.{chosen.value}"
    save_report(report, chosen, path)
    readers = {
        ReportFormat.PDF: _pdf,
        ReportFormat.WORD: _word,
        ReportFormat.EXCEL: _excel,
        ReportFormat.CSV: _csv,
        ReportFormat.JSON: _json,
    }
    return readers[chosen](path, report)


def _shown(value: object) -> str:
    if value is None:
        return NO_DATA
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return number(value) if isinstance(value, int) else str(value)


def _text_shown(value: str) -> str:
    """What programs read has its days as ``2021-01-31``."""
    return "/".join(reversed(value.split("-"))) if DAY.fullmatch(value) else value


def _word(path: Path, report: Report) -> dict[str, Cells]:
    keys = {numbered.heading: numbered.table.key for numbered in numbered_tables(report)}
    empty = {numbered.table.key: numbered.table for numbered in numbered_tables(report)}
    found: dict[str, Cells] = {}
    heading = ""
    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Paragraph) and part.style and part.style.name == "Heading 1":
            heading = part.text
        elif isinstance(part, Grid) and heading:
            found[keys[heading]] = [[cell.text for cell in row.cells] for row in part.rows]
        elif isinstance(part, Paragraph) and heading and part.text == empty[keys[heading]].empty:
            found[keys[heading]] = [list(empty[keys[heading]].columns)]
    return found


def _excel(path: Path, report: Report) -> dict[str, Cells]:
    """Of each sheet but the first and the tidy one the rows above the first one that is empty or joined."""
    book: Any = load_workbook(path)
    found = {}
    for sheet in book.worksheets[1:-1]:
        joined = min((each.min_row for each in sheet.merged_cells.ranges), default=sheet.max_row + 1)
        rows = sheet.iter_rows(max_row=joined - 1, values_only=True)
        found[sheet.title] = [
            [_shown(value) for value in row] for row in rows if any(value is not None for value in row)
        ]
    assert list(found) == [numbered.table.key for numbered in numbered_tables(report)]
    return found


def _csv(path: Path, report: Report) -> dict[str, Cells]:
    """A figure that nobody has is an empty cell of a column of figures."""
    text = path.read_bytes().decode("utf-8-sig")
    tables = {numbered.table.key: numbered.table for numbered in numbered_tables(report)}
    found: dict[str, Cells] = {key: [list(table.columns)] for key, table in tables.items()}
    before = None
    for key, row, column, written in list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]:
        if (key, row) != before:
            found[key].append([])
        before = (key, row)
        place = len(found[key][-1])
        assert column == tables[key].columns[place]
        is_figure = tables[key].numeric[place]
        found[key][-1].append(_text_shown(written) if not is_figure else number(int(written)) if written else NO_DATA)
    return found


def _json(path: Path, _report: Report) -> dict[str, Cells]:
    return {
        table["tabla"]: [table["columnas"], *([_text_shown(_shown(cell)) for cell in row] for row in table["filas"])]
        for table in json.loads(path.read_bytes())["tablas"]
    }


def _pdf(path: Path, report: Report) -> dict[str, Cells]:
    """Paper has no cells: its words are told apart by what is expected, where they are the same."""
    tables = printed_tables(report)
    stream = [word for page in pages_of_tables(PdfReader(path), report) for word in page]
    starts: list[int] = []
    for numbered in tables:
        starts.append(_find(stream, words(numbered.heading), starts[-1] + 1 if starts else 0))
    found = {}
    for numbered, start, end in zip(tables, starts, [*starts[1:], len(stream)], strict=True):
        found[numbered.table.key] = _cut(stream[start:end], numbered)
    return found


def _cut(piece: list[str], numbered: NumberedTable) -> Cells:
    """The words of a table as its cells, as far as they are those expected; the rest in a row of its own."""
    table = numbered.table
    before, after = words(numbered.heading, table.text), words("" if table.rows else table.empty, table.source)
    assert piece[: len(before)] == before
    end = _find(piece, after, len(before)) if after else len(piece)
    chart = chart_of(table)
    figures = [cell_text(cell) for row in figures_of(chart).rows for cell in row] if chart else []
    names = [*chart.categories, *(each.name for each in chart.series), *SHORT_MARKS, "=", NO_DATA] if chart else []
    drawn = set(words(chart.title, *figures, *names) if chart else [])
    rest = set(piece[end + len(after) :]) - drawn
    assert all(word.replace(".", "").isdigit() for word in rest), rest  # those are the steps of the axis
    left = piece[len(before) : end]
    if not table.rows:
        assert not left
        return [list(table.columns)]
    cells: Cells = []
    for row in [table.columns, *table.rows]:
        cells.append([])
        for cell in row:
            wanted = words(cell_text(cell))
            cells[-1].append(cell_text(cell) if left[: len(wanted)] == wanted else " ".join(left[: len(wanted)]))
            left = left[len(wanted) :]
    return [*cells, *([left] if left else [])]


def words(*texts: str) -> list[str]:
    """The words of texts, one after the other."""
    return [word for text in texts for word in text.split()]


def _find(stream: list[str], part: list[str], start: int) -> int:
    return next(place for place in range(start, len(stream) + 1) if stream[place : place + len(part)] == part)


def pages_of_tables(reader: PdfReader, report: Report) -> list[list[str]]:
    """The words of each page after the contents, without the foot and the header that a cut table repeats."""
    headers = [words(*numbered.table.columns) for numbered in numbered_tables(report)]
    first = words(numbered_tables(report)[0].heading)
    foot = words(styling.TITLE, "·", report.figures.period.name.capitalize())
    pages: list[list[str]] = []
    for place, page in enumerate(reader.pages, start=1):
        found = words(page.extract_text())
        start = [*foot, "Página", str(place), "de", str(len(reader.pages))]
        assert found[: len(start)] == start
        rest = found[len(start) :]
        if not pages and rest[: len(first)] != first:
            continue
        if rest[0] not in {"Tabla", "Anexo"}:
            header = next((header for header in headers if rest[: len(header)] == header), None)
            assert header, f"page {place} goes on with a table without its header: {rest[:8]}"
            rest = rest[len(header) :]
        pages.append(rest)
    return pages
