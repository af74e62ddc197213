"""The tables of a report on the screen, exactly as every file shows them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from services.report.tables import Cell, Table
from services.texts import number
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, clear, column, label

NO_DATA = "sin datos"


class ReportView(QWidget):
    """A card for each table, one below the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self._layout = column(spacing=2 * GRID)
        self.setLayout(self._layout)
        self.tables: dict[str, RowsModel[tuple[Cell, ...]]] = {}

    def show_tables(self, tables: Sequence[Table], *, numbered: bool = True) -> None:
        """Show other tables."""
        clear(self._layout)
        self.tables = {}
        for place, table in enumerate(tables, start=1):
            model = table_model(table)
            self.tables[table.key] = model
            view = DataTable(table.title, model)
            view.fit_height()
            title = f"Tabla {place}. {table.title}" if numbered else table.title
            parts: list[QWidget] = [label(title, "heading", wrap=True), view]
            if not table.rows:
                parts[1] = label("No hay nada que mostrar en este periodo.", "soft")
            if table.source:
                parts.append(label(table.source, "small", wrap=True))
            self._layout.addWidget(Card(column(*parts)))
        self._layout.addStretch(1)


def table_model(table: Table) -> RowsModel[tuple[Cell, ...]]:
    """The model of a computed table."""
    columns = [_column(place, title, table.numeric[place]) for place, title in enumerate(table.columns)]
    return RowsModel(columns, table.rows, has_total=table.has_total)


def _column(place: int, title: str, is_figure: bool) -> Column[tuple[Cell, ...]]:
    return Column(title, lambda cells: shown(cells[place]), is_figure)


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    match cell:
        case None:
            return NO_DATA
        case int():
            return number(cell)
        case str():
            return cell
