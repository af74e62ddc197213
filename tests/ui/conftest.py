"""Real windows on real stores, without a screen."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.app import make_application
from ui.kit.theme import Theme
from ui.shell import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as it is started, for pytest-qt too."""
    return make_application()


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window, shown and empty."""
    # The windows of earlier tests wait to be deleted, and a style sheet is set on every one that is there.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme = Theme(qapp)
    theme.apply(dark=False)
    made = MainWindow(theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
