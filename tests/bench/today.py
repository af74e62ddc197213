"""Beside the way it is done today: a workbook a month of each point, put together with pandas, and LibreOffice."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.packages.payload import Payload
from tests.bench import made
from tests.bench.fresh import PARTS, our_pdf, ours, with_libreoffice, with_pandas
from tests.bench.measuring import beside
from tests.bench.sizes import Size
from tests.bench.table import Line
from tests.support import Sender

MONTHS = 12
YEAR = str(made.YEAR)


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The same months as workbooks and as packages."""
    for points in size.books:
        office = made.office_once(common, points)
        books = _write_books(folder / f"libros-{points}", points)
        count = MONTHS * points
        pairs = beside((with_pandas, (books, folder / f"{points}.xlsx")), (ours, (office, YEAR, folder)), size.goes)
        yield pairs.line(f"today: {count} workbooks consolidated with pandas", 0.15)
        yield pairs.memory_line("today: all the memory of it", 0.3)
    if shutil.which("soffice") is None:
        yield Line("today: its PDF by LibreOffice", allowed=0.25, note="not measured: soffice is not here")
        return
    first = folder / f"{size.books[0]}.xlsx"
    merged = made.merged_once(common, size.books[0])
    pairs = beside((with_libreoffice, (first, folder)), (our_pdf, (merged, YEAR, folder)), size.goes)
    yield pairs.line("today: its PDF by LibreOffice", 0.25)


def _write_books(folder: Path, points: int) -> Path:
    from xlsxwriter import Workbook

    folder.mkdir()
    senders = [Sender(site.codigo) for site in made.large_city(points).puntos]
    for sender, payload in made.year_of(senders):
        with Workbook(folder / f"{sender.point}_{payload.periodo}.xlsx") as book:
            for part in PARTS:
                sheet = book.add_worksheet(part)
                for place, row in enumerate(_rows(payload, part)):
                    sheet.write_row(place, 0, row)
    return folder


def _rows(payload: Payload, part: str) -> list[list[Any]]:
    rows = getattr(payload, part)
    fields = rows[0].__struct_fields__
    cells = [["|".join(cell) if isinstance(cell, tuple) else cell for cell in _values(row)] for row in rows]
    return [["sede", *fields], *([payload.punto, *each] for each in cells)]


def _values(row: Any) -> list[Any]:
    return [getattr(row, name) for name in row.__struct_fields__]
