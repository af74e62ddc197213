"""Registers attentions by the keyboard, to be watched: ``python -m tests.bench.keys PROFILE N``.

The log is not folded meanwhile. It breaks off at the end: what closing a window writes is not asked about.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models import store
from services.profiles import open_profile
from tests.bench.windows import PointWindow
from tests.support import ticking

if __name__ == "__main__":
    vars(store)["PRAGMAS"] = (*store.PRAGMAS, "wal_autocheckpoint=0")
    with PointWindow(open_profile(Path(sys.argv[1]), clock=ticking())) as window:
        window.open("Registrar")
        for _ in range(int(sys.argv[2])):
            QTest.keyClick(window.page("Registrar"), Qt.Key.Key_M)
            QApplication.processEvents()
        os._exit(0)
