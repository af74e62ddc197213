"""The tables of a report with the way down to what each figure is made of."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from services.report.slices import Slice
from services.report.styling import NumberedTable
from services.report.table import Table
from services.workspace import Workspace
from ui.coordination.origin_view import OriginView
from ui.kit.report_view import ReportView
from ui.kit.widgets import GRID, column, label

LOWEST = 360
HINT = "Intro o doble clic en una cifra muestra de dónde sale."


class TablesView(QWidget):
    """The tables; an opened figure stands in their place until it is closed.

    ``asked`` carries the slice of an opened figure, ``indivisible`` tells one that no slice says.
    """

    asked = Signal(object)
    indivisible = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.view = ReportView(opens=True)
        self.view.opened.connect(self._open)
        self.origin = OriginView(workspace)
        self.origin.closed.connect(self._close)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setMinimumHeight(LOWEST)
        self.area.setAccessibleName("Tablas del informe")
        self.area.setWidget(self.view)
        self._hint = label(HINT, "small")
        self._opener: QWidget | None = None
        layout = column(self._hint, self.area, self.origin, spacing=GRID)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def show_tables(self, tables: Sequence[NumberedTable]) -> None:
        """Show the tables of a report with the numbers that its files give them."""
        self._opener = None
        self.origin.leave()
        self.view.clear()
        for numbered in tables:
            self.view.add_table(numbered.heading, numbered.table)
        self.area.verticalScrollBar().setValue(0)

    def open_slice(self, part: Slice) -> None:
        """Show what a figure is made of in the place of the tables."""
        self.origin.show_slice(part)
        self.area.hide()
        self._hint.hide()

    def _open(self, table: Table, row: int, place: int) -> None:
        part = table.slice_at(row, place)
        self._opener = self.view.views[table.key]
        if part is not None:
            self.asked.emit(part)
        elif isinstance(table.rows[row][place], int):
            self.indivisible.emit()

    def _close(self) -> None:
        self.area.show()
        self._hint.show()
        if self._opener is not None:
            self._opener.setFocus()
