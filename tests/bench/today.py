"""Beside the way it is done today: a workbook a month of each point, put together with pandas, and LibreOffice."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.merging.receive import receive
from services.packages.payload import Payload
from services.periods import Period
from services.profiles import open_profile
from services.report.compile import compile_report
from services.report.tables import report_tables
from tests.bench import made
from tests.bench.measuring import Action, beside
from tests.bench.sizes import Size
from tests.bench.table import Line
from tests.support import Sender

MONTHS = 12
YEAR = str(made.YEAR)
PARTS = ("atenciones", "impresiones", "actividades", "certificaciones")


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """The same months as workbooks and as packages."""
    for points in size.books:
        office = made.office_once(common, points)
        books = _write_books(folder / f"libros-{points}", points)
        count = MONTHS * points
        pairs = beside((_with_pandas, (books, folder / f"{points}.xlsx")), (_ours, (office, folder)), size.goes)
        yield pairs.line(f"today: {count} workbooks consolidated with pandas", 0.15)
        yield pairs.memory_line("today: all the memory of it", 0.3)
    if shutil.which("soffice") is None:
        yield Line("today: its PDF by LibreOffice", allowed=0.25, note="not measured: soffice is not here")
        return
    first = folder / f"{size.books[0]}.xlsx"
    merged = made.merged_once(common, size.books[0])
    pairs = beside((_with_libreoffice, (first, folder)), (_our_pdf, (merged, folder)), size.goes)
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


def _with_pandas(books: Path, target: Path) -> Action:
    def consolidate() -> None:
        import pandas as pd

        read = [pd.read_excel(book, sheet_name=None) for book in sorted(books.iterdir())]
        whole = {part: pd.concat([each[part] for each in read], ignore_index=True) for part in PARTS}
        for part, column in zip(PARTS, ("fecha", "fecha", "inicio", "fecha"), strict=True):
            whole[part]["mes"] = whole[part][column].astype(str).str[:7]
        attentions, prints = whole["atenciones"], whole["impresiones"]
        taxed = attentions[attentions["servicio"].isin(["predial", "ica"])]
        tables = {
            "atenciones": attentions.pivot_table("cantidad", "mes", "modalidad", "sum"),
            "genero": attentions.pivot_table("cantidad", "mes", "genero", "sum"),
            "sedes": attentions.groupby("sede")["cantidad"].sum().to_frame(),
            "impuestos": taxed.pivot_table("cantidad", "mes", ["servicio", "modalidad"], "sum"),
            "impresiones": prints.pivot_table("cantidad", "mes", ["impuesto", "medio"], "sum"),
            "certificaciones": whole["certificaciones"].pivot_table("cantidad", "mes", "genero", "sum"),
            "actividades": whole["actividades"][["mes", "sede", "tipo", "titulo", "eje", "mujeres", "hombres"]],
        }
        with pd.ExcelWriter(target) as writer:
            for name, table in tables.items():
                table.to_excel(writer, sheet_name=name)

    return consolidate


def _ours(office: Path, folder: Path) -> Action:
    profile = made.copied(office / "perfil", Path(tempfile.mkdtemp(dir=folder)) / "perfil")

    def consolidate() -> None:
        workspace = open_profile(profile, clock=made.clock)
        receive(workspace, [office / "consolidados"])
        report_tables(compile_report(workspace, Period.parse(YEAR)))
        workspace.close()

    return consolidate


def _with_libreoffice(book: Path, folder: Path) -> Action:
    command = ["soffice", f"-env:UserInstallation={(folder / 'soffice').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(book)]
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _our_pdf(merged: Path, folder: Path) -> Action:
    def write() -> None:
        from services.report.save import ReportFormat, save_report

        workspace = open_profile(merged, clock=made.clock)
        save_report(compile_report(workspace, Period.parse(YEAR)), ReportFormat.PDF, folder / "informe.pdf")
        workspace.close()

    return write
