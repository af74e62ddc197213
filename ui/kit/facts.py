"""Names with their values, one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.kit.widgets import GRID, label


class Facts(QWidget):
    """A few facts that can be read, selected and copied."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        layout = QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(3 * GRID)
        layout.setVerticalSpacing(GRID)
        layout.setColumnStretch(1, 1)
        self.values: dict[str, QLabel] = {}
        for place, name in enumerate(names):
            value = label("", wrap=True)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(name)
            layout.addWidget(label(name, "soft"), place, 0, Qt.AlignmentFlag.AlignTop)
            layout.addWidget(value, place, 1)
            self.values[name] = value
        self.setLayout(layout)

    def show_fact(self, name: str, value: str) -> None:
        """Show the value of a fact."""
        self.values[name].setText(value)
        self.values[name].setAccessibleName(f"{name}: {value}")

    def text(self, name: str) -> str:
        """The value that is shown."""
        return self.values[name].text()
