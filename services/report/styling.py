"""What the printed formats share: numbered tables, cells as text, widths, colours."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from services.periods import Month
from services.report.annex import annex_tables
from services.report.compile import Report
from services.report.table import NO_DATA, Cell, Table
from services.report.tables import report_tables
from services.texts import counted, number

TITLE = "Informe de gestión de los Puntos Digitales"
MOST_ROWS = 1000  # of a table on paper, some 30 pages
WHOLE = frozenset({"conciliacion", "justificaciones"})
SHORT_SHARE = 5  # a text column is short up to this part of the table's width

ACCENT, SOFT_ACCENT = "0B6E4F", "E3F2EC"
TEXT, SOFT_TEXT = "1B2430", "586374"
LINE, GROUND = "DFE3E8", "F6F7F9"
ERROR, ERROR_GROUND = "B3261E", "FDECEA"
WARNING, WARNING_GROUND = "9A5B00", "FFF3DF"
INFO, INFO_GROUND = "1F5FBF", "E7EEFA"

# What XML cannot hold, and UTF-8 only in part: controls but TAB and line ends, surrogates, the two non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What turns the direction of the text after it, beyond its own cell where a file is shown as it is.
TURNING = re.compile("[\u202a-\u202e\u2066-\u206f]")
MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
PILE = re.compile(f"([{MARKS}]{{4}})[{MARKS}]+")
"""More marks on one letter than any language has: they would stand on the lines above and below."""
UNSEEN = "\\s\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u2064\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
SEEN = re.compile(f"[^{UNSEEN}{MARKS}]")
SIGNS = "=+@＝＋－＠-"
"""What makes a spreadsheet take a text for a formula; it reads the wide signs of East Asia like the plain ones."""
# A program may take away what nobody sees, and a quotation mark, before it looks for one.
FORMULA = re.compile(f'[\t\r\n]|[{UNSEEN}"]*[{SIGNS}]')
# In a country whose lists have another separator a cell is cut there, and what follows begins a cell of its own.
INNER_SIGN = re.compile(f'([,;\t\r\n])(?=(?:(?![\t\r\n])[{UNSEEN}"])*[{SIGNS}])')
MARK = "\ufffd"


@dataclass(frozen=True)
class NumberedTable:
    """A table with the number that it has in the report."""

    number: str
    table: Table

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"{self.number}. {self.table.title}"


def numbered_tables(report: Report) -> tuple[NumberedTable, ...]:
    """Every table of a report, those of the annex at the end."""
    tables = enumerate(report_tables(report), start=1)
    annex = enumerate(annex_tables(report), start=1)
    return (
        *(NumberedTable(f"Tabla {place}", table) for place, table in tables),
        *(NumberedTable(f"Anexo {place}", table) for place, table in annex),
    )


def printed_tables(report: Report) -> tuple[NumberedTable, ...]:
    """The same for paper: of a very long table the first rows and the total, and how many more there are.

    Nothing that contradicts itself is left out.
    """
    return tuple(
        each if each.table.key in WHOLE else NumberedTable(each.number, _cut(each.table))
        for each in numbered_tables(report)
    )


def _cut(table: Table) -> Table:
    more = len(table.body) - MOST_ROWS
    if more <= 0:
        return table
    rows = (*table.body[:MOST_ROWS], *table.rows[len(table.body) :])
    said = f"Y {counted(more, 'fila', 'filas')} más: véase la hoja «{table.key}» del informe en Excel."
    return replace(table, rows=rows, slices=(), source=f"{said} {table.source}".strip())


def tidy_cells(report: Report) -> Iterator[tuple[str, str, str, Cell]]:
    """Every cell of every table of a report."""
    return cells_of((*report_tables(report), *annex_tables(report)))


def cells_of(tables: Iterable[Table]) -> Iterator[tuple[str, str, str, Cell]]:
    """Every cell of every table: table, row, column, value.

    A row is called like its first cell; where that name repeats, with its place among the rows.
    """
    for table in tables:
        names = [cell_text(row[0]) for row in table.rows]
        times = Counter(names)
        for place, (name, row) in enumerate(zip(names, table.rows, strict=True), start=1):
            unique = name if times[name] == 1 else f"{name} ({place})"
            for column, cell in zip(table.columns, row, strict=True):
                yield table.key, unique, column, cell


def cell_text(cell: Cell) -> str:
    """A cell as people read it: ``9.123``, ``31/01/2021``, ``sin datos``."""
    match cell:
        case None:
            return NO_DATA
        case int():
            return number(cell)
        case date():
            return f"{cell:%d/%m/%Y}"
        case str():
            return writable(cell)


@lru_cache(maxsize=4096)  # In a long report the same names stand in many cells.
def writable(text: str) -> str:
    """The text as any file can hold it, and no line but its own is touched by it.

    What a file of text or XML cannot hold has a mark in its place, as has a text of which nothing would be seen.
    """
    kept = PILE.sub(r"\1", TURNING.sub("", UNWRITABLE.sub(MARK, text)))
    return kept if SEEN.search(kept) or not text.strip() else MARK


def inert(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe goes before what would start a formula."""
    safe = INNER_SIGN.sub(r"\1'", writable(text))
    return f"'{safe}" if FORMULA.match(safe) else safe


def long_date(day: date) -> str:
    """A day in words: ``20 de noviembre de 2026``."""
    return f"{day.day} de {Month.of(day).name}"


def column_widths(table: Table, total: float, measure: Callable[[str], float]) -> list[float]:
    """Widths of the columns, ``total`` in all, in the unit of ``measure`` (the width of a text in bold, with margins).

    Figures and short texts stay on one line; long texts share what is left by their average length.
    """
    needs = [_need(table, place, total, measure) for place in range(len(table.columns))]
    spare = total - sum(need.most for need in needs)
    if spare >= 0:
        return [need.most + spare / len(needs) for need in needs]
    room = total - sum(need.most for need in needs if not need.is_long)
    cap = max(room, total / 2) / max(1, sum(need.is_long for need in needs))  # no endless word starves the others

    def widths(scale: float) -> list[float]:
        return [
            max(min(need.least, cap), min(need.most, scale * need.usual)) if need.is_long else need.most
            for need in needs
        ]

    low, high = 0.0, total / min(need.usual for need in needs)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) < total else (low, middle)
    shared = widths(low)
    return [width * total / sum(shared) for width in shared]


@dataclass(frozen=True)
class _Need:
    """What a column asks for: the width of its longest word, of its average and of its longest text."""

    least: float
    usual: float
    most: float
    is_long: bool


def _need(table: Table, place: int, total: float, measure: Callable[[str], float]) -> _Need:
    texts = [cell_text(row[place]) for row in table.rows]
    header = max(map(measure, table.columns[place].split()))
    sizes = [measure(text) for text in texts] or [header]
    words = [measure(word) for text in texts for word in text.split()]
    most = max(header, *sizes)
    is_long = not table.numeric[place] and most > total / SHORT_SHARE
    return _Need(max([header, *words]), max(header, sum(sizes) / len(sizes)), most, is_long)
