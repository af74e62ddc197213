"""The least that a window can be in PySide6; tells when it was painted, and its memory a second later."""

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

QUIET = 1_000


class Watched(QLabel):
    """Text that notes when it was painted."""

    painted: tuple[float, float] | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.painted is None:
            self.painted = (time.monotonic() - float(sys.argv[1]), time.process_time())


application = QApplication([])
window = QMainWindow()
window.setWindowTitle("Ventana")
text = Watched("Abriendo…")
window.setCentralWidget(text)
window.resize(1366, 768)
window.show()
QTimer.singleShot(QUIET, application.quit)
application.exec()

from tests.bench.resident import resident  # noqa: E402 - only now: the window is all that is measured

assert text.painted
sys.stdout.write(
    json.dumps({"painted": text.painted[0], "painted_cpu": text.painted[1], "memory": resident(), "heavy": []})
)
