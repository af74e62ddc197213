"""Real windows on real stores, without a screen."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.application import make_application
from ui.kit.theme import Theme
from ui.shell import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATIENCE = 60_000
"""Milliseconds until a window is taken to hang; a busy machine takes many times what a quiet one does."""


class PatientBot(QtBot):
    """The bot of pytest-qt, which would give up after five seconds."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE) -> None:
        """Wait until the callback is true, or holds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **more: Any) -> Any:
        """Wait for a signal within a ``with`` block."""
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        """Wait within a ``with`` block until a widget is shown."""
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The bot of every test."""
    return PatientBot(request)


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
    theme.deleteLater()  # It holds whatever listens to it.
