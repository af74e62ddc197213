"""The program's own window on a profile; tells when it was painted, when its first page was, and its memory."""

import json
import sys
import time
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer

import main
from tests.bench.resident import resident
from ui import app
from ui.kit.theme import Theme
from ui.shell import MainWindow

QUIET = 2_000
PATIENCE = 90_000
"""Milliseconds; a page that cannot be made is told in the window, and nobody is there to read it."""
found: dict[str, object] = {}


def note(name: str) -> None:
    """Note the time of something that happens for the first time."""
    if name not in found:
        found[name] = time.monotonic() - float(sys.argv[1])
        found[f"{name}_cpu"] = time.process_time()


class Painted(QObject):
    """Notes when a page and all in it was painted for the first time."""

    def __init__(self, page: QObject) -> None:
        super().__init__(page)
        page.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, partial(note, "usable"))
        return False


class Watched(MainWindow):
    """The window, closed when its first page was there and it was quiet for a while."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.waiting.seen.connect(partial(note, "painted"))  # First of all that it leads to.
        self.ready.connect(self._opened)
        QTimer.singleShot(PATIENCE, lambda: sys.exit("The window did not get ready; its log says why."))

    def _opened(self) -> None:
        page = self.current_page()
        assert page
        Painted(page)
        QTimer.singleShot(QUIET, self._leave)

    def _leave(self) -> None:
        found["memory"] = resident()
        from tests.test_architecture import HEAVY  # Only now: it brings pytest along.

        found["heavy"] = sorted(HEAVY & {name.partition(".")[0] for name in sys.modules})
        self.close()


vars(app)["MainWindow"] = Watched
main.main(["--perfil", sys.argv[2]])
sys.stdout.write("\n" + json.dumps(found))
