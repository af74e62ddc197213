"""The report as one tidy CSV, a row for every cell, for Excel in Spanish and for other programs."""

import csv
import io
from datetime import date
from pathlib import Path

from services.report.compile import Report
from services.report.styling import inert, tidy_cells
from services.report.table import Cell

HEADER = ("tabla", "fila", "columna", "valor")


def write_csv(report: Report, path: Path) -> None:
    """Write a report as CSV: ``;``, UTF-8 with its mark, CRLF; a figure that nobody has is empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for table, row, column, cell in tidy_cells(report):
        writer.writerow((inert(table), inert(row), inert(column), _value(cell)))
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _value(cell: Cell) -> str | int:
    """A day goes as programs read it: ``2021-01-31``."""
    match cell:
        case None:
            return ""
        case int():
            return cell
        case date():
            return cell.isoformat()
        case str():
            return inert(cell)
