"""Writes a report in any of its formats. The libraries that do so are loaded only when they are needed."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from services.files import produce
from services.report.compile import Report

Writer = Callable[[Report, Path], None]


class ReportFormat(StrEnum):
    """The formats of a report."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"
    CSV = "csv"
    JSON = "json"


def save_report(report: Report, chosen: ReportFormat, path: Path) -> None:
    """Write ``report`` to ``path``, whole or not at all; raises FileRefusedError."""
    writer = _writer(chosen)
    produce(path, lambda beside: writer(report, beside))


def _writer(chosen: ReportFormat) -> Writer:
    match chosen:
        case ReportFormat.PDF:
            from services.report.write_pdf import write_pdf

            return write_pdf
        case ReportFormat.WORD:
            from services.report.write_docx import write_docx

            return write_docx
        case ReportFormat.EXCEL:
            from services.report.write_xlsx import write_xlsx

            return write_xlsx
        case ReportFormat.CSV:
            from services.report.write_csv import write_csv

            return write_csv
        case ReportFormat.JSON:
            from services.report.write_json import write_json

            return write_json
