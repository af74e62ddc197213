"""A field to choose from, whose list is as wide as its texts though the field is narrower."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from ui.kit.own_keys import OwnKeys
from ui.kit.widgets import GRID


class WideList(QComboBox):
    """Opens a list that shows whole names; letters typed in it choose there, and are no keys of the page.

    ``closed`` tells that the list was open and is no longer.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._keys = OwnKeys(self)
        self._is_open = False
        self.installEventFilter(self._keys)

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest text and a scroll bar."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + GRID)
        view.installEventFilter(self._keys)
        self._is_open = True
        super().showPopup()

    def hidePopup(self) -> None:
        """Close the list."""
        super().hidePopup()
        if self._is_open:
            self._is_open = False
            self.closed.emit()
