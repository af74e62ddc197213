"""Something asked in place, which can be left without an answer."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid


class Asking(QFrame):
    """A card that is hidden until it asks; leaving it, with Escape too, gives the focus back to what had it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._before: QWidget | None = None
        self.hide()

    def show_asking(self, first: QWidget) -> None:
        """Show the card with the focus at ``first``."""
        self._before = QApplication.focusWidget()
        self.show()
        first.setFocus()

    def leave(self) -> None:
        """Put the card away; nothing was answered."""
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
