"""A table that may be very long and has its total at the end."""

from PySide6.QtCore import QAbstractTableModel

from ui.kit.tables import DataTable

ROWS_MEASURED = 100
"""The rows that the columns are fitted to, beside the last one: no figure is longer than the total."""


class TotalTable(DataTable):
    """Its columns have room for the total too, though not all rows are looked at."""

    def __init__(self, name: str, model: QAbstractTableModel, stretch: int = 0) -> None:
        super().__init__(name, model, stretch)
        self.horizontalHeader().setResizeContentsPrecision(ROWS_MEASURED)

    def sizeHintForColumn(self, column: int) -> int:
        """The width for the rows that are looked at, and for the last one."""
        last = self.model().index(self.model().rowCount() - 1, column)
        usual = super().sizeHintForColumn(column)
        return max(usual, self.sizeHintForIndex(last).width() + 1) if last.isValid() else usual
