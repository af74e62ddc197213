"""A table that may be very long and has its total at the end."""

from ui.kit.tables import DataTable


class TotalTable(DataTable):
    """Its columns have room for the total too, though Qt looks only at the first thousand rows."""

    def sizeHintForColumn(self, column: int) -> int:
        """The width for the rows that Qt looks at, and for the last one."""
        last = self.model().index(self.model().rowCount() - 1, column)
        usual = super().sizeHintForColumn(column)
        return max(usual, self.sizeHintForIndex(last).width() + 1) if last.isValid() else usual
