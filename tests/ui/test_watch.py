"""A disk that fills up is told below the page, before it hurts."""

import shutil
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.failures import FullDiskError
from services.shortages import ENOUGH
from services.workspace import Workspace
from ui.kit.page import Topic
from ui.opening import Opening
from ui.shell import MainWindow
from ui.watch import UNSAVED_BELOW


def below(window: MainWindow) -> list[str]:
    return [line.text() for line in window.status.findChildren(QLabel) if line.isVisible()]


def test_what_a_full_disk_did_not_take_is_not_said_to_be_saved_and_room_is_noticed_soon(
    qtbot: QtBot, window: MainWindow, point: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.watch.SOON", 20)
    room = SimpleNamespace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    point.close()
    Opening(window, point.folder).begin()
    page = window.current_page()
    assert page is not None
    qtbot.waitUntil(lambda: any("no cabe otro respaldo" in line for line in below(window)))
    page.tell(FullDiskError())
    assert "Todo guardado" not in below(window)
    assert UNSAVED_BELOW in below(window)
    room.free = ENOUGH
    qtbot.waitUntil(lambda: not [line for line in below(window) if "espacio" in line])
    page.changed.emit(Topic.RECORDS)
    assert UNSAVED_BELOW not in below(window)


def test_the_state_below_tells_of_little_room_and_no_longer_once_there_is_more(
    qtbot: QtBot, window: MainWindow, point: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = SimpleNamespace(free=ENOUGH)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)
    point.close()
    Opening(window, point.folder).begin()
    page = window.current_page()
    assert page is not None
    assert not [line for line in below(window) if "espacio" in line]
    room.free = 300 * 10**6
    page.tell(FullDiskError())
    qtbot.waitUntil(lambda: "Poco espacio en el disco: 300 MB" in below(window))
    room.free = 1000
    page.tell(FullDiskError())
    qtbot.waitUntil(lambda: any("no cabe otro respaldo" in line for line in below(window)))
    room.free = ENOUGH
    page.tell(FullDiskError())
    qtbot.waitUntil(lambda: not [line for line in below(window) if "espacio" in line])
