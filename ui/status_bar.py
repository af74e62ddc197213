"""The line below the pages."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel

from services.errors import explain
from ui.kit.flow import FlowLayout
from ui.kit.hearing import announce
from ui.kit.page import Topic
from ui.kit.widgets import GRID, label, restyle


class StatusBar(QFrame):
    """What people want to be sure of: that all is saved, where the month stands, what waits.

    It goes on in a second line where the text is too large for one. ``refused`` carries what kept it from being read.
    """

    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self._lines: list[QLabel] = []
        self._read: Callable[[], Sequence[tuple[str, str]]] = tuple
        self._saved = label("Todo guardado", "good")
        self._room = label("", "warning")
        self._room.hide()
        self._flow = FlowLayout(self._saved, self._room, spacing=3 * GRID)
        self._flow.setContentsMargins(2 * GRID, 6, 2 * GRID, 6)
        self.setLayout(self._flow)

    def show_from(self, read: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """Show the (role, text) pairs that ``read`` gives, now and after every change."""
        self._read = read
        self.refresh()

    def warn_of_room(self, text: str, *, is_firm: bool) -> None:
        """Say that the disk fills up, or ("") no longer; ``is_firm`` when it is about to be too late."""
        self._room.setText(text)
        self._room.setVisible(bool(text))
        restyle(self._room, "role", "error" if is_firm else "warning")

    def saved(self, topic: Topic) -> None:
        """Say when the last write was; records alone change nothing else here, and they come by the second."""
        self._say(f"Guardado {datetime.now().strftime('%H:%M:%S')}", "good")  # noqa: DTZ005 - the wall clock
        announce(self._saved, "Guardado")
        if topic is not Topic.RECORDS:
            self.refresh()

    def not_saved(self, text: str) -> None:
        """Say instead that all is not well, until something is saved."""
        self._say(text, "error")

    def _say(self, text: str, role: str) -> None:
        self._saved.setText(text)
        restyle(self._saved, "role", role)

    def refresh(self) -> None:
        """Read and show again; what cannot be read leaves the rest of the window to work."""
        try:
            pairs = self._read()
        except Exception as error:
            if explain(error) is None:
                raise
            self.refused.emit(error)
            return
        while len(self._lines) < len(pairs):
            made = label()
            self._flow.addWidget(made)
            self._lines.append(made)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(pairs))
        for line, (role, text) in zip(self._lines, pairs, strict=False):
            line.setText(text)
            restyle(line, "role", role)
