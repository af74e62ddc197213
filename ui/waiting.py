"""What a window shows until the program is loaded."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

UNSEEN = 1_000
"""Milliseconds after which a window that nobody sees, for it was started as an icon, goes on all the same."""


class Waiting(QWidget):
    """Says that something comes; ``seen`` tells once that it was painted, or will not be for now.

    It is all that is loaded before the first paint, so it does without our own parts.
    """

    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        text = QLabel("Abriendo…")
        text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        text.setProperty("role", "soft")
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(text)
        middle.addStretch(1)
        self.setLayout(middle)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.seen)

    def await_paint(self) -> None:
        """Tell from now on when it is seen."""
        self._timer.start(UNSEEN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell it once all of the window is painted."""
        super().paintEvent(event)
        if self._timer.isActive():
            self._timer.start(0)
