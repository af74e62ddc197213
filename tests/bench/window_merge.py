"""A merge of many points in the real window: how long it takes, how long the window keeps still, the memory of it.

Looks at a folder with the twelve packages of every point, cancels a merge in the middle, merges, and opens the pages.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton
from sqlalchemy import func, select

from models.base import Base
from services.completeness import board
from services.profiles import open_profile
from services.workspace import Workspace
from tests.bench import made
from tests.bench.resident import resident
from tests.bench.sizes import Size
from tests.bench.table import Line
from ui.application import make_application
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.kit.theme import Theme
from ui.kit.work import Worker
from ui.shell import MainWindow

MONTHS = 12
BEAT = 20
"""Milliseconds between two looks at the clock: a longer gap is time in which the window kept still."""


def measure(size: Size, folder: Path, common: Path) -> Iterator[Line]:
    """There is no floor for it: what counts is beside one without a window."""
    office = made.office_once(common, size.points)
    workspace = open_profile(made.copied(office / "perfil", folder / "perfil"), clock=made.clock)
    files = MONTHS * size.points
    bench = Bench(workspace, files)
    before = counts(workspace), board(workspace)
    yield bench.work("look", lambda: bench.page.look_at([office / "consolidados"]))
    yield bench.work("merge, cancelled in the middle", bench.page.merge, cancel_at=files // 2)
    assert (counts(workspace), board(workspace)) == before, "a cancel left something"
    yield bench.work("merge", bench.page.merge)
    assert counts(workspace)["package"] == files
    yield from bench.open_pages()
    bench.close()
    workspace.close()


class Pulse:
    """Looks at the clock all the time and remembers the longest gap, in milliseconds."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)
        self.start()

    def start(self) -> None:
        """Forget what was."""
        self._last = time.perf_counter()
        self.longest = 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1_000 * (now - self._last) - BEAT)
        self._last = now


class Bench:
    """The window of a large coordination, and how long what is done in it takes."""

    def __init__(self, workspace: Workspace, files: int) -> None:
        self._workspace, self._files = workspace, files
        theme = Theme(make_application())
        theme.apply(dark=False)
        self.window = MainWindow(theme)
        self._worker = Worker()
        self.window.resize(1366, 768)
        self.window.show()
        show_coordination(self.window, workspace, self._worker)
        self.window.open_named("Recepción")
        page = self.window.current_page()
        assert isinstance(page, ReceptionPage)
        self.page = page
        self._pulse = Pulse()

    def close(self) -> None:
        """Close the window and what works beside it."""
        self.window.close()
        self._worker.stop()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        while not holds():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def work(self, name: str, start: Callable[[], None], cancel_at: int | None = None) -> Line:
        """Do some long work of the page to its end, or cancel it when so many files are done, and tell how it went."""
        self._pulse.start()
        began, busy = time.perf_counter(), time.process_time()
        start()
        if cancel_at is not None:
            self.wait_until(lambda: progress(self.page) >= cancel_at)
            cancel(self.page)
        self.wait_until(lambda: not self.page.work.is_busy)
        QApplication.processEvents()
        spent, busy = time.perf_counter() - began, time.process_time() - busy
        each = 1_000 * spent / (cancel_at or self._files)
        note = (
            f"{spent:.1f} s, of the processor {busy:.1f} s; still at most {self._pulse.longest:.0f} ms; {peak():.0f} MB"
        )
        return Line(f"window merge: {name}, each file", each, unit="ms", note=note)

    def open_pages(self) -> Iterator[Line]:
        """How long each page takes until it is painted, opened for the first time and again."""
        for place, spec in enumerate(self.window.specs):
            times = []
            for _ in range(2):
                began = time.perf_counter()
                self.window.stale(place)
                self.window.open(place)
                self.window.repaint()
                times.append(1_000 * (time.perf_counter() - began))
            first, again = times
            yield Line(
                f"window merge: page {spec.name}", again, unit="ms", note=f"first {first:.0f} ms; {peak():.0f} MB"
            )


def progress(page: ReceptionPage) -> int:
    """How many files are done, as the page shows it."""
    (bar,) = page.work.findChildren(QProgressBar)
    return bar.value()


def cancel(page: ReceptionPage) -> None:
    """Click on the button that stops the page's work."""
    (button,) = page.work.findChildren(QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def peak() -> float:
    """The most memory that this process ever had, in MB."""
    return resident("VmHWM")


def counts(workspace: Workspace) -> dict[str, int]:
    """How many rows every table has."""
    with workspace.store.read() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
