"""Tables put on the clipboard, so that they paste well into a spreadsheet; and whole files."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from services.report.table import Table


def copy_tables(*tables: "Table", heading: Sequence[str] = ()) -> None:
    """Copy tables with their titles of columns, an empty line between them; no spreadsheet runs what is in them."""
    from services.report.styling import inert
    from ui.kit.report_view import shown

    lines = io.StringIO()
    writer = csv.writer(lines, "excel-tab", lineterminator="\n")
    if heading:
        writer.writerow([inert(each) for each in heading])
    for place, table in enumerate(tables):
        if place:
            writer.writerow([])
        writer.writerow([inert(title) for title in table.columns])
        writer.writerows([inert(shown(cell)) for cell in row] for row in table.rows)
    QGuiApplication.clipboard().setText(lines.getvalue().removesuffix("\n"))


def copy_file(path: Path) -> None:
    """Copy the text of a file; one that is no longer there leaves the clipboard as it was."""
    with suppress(OSError):
        QGuiApplication.clipboard().setText(path.read_text("utf-8"))
