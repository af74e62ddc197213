"""A table whose long texts give way, so that every column is in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import QHeaderView

from ui.kit.tables import DataTable

LEAST_LETTERS = 14
ROWS_IN_SIGHT = 5


class ElidingTable(DataTable):
    """The columns ``giving`` share what the others leave; if that is too little, the table scrolls."""

    def __init__(self, name: str, model: QAbstractTableModel, giving: Sequence[int] = (0,)) -> None:
        super().__init__(name, model, stretch=giving[0])
        self._giving = tuple(giving)
        line = self.verticalHeader().defaultSectionSize()
        self.setMinimumHeight(line * ROWS_IN_SIGHT)

    def fit_columns(self) -> None:
        """Let the columns take the width, while somebody sees the table."""
        if self.isVisible():
            self._share()

    def _share(self) -> bool:
        """Share the width, and say whether it is enough; what needs less than its part leaves the rest to others."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        columns = [each for each in range(self.model().columnCount()) if not self.isColumnHidden(each)]
        needed = {each: max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in columns}
        giving = [each for each in columns if each in self._giving]
        left = self.viewport().width() - sum(needed[each] for each in columns if each not in giving)
        fits = self.fontMetrics().averageCharWidth() * LEAST_LETTERS * len(giving) <= left
        long = [each for each in giving if needed[each] * len(giving) > left] or giving[:1]
        for each in giving:
            header.setSectionResizeMode(each, modes.Stretch if fits and each in long else modes.ResizeToContents)
        return fits
