"""Reads a CSV as spreadsheets of this country write it: UTF-8 or Windows-1252, and ``,`` ``;`` or tab."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from services.errors import AppError
from services.files import read_limited
from services.texts import clean, fold, number, visible

SIZE_LIMIT = 64 * 2**20
SEPARATORS = ",;\t"
MOST_COLUMNS = 20_000
"""As many as a spreadsheet can have, and some: of them Excel writes empty ones at the end."""
LONGEST_HEADER = 10_000
"""Letters of the header in which the separator is looked for."""
LONGEST_CELL = 10_000
SHOWN_OF_LONGEST = 1_000


class CsvError(AppError):
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class BadCell:
    """One thing to mend: where (``line`` counts from 1, the header's line), what is there, and why it is wrong."""

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        """The line that people read."""
        shown = visible(self.value if len(self.value) <= 60 else f"{self.value[:57]}…")  # noqa: PLR2004 - fits a terminal
        return f"línea {self.line}, {self.column}: «{shown}» {self.reason}"


@dataclass(frozen=True)
class Row:
    """One row: its line in the file and its cleaned cells by column name; absent optional columns are ""."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class CsvFile:
    """The rows of a file, and what is wrong with the number or the length of their cells."""

    rows: tuple[Row, ...]
    bad: tuple[BadCell, ...]


def read_csv(path: Path, required: Sequence[str], optional: Sequence[str]) -> CsvFile:
    """Read a file with a header; raises CsvError or FileRefusedError if it is not a table at all."""
    bad: list[BadCell] = []
    rows = tuple(rows_of(path, required, optional, bad.append))
    return CsvFile(rows, tuple(bad))


def rows_of(
    path: Path, required: Sequence[str], optional: Sequence[str], refuse: Callable[[BadCell], object]
) -> Iterator[Row]:
    """As ``read_csv``, a row at a time; ``refuse`` is told what is wrong with a row before it comes."""
    data = read_limited(path, SIZE_LIMIT)
    encoding = _encoding(path, data)
    first_line = next((line for line in _opened(data, encoding, None) if line.strip()), "")[:LONGEST_HEADER]
    separator = max(SEPARATORS, key=lambda each: _known(first_line.split(each), [*required, *optional]))
    lines = _lines(path, _opened(data, encoding, ""), separator)
    _, header = next(lines, (0, []))
    columns = _columns(path, header, required, optional)
    absent = dict.fromkeys(optional, "")
    for line, cells in lines:
        if any(cell.strip() for cell in cells[len(columns) :]):
            refuse(BadCell(line, "fila", separator.join(cells), f"tiene más de {len(columns)} celdas"))
        cells.extend([""] * (len(columns) - len(cells)))
        for column, cell in zip(columns, cells, strict=False):
            if len(cell) > LONGEST_CELL:
                told = f"tiene más de {number(LONGEST_CELL)} letras; acórtelo"
                refuse(BadCell(line, column, cell[:SHOWN_OF_LONGEST], told))
        yield Row(line, absent | dict(zip(columns, map(_cell, cells), strict=False)))


def _opened(data: bytes, encoding: str, newline: str | None) -> TextIO:
    """The text of a file, decoded as it is read: all of it at once would take four times its size."""
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline=newline)


def _encoding(path: Path, data: bytes) -> str:
    if not data.strip():
        msg = f"«{path.name}» está vacío; exporte la tabla otra vez con su encabezado."
        raise CsvError(msg)
    if b"\0" in data:
        msg = f"«{path.name}» no es un CSV (tiene bytes nulos); guárdelo como «CSV UTF-8» y repita."
        raise CsvError(msg)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    msg = f"«{path.name}» no está en UTF-8 ni en Windows-1252; guárdelo como «CSV UTF-8» y repita."
    raise CsvError(msg)


def _lines(path: Path, text: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it starts on."""
    reader = csv.reader(text, delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        msg = (
            f"«{path.name}» no se pudo leer desde la línea {start}: hay comillas sin cerrar o mal puestas; "
            "corríjalas y repita."
        )
        raise CsvError(msg) from error


@lru_cache(maxsize=4096)  # Most cells of a long file are the same few words and days.
def _cell(text: str) -> str:
    """A cell in the form that is stored; of one that is too long its beginning, for cleaning it could take minutes."""
    return clean(text if len(text) <= LONGEST_CELL else text[:SHOWN_OF_LONGEST])


def _name(cell: str) -> str:
    return fold(cell).replace(" ", "_")


def _known(cells: Sequence[str], names: Sequence[str]) -> int:
    return sum(_name(cell.strip('"')) in names for cell in cells)


def _columns(path: Path, header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    if len(header) > MOST_COLUMNS:
        msg = f"«{path.name}» no es una tabla de Bitácora (tiene {number(len(header))} columnas); elija otro archivo."
        raise CsvError(msg)
    columns = [_name(cell) for cell in header]
    while columns and not columns[-1]:  # Excel leaves empty columns at the end.
        columns.pop()
    missing = [name for name in required if name not in columns]
    unknown = [cell for cell, name in zip(header, columns, strict=False) if name not in (*required, *optional)]
    repeated = sorted(name for name, times in Counter(columns).items() if times > 1)
    for names, problem in ((missing, "le faltan"), (unknown, "le sobran"), (repeated, "tiene repetidas")):
        if names:
            listed = ", ".join(name[:40] for name in names)
            msg = f"A «{path.name}» {problem} columnas en el encabezado: {listed}; debe tener {', '.join(required)}."
            raise CsvError(msg.replace("A «", "«", 1) if problem == "tiene repetidas" else msg)
    return columns
