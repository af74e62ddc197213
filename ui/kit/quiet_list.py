"""A list in which the focus alone chooses nothing."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListWidget


class QuietList(QListWidget):
    """Tells of a current row only once somebody goes to it."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Leave the list as it is: Qt takes the first row, and what is being written beside it would give way."""
        before = self.currentRow()
        with QSignalBlocker(self):
            super().focusInEvent(event)
            if before < 0:
                self.setCurrentRow(before)
