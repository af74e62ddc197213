"""The part of the measures that needs windows: key to disk through the page, and opening every page."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services.workspace import Workspace
from tests import bench
from ui.app import make_application
from ui.kit.theme import Theme
from ui.opening import Opening
from ui.shell import AHEAD, MainWindow

OPENINGS = 10
REGISTER = "Registrar"


def measure_pages(workspace: Workspace, floor: float) -> None:
    """Measure the keys and the pages of a point, a few seconds after the start, when pages are made ahead."""
    theme = Theme(make_application())
    theme.apply(dark=False)
    window = MainWindow(theme)
    window.resize(1366, 768)
    window.show()
    Opening(window, workspace.folder).show_pages(workspace)
    places = {spec.name: place for place, spec in enumerate(window.specs)}
    QTest.qWait(AHEAD * (len(places) + 2))
    page = window.page(places[REGISTER])
    window.open(places[REGISTER])

    def key() -> None:
        QTest.keyClick(page, Qt.Key.Key_M)

    bench.report("one attention, key to disk in the window", bench.measured(key, bench.KEYS), floor)
    first = {name: _reopened(window, place) for name, place in places.items()}
    for name, place in places.items():
        times = [_reopened(window, place) for _ in range(OPENINGS)]
        bench.report(f"page {name}, read and painted (first {first[name]:.0f} ms)", times)


def _reopened(window: MainWindow, place: int) -> float:
    """Milliseconds to open a page again, coming from another."""
    window.open((place + 1) % len(window.specs))
    QApplication.processEvents()
    return bench.measured(lambda: _open(window, place), 1)[0]


def _open(window: MainWindow, place: int) -> None:
    window.stale(place)
    window.open(place)
    window.repaint()
