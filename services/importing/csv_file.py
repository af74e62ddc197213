"""Reads a CSV as spreadsheets of this country write it: UTF-8 or Windows-1252, and ``,`` ``;`` or tab."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.errors import AppError
from services.files import read_limited
from services.texts import clean, fold

SIZE_LIMIT = 64 * 2**20
SEPARATORS = ",;\t"


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
        shown = self.value if len(self.value) <= 60 else f"{self.value[:57]}…"  # noqa: PLR2004 - fits a terminal
        return f"línea {self.line}, {self.column}: «{shown}» {self.reason}"


@dataclass(frozen=True)
class Row:
    """One row: its line in the file and its cleaned cells by column name; absent optional columns are ""."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class CsvFile:
    """The rows of a file, and the rows whose number of cells is wrong."""

    rows: tuple[Row, ...]
    bad: tuple[BadCell, ...]


def read_csv(path: Path, required: Sequence[str], optional: Sequence[str]) -> CsvFile:
    """Read a file with a header; raises CsvError or FileRefusedError if it is not a table at all."""
    text = _decode(path, read_limited(path, SIZE_LIMIT))
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=lambda each: _known(first_line.split(each), [*required, *optional]))
    lines = _lines(path, text, separator)
    _, header = next(lines, (0, []))
    columns = _columns(path, header, required, optional)
    absent = dict.fromkeys(optional, "")
    rows, bad = [], []
    for line, cells in lines:
        extra = [cell for cell in cells[len(columns) :] if cell.strip()]
        if extra:
            bad.append(BadCell(line, "fila", separator.join(cells), f"tiene más de {len(columns)} celdas"))
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        rows.append(Row(line, absent | {column: clean(cell) for column, cell in zip(columns, padded, strict=False)}))
    return CsvFile(tuple(rows), tuple(bad))


def _decode(path: Path, data: bytes) -> str:
    if not data.strip():
        msg = f"«{path.name}» está vacío; exporte la tabla otra vez con su encabezado."
        raise CsvError(msg)
    if b"\0" in data:
        msg = f"«{path.name}» no es un CSV (tiene bytes nulos); guárdelo como «CSV UTF-8» y repita."
        raise CsvError(msg)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"«{path.name}» no está en UTF-8 ni en Windows-1252; guárdelo como «CSV UTF-8» y repita."
    raise CsvError(msg)


def _lines(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
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


def _name(cell: str) -> str:
    return fold(cell).replace(" ", "_")


def _known(cells: Sequence[str], names: Sequence[str]) -> int:
    return sum(_name(cell.strip('"')) in names for cell in cells)


def _columns(path: Path, header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> list[str]:
    columns = [_name(cell) for cell in header]
    while columns and not columns[-1]:  # Excel leaves empty columns at the end.
        columns.pop()
    missing = [name for name in required if name not in columns]
    unknown = [cell for cell, name in zip(header, columns, strict=False) if name not in (*required, *optional)]
    repeated = sorted({name for name in columns if columns.count(name) > 1})
    for names, problem in ((missing, "le faltan"), (unknown, "le sobran"), (repeated, "tiene repetidas")):
        if names:
            listed = ", ".join(name[:40] for name in names)
            msg = f"A «{path.name}» {problem} columnas en el encabezado: {listed}; debe tener {', '.join(required)}."
            raise CsvError(msg.replace("A «", "«", 1) if problem == "tiene repetidas" else msg)
    return columns
