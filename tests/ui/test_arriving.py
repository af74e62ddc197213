"""Files from outside go to the page that they are for; nothing changes before it is asked to."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.vocabulary import Role
from services.cards import accept_card, write_card
from services.merging.outcome import Verdict
from services.merging.receive import receive
from services.months import close_month, export_month
from services.periods import Month
from services.profiles import create
from services.receipts import acknowledged, write_receipts
from services.workspace import Workspace
from tests.support import Sender, attend, clock, dump
from tests.ui.team import at_work, copy_of, make_team
from tests.ui.test_handover import call
from ui import app
from ui.arriving import FOR_A_POINT, FOR_THE_OFFICE, ONE_AT_A_TIME, Arriving
from ui.coordination.pages import show_coordination
from ui.coordination.reception_page import ReceptionPage
from ui.handover import hand_over
from ui.kit.work import Worker
from ui.opening import Opening
from ui.point.closing_page import ClosingPage
from ui.point.pages import show_point
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow

Show = Callable[[MainWindow, Workspace, Worker], None]


@pytest.fixture
def arriving(window: MainWindow) -> Arriving:
    return Arriving(window)


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """A month of a point that the coordination knows."""
    path = tmp_path / "inem_2021-01_r1.bpd"
    path.write_bytes(Sender("inem").package())
    return path


@pytest.fixture
def receipt(tmp_path: Path, point: Workspace) -> Path:
    """A receipt of a month that the point handed over."""
    attend(point)
    close_month(point, Month.parse("2021-01"))
    parcel = export_month(point, Month.parse("2021-01"), tmp_path / "entrega")
    office = create(tmp_path / "oficina", Role.COORDINATION, "", None, clock)
    write_card(point, tmp_path / "tarjeta.txt")
    accept_card(office, tmp_path / "tarjeta.txt")
    receive(office, [parcel])
    (path,) = write_receipts(office, tmp_path / "acuses", may_create=True).paths
    office.close()
    return path


def show(window: MainWindow, workspace: Workspace, pages: Show) -> None:
    worker = Worker()
    window.closing.connect(worker.stop)
    pages(window, workspace, worker)


def reception(qtbot: QtBot, window: MainWindow) -> ReceptionPage:
    page = window.current_page()
    assert isinstance(page, ReceptionPage)
    qtbot.waitUntil(lambda: bool(page.files_view.outcomes) and not page.work.is_busy)
    return page


def said(window: MainWindow) -> str:
    page = window.current_page()
    assert page is not None
    return page.notice.text


def test_a_parcel_is_looked_at_and_not_merged(
    qtbot: QtBot, window: MainWindow, arriving: Arriving, coordination: Workspace, parcel: Path
) -> None:
    show(window, coordination, show_coordination)
    window.open(0)
    before = dump(coordination.store)
    arriving.take([parcel])
    page = reception(qtbot, window)
    assert [(each.file, each.verdict) for each in page.files_view.outcomes] == [(parcel, Verdict.NEW)]
    assert dump(coordination.store) == before


def test_files_that_come_one_after_another_stand_together(
    qtbot: QtBot, window: MainWindow, arriving: Arriving, coordination: Workspace, parcel: Path
) -> None:
    """Whoever opens eight files at once starts the program eight times."""
    show(window, coordination, show_coordination)
    other = parcel.with_name("inem_2021-02_r1.bpd")
    other.write_bytes(Sender("inem").package("2021-02"))
    arriving.take([parcel])
    arriving.take([other])
    page = reception(qtbot, window)
    qtbot.waitUntil(lambda: len(page.files_view.outcomes) == 2)
    arriving.take([parcel])
    qtbot.waitUntil(lambda: not page.work.is_busy)
    assert sorted(each.file for each in page.files_view.outcomes) == [parcel, other]


def test_files_opened_with_the_program_wait_for_its_pages(
    qtbot: QtBot, window: MainWindow, arriving: Arriving, coordination: Workspace, parcel: Path
) -> None:
    arriving.take([parcel])
    show(window, coordination, show_coordination)
    assert len(reception(qtbot, window).files_view.outcomes) == 1


def test_a_receipt_is_imported_at_its_point(
    window: MainWindow, arriving: Arriving, point: Workspace, receipt: Path
) -> None:
    show(window, point, show_point)
    arriving.take([receipt])
    assert isinstance(window.current_page(), ClosingPage)
    assert Month.parse("2021-01") in acknowledged(point)


def test_a_file_of_the_other_kind_of_computer_is_not_taken(
    window: MainWindow, arriving: Arriving, point: Workspace, parcel: Path, tmp_path: Path
) -> None:
    show(window, point, show_point)
    arriving.take([parcel])
    assert isinstance(window.current_page(), RegisterPage)
    assert said(window) == FOR_THE_OFFICE
    arriving.take([tmp_path / "uno.acuse", tmp_path / "dos.acuse"])
    assert said(window) == ONE_AT_A_TIME


def test_a_receipt_is_not_for_the_coordination(
    window: MainWindow, arriving: Arriving, coordination: Workspace, tmp_path: Path
) -> None:
    show(window, coordination, show_coordination)
    arriving.take([tmp_path / "uno.ACUSE"])
    assert said(window) == FOR_A_POINT


def test_while_the_window_is_locked_files_wait(
    qtbot: QtBot, window: MainWindow, arriving: Arriving, tmp_path: Path
) -> None:
    session, _ = at_work(window, make_team(tmp_path / "perfil"))
    session.lock()
    arriving.take([tmp_path / "uno.bpd"])
    assert said(window) == ""
    session._uncover()
    assert said(window) == FOR_THE_OFFICE


def test_another_start_of_the_program_hands_its_files_to_the_open_window(
    qtbot: QtBot,
    window: MainWindow,
    arriving: Arriving,
    point_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "SOON", 0)
    folder = copy_of(point_folder, tmp_path / "perfil")
    opening = Opening(window, folder)
    opening.held.connect(partial(app._listen, opening, arriving))
    opening.begin()
    qtbot.wait(50)
    assert call(qtbot, folder, "uno.bpd") == 0
    assert said(window) == FOR_THE_OFFICE
    assert app._is_taken_by_another(folder.with_name("otro"), []) is False
    window.close()
    assert not hand_over(folder, [], patience=0)


def drag(window: MainWindow, *paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in paths])
    return data


def test_files_can_be_dropped_on_any_page(
    qtbot: QtBot, window: MainWindow, arriving: Arriving, coordination: Workspace, parcel: Path
) -> None:
    show(window, coordination, show_coordination)
    window.open(0)
    data = drag(window, parcel)
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, *keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, *keys)
    QApplication.sendEvent(window, drop)
    assert [each.file for each in reception(qtbot, window).files_view.outcomes] == [parcel]


def test_what_is_no_file_is_not_taken(window: MainWindow, arriving: Arriving, point: Workspace) -> None:
    show(window, point, show_point)
    data = QMimeData()
    data.setText("una palabra")
    keys = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, *keys)
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
