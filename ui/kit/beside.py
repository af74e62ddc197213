"""Two parts of a page that stand beside each other while there is room."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QWidget

from ui.kit.theme import Theme
from ui.kit.widgets import GRID, row

ROOM = 700
"""The least width for both, at the usual text size."""


class SideBySide(QWidget):
    """Two parts beside each other, or one below the other where the text is too large for the window."""

    def __init__(self, theme: Theme, left: QWidget, right: QWidget | QLayout, shares: tuple[int, int]) -> None:
        super().__init__()
        self._theme = theme
        self._parts = row(left, right, spacing=2 * GRID)
        for place, share in enumerate(shares):
            self._parts.setStretch(place, share)
        self.setLayout(self._parts)
        theme.changed.connect(self._choose)

    @property
    def is_wide(self) -> bool:
        """Whether they stand beside each other."""
        return self._parts.direction() is QBoxLayout.Direction.LeftToRight

    def minimumSizeHint(self) -> QSize:
        """The width of the wider part: the page must not be kept from growing narrow."""
        items = (self._parts.itemAt(place) for place in range(self._parts.count()))
        sizes = [item.minimumSize() for item in items if item is not None]
        heights = [size.height() for size in sizes]
        height = max(heights) if self.is_wide else sum(heights) + self._parts.spacing()
        return QSize(max(size.width() for size in sizes), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the direction that the width allows."""
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        is_wide = self.width() >= self._theme.px(ROOM)
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
