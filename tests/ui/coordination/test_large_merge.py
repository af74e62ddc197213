"""A year of many points at once: progress is told, a cancel leaves nothing behind, and memory does not grow."""

import gc
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from models.exchange import Package
from services.completeness import Completeness, board
from services.files import read_limited
from services.merging.outcome import Verdict
from services.merging.receive import TIMES_TOLD
from services.packages.payload import Payload
from services.periods import Period
from services.workspace import Workspace
from tests.bench.made import large_office
from tests.support import dump
from tests.ui.coordination.page_of import page_of
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.kit.work import Worker
from ui.shell import MainWindow

POINTS, FILES, MIDDLE = 60, 720, 400
PATIENCE = 30_000


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Workspace]:
    """A coordination of sixty points; their packages lie in the folder ``llegaron`` beside it."""
    office, senders = large_office(tmp_path / "perfil", POINTS)
    (tmp_path / "llegaron").mkdir()
    for sender in senders:
        for month in Period.parse("2020").months:
            (tmp_path / "llegaron" / f"{sender.point}_{month}.bpd").write_bytes(sender.package(str(month)))
    yield office
    office.close()


@pytest.fixture
def page(window: MainWindow, large: Workspace) -> Iterator[ReceptionPage]:
    """Where its files are received."""
    worker = Worker()
    show_coordination(window, large, worker)
    yield page_of(window, ReceptionPage)
    worker.stop()


class Gate:
    """Keeps the work waiting before the file in the middle until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_open = Event()
        self._files = 0
        monkeypatch.setattr("services.merging.receive.read_limited", self._pass)

    def _pass(self, file: Path, limit: int) -> bytes:
        self._files += 1
        if self._files > MIDDLE:
            assert self.is_open.wait(PATIENCE / 1_000)
        return read_limited(file, limit)


def in_memory() -> int:
    """How many packages are held in memory, as entities or as what was read of a file."""
    gc.collect()
    return sum(type(each) in (Package, Payload) for each in gc.get_objects())


def merge(page: ReceptionPage) -> None:
    QTest.mouseClick(page.files_view.merge_button, Qt.MouseButton.LeftButton)


def test_a_year_of_many_points_merges_with_progress_and_can_be_cancelled(
    qtbot: QtBot, page: ReceptionPage, large: Workspace, tmp_path: Path
) -> None:
    before = dump(large.store)
    page.look_at([tmp_path / "llegaron"])
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=PATIENCE)
    assert [each.verdict for each in page.files_view.outcomes] == [Verdict.NEW] * FILES
    (bar,) = page.work.findChildren(QProgressBar)
    (stop,) = page.work.findChildren(QPushButton)
    with pytest.MonkeyPatch.context() as patch:
        gate = Gate(patch)
        held = in_memory()
        merge(page)
        qtbot.waitUntil(lambda: page.work.isVisible() and bar.value() > MIDDLE - FILES / TIMES_TOLD, timeout=PATIENCE)
        assert bar.maximum() == FILES
        more = in_memory() - held
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
        gate.is_open.set()
        qtbot.waitUntil(lambda: not page.work.is_busy, timeout=PATIENCE)
    assert more < 5, "what is merged stays in the store, not in memory"
    assert "nada cambió" in page.notice.text
    assert dump(large.store) == before
    assert page.files_view.merge_button.isEnabled()
    merge(page)
    qtbot.waitUntil(lambda: not page.work.is_busy, timeout=PATIENCE)
    assert "720 nuevos" in page.notice.text
    assert [cell.state for cell in board(large, Period.parse("2020"))] == [Completeness.RECEIVED] * FILES
