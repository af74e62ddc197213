"""The main window: one page at a time, each made once, none in the way of who types."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from services.errors import AppError
from services.workspace import Workspace
from tests.ui.window_watch import WindowWatch
from ui.kit.widgets import NoticeKind
from ui.kit.work import Worker
from ui.point.pages import show_point
from ui.point.register.register_page import RegisterPage
from ui.shell import MainWindow, has_room


@pytest.fixture
def opened(window: MainWindow, point: Workspace) -> Iterator[MainWindow]:
    worker = Worker()
    window.activateWindow()
    show_point(window, point, worker)
    window.closing.connect(worker.stop)
    yield window
    window.close()


def test_a_page_that_is_made_shows_no_window_of_its_own(qapp: QApplication, opened: MainWindow) -> None:
    watch = WindowWatch()
    qapp.installEventFilter(watch)
    for place in range(len(opened.specs)):
        opened.page(place)
        opened.open(place)
    qapp.removeEventFilter(watch)
    assert watch.seen == []


def test_a_page_that_is_made_takes_no_key_from_who_registers(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.current_page()
    assert isinstance(page, RegisterPage)
    for place in range(len(opened.specs)):
        opened.page(place)
        QTest.keyClick(page, Qt.Key.Key_M)
    assert len(page.records.rows) == len(opened.specs)


def test_every_page_opens_with_its_key(qtbot: QtBot, opened: MainWindow) -> None:
    qtbot.waitUntil(opened.isActiveWindow)
    for place in range(len(opened.specs)):
        QTest.keyClick(opened, Qt.Key(Qt.Key.Key_F2.value + place))
        assert opened.current_page() is opened.page(place)


def test_the_profile_is_closed_although_a_page_cannot_keep_its_draft(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise AppError("No hay espacio en el disco.")

    page = opened.current_page()
    assert page is not None
    monkeypatch.setattr(page, "leaving", fail)
    closed: list[bool] = []
    opened.closing.connect(lambda: closed.append(True))
    opened.close()
    assert closed == [True]


@pytest.mark.parametrize(("kind", "stays"), [("good", False), ("info", False), ("warning", True), ("error", True)])
def test_what_was_told_is_over_when_the_page_is_left_but_not_what_is_wrong(
    opened: MainWindow, kind: str, *, stays: bool
) -> None:
    page = opened.page(0)
    opened.open(0)
    page.notice.say(NoticeKind(kind), "Esto.")
    opened.open(1)
    assert page.notice.isHidden() is not stays


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(1366, 728, False), (1366, 768, False), (1440, 808, False), (1280, 1024, False), (1440, 860, True)],
)
def test_the_usual_window_is_used_where_its_title_fits_too(width: int, height: int, *, fits: bool) -> None:
    assert has_room(QSize(width, height)) is fits


def test_the_window_fills_a_screen_that_is_smaller_than_its_usual_size(window: MainWindow) -> None:
    window.hide()
    assert not has_room(window.screen().availableGeometry().size()), "the screen of the tests is small"
    window.appear()
    assert window.isMaximized()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_focus_stays_on_the_page_when_what_had_it_goes(qtbot: QtBot, opened: MainWindow) -> None:
    page = opened.current_page()
    assert isinstance(page, RegisterPage)
    QTest.keyClick(page, Qt.Key.Key_M)
    page.records.table.select(0)
    QTest.mouseClick(page.records.void_button, Qt.MouseButton.LeftButton)
    assert page.reason.reason.hasFocus()
    page.reason.hide()
    QTest.keyClick(focused(), Qt.Key.Key_H)
    assert len(page.records.rows) == 2


def test_the_file_dialogs_speak_spanish(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    words = " ".join(each.text() for each in dialog.findChildren(QLabel) + dialog.findChildren(QPushButton))
    assert "Buscar en" in words
    assert "Tipo de archivo" in words
    for english in ("Look", "Files", "Open", "Cancel "):
        assert english not in words


def test_a_page_that_is_opened_again_begins_at_its_top(opened: MainWindow) -> None:
    page = opened.current_page()
    assert page is not None
    place = next(place for place in range(len(opened.specs)) if opened.page(place) is page)
    page.setMinimumHeight(3 * opened.height())
    area = next(area for area in opened.findChildren(QScrollArea) if area.widget() is page)
    bar = area.verticalScrollBar()
    QTest.qWait(1)
    bar.setValue(200)
    assert bar.value() == 200
    opened.open(place + 1)
    opened.open(place)
    assert bar.value() == 0
