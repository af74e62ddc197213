"""What a window shows until the program is loaded, and when it says that there is time for that."""

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui import waiting
from ui.kit.theme import DARK, LIGHT, Theme
from ui.shell import MainWindow


@pytest.fixture
def fresh(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    """A window that was not shown yet."""
    made = MainWindow(Theme(qapp))
    qtbot.addWidget(made)
    return made


def test_a_window_that_is_painted_says_so_once(qtbot: QtBot, fresh: MainWindow) -> None:
    seen: list[bool] = []
    fresh.waiting.seen.connect(lambda: seen.append(True))
    with qtbot.waitSignal(fresh.waiting.seen):
        fresh.appear()
    fresh.repaint()
    QApplication.processEvents()
    assert seen == [True]


def test_a_window_that_nobody_sees_goes_on_all_the_same(
    qtbot: QtBot, fresh: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "UNSEEN", 0)
    with qtbot.waitSignal(fresh.waiting.seen):
        fresh.waiting.await_paint()


@pytest.mark.parametrize(("ground", "text", "colours"), [("#101010", "#f0f0f0", DARK), ("#f0f0f0", "#101010", LIGHT)])
def test_it_begins_light_or_dark_as_the_system_is(qapp: QApplication, ground: str, text: str, colours: object) -> None:
    systems = QPalette()
    systems.setColor(QPalette.ColorRole.Window, ground)
    systems.setColor(QPalette.ColorRole.Text, text)
    qapp.setPalette(systems)
    theme = Theme(qapp)
    assert theme.colours is colours
    assert qapp.palette().window().color().name().upper() == theme.colours.ground


def test_what_comes_then_takes_its_place_at_once(qtbot: QtBot, fresh: MainWindow) -> None:
    with qtbot.waitSignal(fresh.waiting.seen):
        fresh.appear()
    coming = QLabel("Clave")
    fresh.show_alone(coming)
    assert coming.isVisible()
    assert not isinstance(fresh.centralWidget(), waiting.Waiting)
