"""The line below the pages."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QFrame, QLabel

from ui.kit.page import Topic
from ui.kit.widgets import GRID, label, restyle, row


class StatusBar(QFrame):
    """What people want to be sure of: that all is saved, where the month stands, what waits."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self._lines: list[QLabel] = []
        self._read: Callable[[], Sequence[tuple[str, str]]] = tuple
        self._saved = label("Todo guardado", "good")
        self._row = row(self._saved, 1, spacing=3 * GRID)
        self._row.setContentsMargins(2 * GRID, 6, 2 * GRID, 6)
        self.setLayout(self._row)

    def show_from(self, read: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """Show the (role, text) pairs that ``read`` gives, now and after every change."""
        self._read = read
        self.refresh()

    def saved(self, topic: Topic) -> None:
        """Say when the last write was; records alone change nothing else here, and they come by the second."""
        self._saved.setText(f"Guardado {datetime.now().strftime('%H:%M:%S')}")  # noqa: DTZ005 - the wall clock
        if topic is not Topic.RECORDS:
            self.refresh()

    def refresh(self) -> None:
        """Read and show again."""
        pairs = self._read()
        while len(self._lines) < len(pairs):
            made = label()
            self._row.insertWidget(len(self._lines) + 1, made)
            self._lines.append(made)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(pairs))
        for line, (role, text) in zip(self._lines, pairs, strict=False):
            line.setText(text)
            restyle(line, "role", role)
