"""The tables of a report on the screen, exactly as every file shows them."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from services.report.styling import cell_text
from services.report.table import Cell, Table
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, clear, column, label

NO_DATA = "sin datos"
TALLEST = 100
"""Rows shown at once; a longer table scrolls by itself."""


class ReportView(QWidget):
    """A card for each table, one below the other; ``opened`` carries the table, row and column of an activated cell."""

    opened = Signal(object, int, int)

    def __init__(self, *, opens: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self._opens = opens
        self._layout = column(spacing=2 * GRID)
        self.setLayout(self._layout)
        self.tables: dict[str, RowsModel[tuple[Cell, ...]]] = {}
        self.views: dict[str, DataTable] = {}

    def show_tables(self, tables: Sequence[Table], *, numbered: bool = True) -> None:
        """Show other tables."""
        self.clear()
        for place, table in enumerate(tables, start=1):
            title = f"Tabla {place}. {table.title}" if numbered else table.title
            self.add_table(title, table)

    def clear(self) -> None:
        """Show no tables."""
        clear(self._layout)
        self.tables, self.views = {}, {}
        self._layout.addStretch(1)

    def add_table(self, title: str, table: Table) -> None:
        """Show one more table below the others."""
        parts: list[QWidget] = [label(title, "heading", wrap=True)]
        if table.text:
            parts.append(label(table.text, wrap=True))
        parts.append(self._view(table) if table.rows else label(table.empty, "soft"))
        if table.source:
            parts.append(label(table.source, "small", wrap=True))
        card = Card(column(*parts))
        self._layout.insertWidget(self._layout.count() - 1, card)
        card.show()  # at once: in a window that is shown already it would stand squeezed for a moment

    def _view(self, table: Table) -> DataTable:
        model = table_model(table)
        view = DataTable(table.title, model)
        if len(table.rows) <= TALLEST:
            view.fit_height()
            # A narrow window scrolls the table sideways, and its bar must not lie on the last row.
            view.setFixedHeight(view.height() + view.horizontalScrollBar().sizeHint().height())
        else:
            view.setFixedHeight(TALLEST // 2 * view.verticalHeader().defaultSectionSize())
        if self._opens:
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
            view.activated.connect(lambda index: self._tell(table, index))
        self.tables[table.key], self.views[table.key] = model, view
        return view

    def _tell(self, table: Table, index: QModelIndex) -> None:
        self.opened.emit(table, index.row(), index.column())


def table_model(table: Table) -> RowsModel[tuple[Cell, ...]]:
    """The model of a computed table."""
    columns = [_column(place, title, table.numeric[place]) for place, title in enumerate(table.columns)]
    return RowsModel(columns, table.rows, has_total=table.has_total)


def _column(place: int, title: str, is_figure: bool) -> Column[tuple[Cell, ...]]:
    return Column(title, lambda cells: shown(cells[place]), is_figure)


def shown(cell: Cell) -> str:
    """A cell as people read it; on the screen a text may have any sign."""
    return cell if isinstance(cell, str) else cell_text(cell)
