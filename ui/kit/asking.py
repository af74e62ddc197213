"""Something asked in place, which can be left without an answer."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from shiboken6 import isValid


def leave_with_escape(part: QWidget, leave: Callable[[], None]) -> QShortcut:
    """Let Escape, pressed anywhere in a part of a page, leave what was opened there."""
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), part, leave)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return shortcut


class Asking(QFrame):
    """A card that is hidden until it asks; leaving it, with Escape too, gives the focus back to what had it.

    ``left`` tells that nothing was answered, before the focus goes back: what gave way to the card is shown again.
    """

    left = Signal()

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
        self.left.emit()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
