"""The head of a page: what it is called, and its tools beside that while there is room."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from ui.kit.widgets import GRID, column, row

LETTERS = 40
"""A line of the subtitle has at least as many; otherwise the tools stand below it."""


class Head(QWidget):
    """Title and subtitle with the tools at their right, or below them where the text is too large for the window."""

    def __init__(self, title: QLabel, subtitle: QLabel, tools: QHBoxLayout) -> None:
        super().__init__()
        self._title, self._subtitle, self._tools = title, subtitle, tools
        self._words = column(title, subtitle, spacing=GRID // 2)
        self._parts = row(self._words, tools)
        self._parts.setStretch(0, 1)
        self.setLayout(self._parts)

    def minimumSizeHint(self) -> QSize:
        """The width of the wider part: the page must not be kept from growing narrow."""
        words, tools = self._words.minimumSize(), self._tools.minimumSize()
        size = words.expandedTo(tools)
        if self._is_stacked:
            size.setHeight(words.height() + GRID + tools.height())
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose where the tools stand."""
        super().resizeEvent(event)
        self._choose()

    def event(self, event: QEvent) -> bool:
        """A tool that comes or goes, or another text, may need another choice."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._choose()
        return done

    @property
    def _is_stacked(self) -> bool:
        return self._parts.direction() is QBoxLayout.Direction.TopToBottom

    def _choose(self) -> None:
        letters = 0 if self._subtitle.isHidden() else LETTERS * self._subtitle.fontMetrics().averageCharWidth()
        needed = max(self._title.sizeHint().width(), letters) + GRID + self._tools.sizeHint().width()
        is_stacked = needed > self.width()
        if is_stacked is self._is_stacked:
            return
        directions = QBoxLayout.Direction
        self._parts.setDirection(directions.TopToBottom if is_stacked else directions.LeftToRight)
        self._parts.setAlignment(self._tools, Qt.AlignmentFlag.AlignLeft if is_stacked else Qt.AlignmentFlag(0))
        self.updateGeometry()
