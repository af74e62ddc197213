"""A field to choose from, whose list is as wide as its texts though the field is narrower."""

from PySide6.QtWidgets import QComboBox

from ui.kit.widgets import GRID


class WideList(QComboBox):
    """Opens a list that shows whole names."""

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest text and a scroll bar."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(view.sizeHintForColumn(0) + bar + GRID)
        super().showPopup()
