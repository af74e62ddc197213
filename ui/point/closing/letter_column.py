"""A column as wide as a line of letters, whatever the size of the text."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from ui.kit.widgets import GRID, column


class LetterColumn(QWidget):
    """Parts one below the other; the first takes the height that is left."""

    def __init__(self, letters: int, *parts: QWidget) -> None:
        super().__init__()
        self._letters = letters
        layout = column(*parts, spacing=2 * GRID)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Grow and shrink with the text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * self._letters)
