"""What the printed formats share: the words of the first page, numbered tables, cells as text, widths, colours."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.vocabulary import Role
from services.periods import MONTH_NAMES, Month
from services.report.compile import Report
from services.report.tables import Cell, Table, annex_tables, report_tables
from services.texts import number

TITLE = "Informe de gestión de los Puntos Digitales"
NO_DATA = "sin datos"
NO_ROWS = "Ninguno."
SHORT_SHARE = 5  # a text column is short up to this part of the table's width

ACCENT, SOFT_ACCENT = "0B6E4F", "E3F2EC"
TEXT, SOFT_TEXT = "1B2430", "586374"
LINE, GROUND = "DFE3E8", "F6F7F9"
ERROR, ERROR_GROUND = "B3261E", "FDECEA"
WARNING, WARNING_GROUND = "9A5B00", "FFF3DF"

# What XML cannot hold, and UTF-8 only in part: controls but TAB and line ends, surrogates, the two non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What makes a spreadsheet take a text for a formula; it reads the wide signs of East Asia like the plain ones.
FORMULA_START = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True)
class NumberedTable:
    """A table with the number that it has in the report."""

    number: str
    table: Table

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"{self.number}. {self.table.title}"


@dataclass(frozen=True)
class Notice:
    """Something that the reader must know before any figure; ``is_error`` tells a contradiction from a gap."""

    title: str
    lines: tuple[str, ...]
    is_error: bool


@dataclass(frozen=True)
class FirstPage:
    """The words of the first page; ``headline`` are the named figures of the period."""

    entity: str
    office: str
    period: str
    author: str
    made_on: str
    headline: tuple[tuple[str, Cell], ...]
    notices: tuple[Notice, ...]
    reassurance: tuple[str, ...]


def first_page(report: Report) -> FirstPage:
    """What stands before the tables of a report."""
    missing, contradictions = _missing(report), _contradictions(report)
    return FirstPage(
        entity=writable(report.entity),
        office=writable(report.office),
        period=report.figures.period.name.capitalize(),
        author=writable(report.author),
        made_on=long_date(report.made_on),
        headline=_headline(report),
        notices=tuple(notice for notice in (contradictions, missing) if notice),
        reassurance=(
            *(() if missing else (_COMPLETE[report.role],)),
            *(() if contradictions else ("Las cifras concuerdan entre sí: la conciliación está en el anexo.",)),
        ),
    )


def numbered_tables(report: Report) -> tuple[NumberedTable, ...]:
    """Every table of a report, those of the annex at the end."""
    tables = enumerate(report_tables(report), start=1)
    annex = enumerate(annex_tables(report), start=1)
    return (
        *(NumberedTable(f"Tabla {place}", table) for place, table in tables),
        *(NumberedTable(f"Anexo {place}", table) for place, table in annex),
    )


def tidy_cells(report: Report) -> Iterator[tuple[str, str, str, Cell]]:
    """Every cell of every table: table, row, column, value.

    A row is called like its first cell; where that name repeats, with its place among the rows.
    """
    for table in (*report_tables(report), *annex_tables(report)):
        names = [cell_text(row[0]) for row in table.rows]
        for place, (name, row) in enumerate(zip(names, table.rows, strict=True), start=1):
            unique = name if names.count(name) == 1 else f"{name} ({place})"
            for column, cell in zip(table.columns, row, strict=True):
                yield table.key, unique, column, cell


def cell_text(cell: Cell) -> str:
    """A cell as people read it: ``9.123``, ``sin datos``."""
    if cell is None:
        return NO_DATA
    return number(cell) if isinstance(cell, int) else writable(cell)


def writable(text: str) -> str:
    """The text without what a file of text or XML cannot hold."""
    return UNWRITABLE.sub("\ufffd", text)


def inert(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe goes before what would start a formula."""
    plain = writable(text)
    return f"'{plain}" if plain.startswith(FORMULA_START) else plain


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


_COMPLETE = {
    Role.POINT: "Todos los meses del periodo están cerrados.",
    Role.COORDINATION: "No falta ningún mes del periodo.",
}
_INCOMPLETE = {
    Role.POINT: "Cifras provisionales: hay meses sin cerrar",
    Role.COORDINATION: "Cifras parciales: faltan meses por recibir",
}


def _headline(report: Report) -> tuple[tuple[str, Cell], ...]:
    table = next(table for table in report_tables(report) if table.key == "comparacion")
    named = zip(table.columns, table.rows[-1], table.numeric, strict=True)
    return tuple((column, cell) for column, cell, is_figure in named if is_figure)


def _missing(report: Report) -> Notice | None:
    absent = report.figures.missing
    if not absent:
        return None
    names = {site.code: site.name for site in report.figures.sites}
    months: dict[str, list[Month]] = {}
    for each in absent:
        months.setdefault(each.point, []).append(Month.parse(each.month))
    lines = tuple(f"{writable(names.get(point, point))}: {_in_words(each)}" for point, each in months.items())
    return Notice(_INCOMPLETE[report.role], lines, is_error=False)


def _in_words(months: Sequence[Month]) -> str:
    """Months of one year, in words: ``enero, febrero y marzo de 2021``."""
    *earlier, last = (MONTH_NAMES[month.number - 1] for month in months)
    listed = f"{', '.join(earlier)} y {last}" if earlier else last
    return f"{listed} de {months[0].year}"


def _contradictions(report: Report) -> Notice | None:
    if not report.contradictions:
        return None
    lines = tuple(writable(check.sentence) for check in report.contradictions)
    return Notice("Este informe tiene contradicciones sin resolver", lines, is_error=True)
