"""One measure by month and by a facet: two charts and the table of the same figures, each of which opens."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from services.dashboard.breakdown import Breakdown
from services.report.slices import Slice
from services.report.table import Cell
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.chart import ChartView
from ui.kit.clipboard import copy_tables
from ui.kit.report_view import table_model
from ui.kit.tables import DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.total_table import TotalTable
from ui.kit.widgets import GRID, Card, button, clear, column, row

MOST_ROWS = 15
"""A table of more rows scrolls by itself."""


class BreakdownView(QWidget):
    """``opened`` carries the slice of the cell or bar that is to be opened.

    ``done`` says what was copied or saved, ``failed`` carries why a picture was not.
    """

    opened = Signal(object)
    done = Signal(str)
    failed = Signal(Exception)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._shown: Breakdown | None = None
        self.months, self.values = ChartView(theme), ChartView(theme)
        self.months.activated.connect(self._open_month)
        self.values.activated.connect(self._open_value)
        self.title = widgets.label("", "heading", wrap=True)
        self.notes = widgets.label("", "small", wrap=True)
        self.copy_button = button("Copiar la tabla", self.copy, tip="Para pegarla en una hoja de cálculo.")
        self.origin_button = button("De dónde sale", self._open_cell, tip="Intro o doble clic en una cifra")
        self._table = column()
        self.table: DataTable
        head = row(self.title, self.origin_button, self.copy_button)
        head.setStretch(0, 1)
        months, values = self._chart_card(self.months, "por mes"), self._chart_card(self.values, "del desglose")
        charts = SideBySide(theme, months, values, (1, 1))
        self.setLayout(column(charts, Card(column(head, self._table, self.notes)), spacing=2 * GRID))

    def _chart_card(self, chart: ChartView, which: str) -> Card:
        chart.failed.connect(self.failed)
        chart.done.connect(self.done)
        save = button("Guardar la imagen…", chart.ask_file, "plain")
        save.setAccessibleName(f"Guardar la imagen de la gráfica {which}")
        return Card(column(chart, row(1, save), spacing=0), GRID)

    def show_breakdown(self, made: Breakdown) -> None:
        """Show other figures; the place in the table is kept if it is still there."""
        self._shown = made
        self.months.show_chart(made.months, made.about)
        self.values.show_chart(made.values, made.about)
        self.title.setText(made.table.title)
        self.notes.setText(" ".join(made.notes))
        self.notes.setVisible(bool(made.notes))
        clear(self._table)
        self.table = _figures(made.table.title, table_model(made.table))
        self.table.activated.connect(self._open_index)
        self._table.addWidget(self.table)

    def copy(self) -> None:
        """Put the table on the clipboard."""
        if self._shown:
            copy_tables(self._shown.table, heading=(f"{self._shown.table.title} · {self._shown.about}",))
            self.done.emit("La tabla está copiada; péguela en una hoja de cálculo.")

    def _open_index(self, index: QModelIndex) -> None:
        if self._shown and index.isValid():
            self._open(self._shown.table.slice_at(index.row(), index.column()))

    def _open_cell(self) -> None:
        self._open_index(self.table.currentIndex())

    def _open_month(self, place: int) -> None:
        if self._shown:
            self._open(self._shown.month_slices[place])

    def _open_value(self, place: int) -> None:
        if self._shown:
            self._open(self._shown.value_slices[place])

    def _open(self, part: Slice | None) -> None:
        if part is not None:
            self.opened.emit(part)


def _figures(name: str, rows: RowsModel[tuple[Cell, ...]]) -> DataTable:
    """A table whose cells are chosen one by one."""
    table = TotalTable(name, rows)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    is_short = rows.rowCount() <= MOST_ROWS
    table.setCurrentIndex(rows.index(rows.rowCount() - 1 if is_short else 0, 0))  # the total, if it is in sight
    lines = min(rows.rowCount(), MOST_ROWS) + 1  # one more for the header and a scroll bar
    table.setFixedHeight(lines * table.verticalHeader().defaultSectionSize() + 2 * GRID)
    return table
