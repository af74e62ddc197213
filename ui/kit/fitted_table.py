"""A table inside a page that scrolls: as high as its rows, and with one column that gives way."""

from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import QHeaderView

from ui.kit.tables import FRAME, DataTable

LEAST_LETTERS = 22
"""What the column that gives way keeps at least; the tip of a cell has all of it."""


class FittedTable(DataTable):
    """Takes the height of its rows, ``most`` of them, and shortens the column ``long`` before it scrolls sideways."""

    def __init__(self, name: str, model: QAbstractTableModel, *, long: int = 0, most: int = 12) -> None:
        self._long, self._most = long, most
        super().__init__(name, model, stretch=long)

    def fit_columns(self) -> None:
        """Share the width, and take the height of what is shown."""
        super().fit_columns()
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        if not header.count():
            return
        needed = [max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in range(header.count())]
        others = sum(needed) - needed[self._long]
        least = min(needed[self._long], LEAST_LETTERS * self.fontMetrics().averageCharWidth())
        fits = others + least <= self.viewport().width()
        header.setSectionResizeMode(self._long, modes.Stretch if fits else modes.ResizeToContents)
        self._fit_height(scrolls=not fits)

    def _fit_height(self, *, scrolls: bool) -> None:
        rows = self.model().rowCount()
        shown = rows if rows <= self._most else self._most + 0.5  # half a row tells that there are more
        bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
        height = round(shown * self.verticalHeader().defaultSectionSize())
        self.setFixedHeight(height + self.horizontalHeader().sizeHint().height() + bar + FRAME)
