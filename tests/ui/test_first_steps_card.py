"""The first steps on the pages, taken as a person would."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from services.workspace import Workspace
from ui.coordination.dashboard_page import DashboardPage
from ui.coordination.pages import show_coordination
from ui.kit.work import Worker
from ui.opening import Opening
from ui.point.home_page import HomePage
from ui.settings.sections_page import SectionsPage
from ui.shell import MainWindow
from ui.start.first_start import FirstStart


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_who_starts_is_shown_the_way_to_the_first_steps_and_led_to_each(window: MainWindow, tmp_path: Path) -> None:
    Opening(window, tmp_path / "perfil").begin()
    first = window.findChild(FirstStart)
    assert first is not None
    first.without.setChecked(True)
    first.point.setCurrentIndex(1)
    first.make_profile()
    page = window.current_page()
    assert page is not None
    assert page.notice.text == "Ya puede trabajar. En Inicio está lo que falta para dejar todo listo."
    click(page.notice._action)
    home = window.current_page()
    assert isinstance(home, HomePage)
    click(next(each for each in home.steps.buttons if each.text() == "Elegirla…"))
    settings = window.current_page()
    assert isinstance(settings, SectionsPage)
    assert settings.copies.isVisible()


def test_the_coordination_finds_its_first_steps_on_its_board(
    window: MainWindow, coordination: Workspace, worker: Worker
) -> None:
    show_coordination(window, coordination, worker)
    window.open(0)
    board = window.current_page()
    assert isinstance(board, DashboardPage)
    assert [each.text() for each in board.steps.buttons] == ["Poner la clave…", "Imprimirlo…", "Elegirla…"]
    click(board.steps.buttons[1])
    settings = window.current_page()
    assert isinstance(settings, SectionsPage)
    assert settings.code.isVisible()
