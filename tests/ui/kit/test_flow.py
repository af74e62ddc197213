"""The layout that goes on in the next line, and who holds what is in it."""

import gc

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.kit.flow import FlowLayout
from ui.kit.widgets import clear, label


@pytest.fixture(scope="module", autouse=True)
def _heap() -> None:
    """What the tests before this left is not looked through again at every turn."""
    gc.collect()
    gc.freeze()


def settle() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    gc.collect()


def leave(flow: FlowLayout, labels: list[QLabel], way: str) -> None:
    """Take every label out of the layout."""
    if way == "clear":
        clear(flow)
    for each in labels:
        if way == "deleted":
            each.deleteLater()
        elif way == "taken":
            each.setParent(None)


@pytest.mark.parametrize("way", ["clear", "deleted", "taken"])
def test_what_goes_leaves_no_item_behind_and_what_comes_is_there(qtbot: QtBot, way: str) -> None:
    window, flow = QWidget(), FlowLayout(spacing=8)
    qtbot.addWidget(window)
    window.setLayout(flow)
    window.show()
    for _ in range(2):
        labels = [label(str(place)) for place in range(20)]
        for each in labels:
            flow.addWidget(each)
        settle()
        window.repaint()
        assert all(shiboken6.isValid(flow.itemAt(place)) for place in range(20))
        leave(flow, labels, way)
        del labels, each
        settle()
        assert flow.count() == 0


def test_its_items_live_as_long_as_python_knows_them(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    flow = FlowLayout(label("uno"), label("dos"))
    window.setLayout(flow)
    items = [item for place in range(flow.count()) if (item := flow.itemAt(place)) is not None]
    assert all(shiboken6.createdByPython(item) for item in items), "those of Qt are lost while they are in use"
