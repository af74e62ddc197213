"""The way it is done today and ours, each whole in a process that has loaded neither before: what is loaded counts."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

PARTS = ("atenciones", "impresiones", "actividades", "certificaciones")
DAYS = ("fecha", "fecha", "inicio", "fecha")
NOW = datetime.fromisoformat("2021-04-12T10:42:07-05:00")


def with_pandas(books: Path, target: Path) -> Callable[[], None]:
    """Read every workbook of a folder with pandas, and write the tables of the report into one."""

    def consolidate() -> None:
        import pandas as pd

        read = [pd.read_excel(book, sheet_name=None) for book in sorted(books.iterdir())]
        whole = {part: pd.concat([each[part] for each in read], ignore_index=True) for part in PARTS}
        for part, column in zip(PARTS, DAYS, strict=True):
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


def ours(office: Path, year: str, folder: Path) -> Callable[[], None]:
    """Receive the packages of the same months into a copy of a profile that has none yet, and compute the tables."""
    profile = Path(shutil.copytree(office / "perfil", Path(tempfile.mkdtemp(dir=folder)) / "perfil"))

    def consolidate() -> None:
        from services.merging.receive import receive
        from services.periods import Period
        from services.profiles import open_profile
        from services.report.compile import compile_report
        from services.report.tables import report_tables

        workspace = open_profile(profile, clock=lambda: NOW)
        receive(workspace, [office / "consolidados"])
        report_tables(compile_report(workspace, Period.parse(year)))
        workspace.close()

    return consolidate


def with_libreoffice(book: Path, folder: Path) -> Callable[[], object]:
    """Turn that workbook into a PDF."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'soffice').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(book)]
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def our_pdf(merged: Path, year: str, folder: Path) -> Callable[[], None]:
    """Open a profile that has received the packages, and write the report of the year."""

    def write() -> None:
        from services.periods import Period
        from services.profiles import open_profile
        from services.report.compile import compile_report
        from services.report.save import ReportFormat, save_report

        workspace = open_profile(merged, clock=lambda: NOW)
        save_report(compile_report(workspace, Period.parse(year)), ReportFormat.PDF, folder / "informe.pdf")
        workspace.close()

    return write
