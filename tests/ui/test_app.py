"""The window hears of the program's own mistakes wherever they happen, and goes on."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from services.crashes import FOLDER, Crashes
from services.errors import AppError
from ui.kit.page import Page
from ui.listener import Listener
from ui.shell import MainWindow, PageSpec
from ui.start.trouble import Trouble


@pytest.fixture
def again() -> list[str]:
    """What was tried again."""
    return []


@pytest.fixture
def listener(window: MainWindow, tmp_path: Path, again: list[str]) -> Listener:
    """What hears, as it does without being installed."""
    return Listener(window, Crashes(tmp_path), lambda: again.append("again"))


def show_page(window: MainWindow) -> Page:
    window.show_pages("", [PageSpec("Una", "house", lambda: Page("Una"))], 0)
    page = window.current_page()
    assert page is not None
    return page


def reports(folder: Path) -> list[str]:
    return [each.read_text("utf-8") for each in (folder / FOLDER).iterdir()]


def test_a_mistake_is_told_on_the_page_with_its_detail_to_copy(
    listener: Listener, window: MainWindow, tmp_path: Path
) -> None:
    page = show_page(window)
    listener.tell(ZeroDivisionError("Zutana"))
    assert "Bitácora encontró un error propio" in page.notice.text
    assert str(tmp_path / FOLDER) in page.notice.text
    copy = next(each for each in page.findChildren(QPushButton) if each.text() == "Copiar el detalle")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()
    assert "Zutana" not in QGuiApplication.clipboard().text()


def test_a_mistake_before_there_is_a_page_can_be_tried_again(
    listener: Listener, window: MainWindow, again: list[str]
) -> None:
    listener.tell(ZeroDivisionError())
    trouble = window.findChild(Trouble)
    assert trouble is not None
    QTest.mouseClick(trouble.choice("Intentar otra vez"), Qt.MouseButton.LeftButton)
    assert again == ["again"]


def test_a_mistake_of_another_thread_is_told_on_the_page(
    qtbot: QtBot, listener: Listener, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hook in ("sys.excepthook", "sys.unraisablehook", "threading.excepthook", "ui.listener.qInstallMessageHandler"):
        monkeypatch.setattr(hook, lambda *_: None)
    page = show_page(window)
    listener.install()

    def stumble() -> None:
        raise ZeroDivisionError

    other = threading.Thread(target=stumble)
    other.start()
    other.join()
    qtbot.waitUntil(lambda: "error propio" in page.notice.text)


def test_a_refusal_that_nobody_told_is_told_and_is_no_crash(
    listener: Listener, window: MainWindow, tmp_path: Path
) -> None:
    page = show_page(window)
    listener.tell(AppError("No se puede; haga otra cosa."))
    assert page.notice.text == "No se puede; haga otra cosa."
    assert not (tmp_path / FOLDER).exists()


def test_what_goes_wrong_while_clearing_away_is_written_and_interrupts_nobody(
    listener: Listener, window: MainWindow, tmp_path: Path
) -> None:
    page = show_page(window)
    listener.hear_unraisable(SimpleNamespace(exc_value=ZeroDivisionError("Zutana")))
    assert page.notice.text == ""
    (report,) = reports(tmp_path)
    assert "ZeroDivisionError" in report
    assert "Zutana" not in report


def test_what_qt_stops_the_program_for_is_written(
    listener: Listener, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = QMessageLogContext()
    listener.hear_qt(QtMsgType.QtWarningMsg, context, "only a warning")
    assert not (tmp_path / FOLDER).exists()
    listener.hear_qt(QtMsgType.QtFatalMsg, context, 'could not load "/home/zutana/x"')
    assert capsys.readouterr().err.startswith("only a warning\n")
    (report,) = reports(tmp_path)
    assert "could not load …" in report
    assert "zutana" not in report


def test_interrupting_from_the_terminal_closes_the_window(listener: Listener, window: MainWindow) -> None:
    show_page(window)
    listener.tell(KeyboardInterrupt())
    assert window.isHidden()


def test_what_cannot_even_be_told_is_written_once_and_ends_the_program(
    listener: Listener, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr("ui.listener.QApplication.exit", codes.append)
    monkeypatch.setattr(window, "show_alone", lambda _: 1 / 0)
    for _ in range(3):
        listener.tell(KeyError("Zutana"))
    assert codes == [1]
    assert any("ZeroDivisionError" in report for report in reports(tmp_path))
    assert not any("Zutana" in report for report in reports(tmp_path))
