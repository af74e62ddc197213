"""The program's own window on a profile; tells when it was painted, when its first page was, and its memory."""

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLabel

import main
from tests.bench.resident import resident
from ui import app
from ui.shell import MainWindow

LOOK = 250
QUIET = 1_000
PATIENCE = 90
"""Seconds; a page that cannot be made is told in the window, and nobody is there to read it."""
found: dict[str, object] = {}


class Painted(QObject):
    """Notes when a widget is painted for the first time."""

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._name = name
        parent.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._name not in found:
            found[self._name] = time.monotonic() - float(sys.argv[1])
            found[f"{self._name}_cpu"] = time.process_time()
        return False


class Watched(MainWindow):
    """The window, closed when every page is made and it was quiet for a while."""

    def appear(self) -> None:
        assert self.alone
        Painted("painted", self.alone.findChildren(QLabel)[0])
        self.ready.connect(self._opened)
        super().appear()

    def _opened(self) -> None:
        page = self.current_page()
        assert page
        Painted("usable", page)
        QTimer.singleShot(LOOK, self._look)

    def _look(self) -> None:
        if time.monotonic() - float(sys.argv[1]) > PATIENCE:
            sys.exit("The window did not get ready; its log says why.")
        if self._ahead.isActive():
            QTimer.singleShot(LOOK, self._look)
        else:
            QTimer.singleShot(QUIET, self._leave)

    def _leave(self) -> None:
        from tests.test_architecture import HEAVY

        found["heavy"] = sorted(HEAVY & {name.partition(".")[0] for name in sys.modules})
        found["memory"] = resident()
        self.close()


vars(app)["MainWindow"] = Watched
main.main(["--perfil", sys.argv[2]])
sys.stdout.write("\n" + json.dumps(found))
