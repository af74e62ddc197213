r"""The whole audit trail as a file that can be checked without the program.

``huella`` is the SHA-256, in hexadecimal, of the text of ``encadenado`` as it stands in the cell. That text is a JSON
array of eight texts (or null): the hash of the line before (64 zeros for the first), the instant in UTC, actor, action,
subject, before, after, reason. To check a file, hash each cell: that must be its ``huella``, and the array's first text
the ``huella`` of the line before. The other columns tell the same to be read, and are made harmless.
"""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from services.audit import Link
from services.errors import AppError
from services.files import produce
from services.report.styling import inert
from services.trail import Chain, Names, Progress, check_chain, names_of, tell
from services.workspace import Workspace

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CSV, EXCEL = ".csv", ".xlsx"
HEADER = ("línea", "cuándo", "quién", "qué", "sobre qué", "cambio", "motivo", "huella", "encadenado")
WIDTHS = (9, 19, 24, 28, 36, 60, 40, 20, 20)
"""Of the columns in Excel, in characters."""
MOST_IN_EXCEL = 1_000_000
LONGEST_TEXT = 32_767
"""Characters of a cell, by Excel's own limit."""
HOW_TO_CHECK = (
    "Cómo se comprueba: «huella» es el SHA-256 (en hexadecimal) del texto de «encadenado», tal como está en su celda; "
    "el primer valor de ese texto es la huella de la línea anterior (64 ceros en la primera)."
)

Row = tuple[int, datetime, str, str, str, str, str, str, str]
Walk = Callable[[Callable[[Row], object]], Chain]
"""Shows every row of the file, and says what was found of the chain."""


class TrailError(AppError):
    """The trail could not be written as asked."""


def save_trail(workspace: Workspace, path: Path, progress: Progress = lambda _done, _total: None) -> Chain:
    """Write every line, oldest first, as CSV or Excel by the ending of ``path``, and say whether the chain is whole.

    ``progress`` is told (done, total) and may raise CancelledError. Raises TrailError or FileRefusedError, and then
    there is no new file.
    """
    write = {CSV: _write_csv, EXCEL: _write_xlsx}.get(path.suffix.lower())
    if write is None:
        msg = f"El rastro se guarda como CSV o como Excel; termine el nombre del archivo en {CSV} o en {EXCEL}."
        raise TrailError(msg)
    names = names_of(workspace)
    found: list[Chain] = []

    def walk(show: Callable[[Row], object]) -> Chain:
        return check_chain(workspace, progress, lambda link: show(_row(link, names)))

    produce(path, lambda beside: found.append(write(beside, walk)))
    return found[0]


def _row(link: Link, names: Names) -> Row:
    line, told = link.line, tell(link.line, names)
    return (
        line.number,
        line.at.astimezone(),
        inert(line.actor),
        inert(line.action),
        inert(told.subject),
        inert("; ".join(map(str, told.changes))),
        inert(line.reason),
        line.hash,
        link.hashed.decode("ascii"),
    )


def _write_csv(path: Path, walk: Walk) -> Chain:
    """``;``, UTF-8 with its mark, CRLF; below the lines, what was found and how it is checked."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(HEADER)
        chain = walk(lambda row: writer.writerow((row[0], f"{row[1]:%Y-%m-%d %H:%M:%S}", *row[2:])))
        writer.writerows([[str(chain)], [HOW_TO_CHECK]])
    return chain


def _write_xlsx(path: Path, walk: Walk) -> Chain:
    from xlsxwriter import Workbook

    content = io.BytesIO()  # Else a full disk would come as an error of the library's own kind.
    places = count(1)

    def show(row: Row) -> None:
        place = next(places)
        if place > MOST_IN_EXCEL:
            msg = f"El rastro tiene más líneas de las que caben en una hoja de Excel; guárdelo como {CSV}."
            raise TrailError(msg)
        sheet.write_number(place, 0, row[0])
        sheet.write_datetime(place, 1, row[1].replace(tzinfo=None), moment)
        _write_texts(sheet, place, row[2:])

    with Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("rastro")
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "align": "left"})
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, HEADER, book.add_format({"bold": True}))
        chain = walk(show)
        for text in (str(chain), HOW_TO_CHECK):
            sheet.write_string(next(places) + 1, 0, text)
    path.write_bytes(content.getvalue())
    return chain


def _write_texts(sheet: "Worksheet", place: int, texts: Iterable[str]) -> None:
    for column, text in enumerate(texts, start=2):
        sheet.write_string(place, column, text[:LONGEST_TEXT])
