"""A table whose long texts give way, so that every column is in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel
from PySide6.QtGui import QResizeEvent
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
        model.modelReset.connect(self._share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width again."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        columns = [each for each in range(self.model().columnCount()) if not self.isColumnHidden(each)]
        needed = sum(
            max(self.sizeHintForColumn(each), header.sectionSizeHint(each))
            for each in columns
            if each not in self._giving
        )
        giving = [each for each in columns if each in self._giving]
        least = self.fontMetrics().averageCharWidth() * LEAST_LETTERS * len(giving)
        fits = needed + least <= self.viewport().width()
        for each in giving:
            header.setSectionResizeMode(each, modes.Stretch if fits else modes.ResizeToContents)
