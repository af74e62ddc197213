"""Where somebody was when the window was locked, and what stood above it."""

from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QDialog, QLineEdit, QToolTip, QWidget
from shiboken6 import isValid


@dataclass(frozen=True)
class Place:
    """What had the focus, and, in a line of text, what was selected: a line forgets that when the focus goes."""

    focus: QWidget | None
    line: QLineEdit | None = None
    start: int = 0
    length: int = 0
    cursor: int = 0

    @classmethod
    def of(cls, content: QWidget) -> "Place":
        """Where somebody is in ``content``."""
        focus = QApplication.focusWidget()
        if focus is None or not content.isAncestorOf(focus):
            return cls(None)
        line = focus.lineEdit() if isinstance(focus, QAbstractSpinBox | QComboBox) else focus
        if not isinstance(line, QLineEdit):
            return cls(focus)
        return cls(focus, line, line.selectionStart(), len(line.selectedText()), line.cursorPosition())

    def take_again(self) -> bool:
        """Put the focus and the selection back, and say whether what had them is there again."""
        if self.focus is None or not isValid(self.focus) or not self.focus.isVisible():
            return False
        self.focus.setFocus()
        if self.line is not None and isValid(self.line):
            self._select(self.line)
        return True

    def _select(self, line: QLineEdit) -> None:
        if self.length == 0:
            line.setCursorPosition(self.cursor)
        elif self.cursor == self.start:  # It was made towards the left.
            line.setSelection(self.start + self.length, -self.length)
        else:
            line.setSelection(self.start, self.length)


def close_what_is_above() -> None:
    """Close lists, menus and tips, and leave every question and every choice of a file without an answer."""
    QToolTip.hideText()
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
        if popup is QApplication.activePopupWidget():
            break
    while (dialog := QApplication.activeModalWidget()) is not None:
        if isinstance(dialog, QDialog):
            dialog.reject()
        else:
            dialog.close()
        if dialog is QApplication.activeModalWidget():
            break
