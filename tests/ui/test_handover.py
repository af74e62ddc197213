"""A program that is started again hands its files to the window that is open."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from ui.handover import LONGEST, Counter, _name, hand_over

CALLS = """
import pathlib, sys
from ui.handover import hand_over
sys.exit(0 if hand_over(pathlib.Path(sys.argv[1]), [pathlib.Path(each) for each in sys.argv[2:]]) else 7)
"""


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path) -> Iterator[Counter]:
    """A window's counter, open for the profile in tmp_path."""
    parent = QObject()
    made = Counter(parent)
    made.open_for(tmp_path)
    yield made
    made.shut()


def call(qtbot: QtBot, folder: Path, *files: str) -> int:
    """Start another program that hands files over, while this one listens; returns its exit code."""
    other = subprocess.Popen([sys.executable, "-c", CALLS, str(folder), *files])
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=20_000)
    return int(other.wait())


def test_another_program_hands_its_files_over(qtbot: QtBot, counter: Counter, tmp_path: Path) -> None:
    came = QSignalSpy(counter.came)
    assert call(qtbot, tmp_path, "/memoria/inem 2021-01.bpd", "/memoria/año.acuse") == 0
    assert came.count() == 1
    assert came.at(0)[0] == (Path("/memoria/inem 2021-01.bpd"), Path("/memoria/año.acuse"))


def test_without_a_window_nobody_takes_them(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert not hand_over(tmp_path, [], patience=0.2)
    assert time.monotonic() - begun >= 0.2


def test_another_profile_is_not_asked(counter: Counter, tmp_path: Path) -> None:
    assert not hand_over(tmp_path / "otro", [], patience=0)


def test_a_window_that_was_killed_leaves_the_way_free(qtbot: QtBot, counter: Counter, tmp_path: Path) -> None:
    """Its socket lies there still."""
    again = Counter(counter)
    again.open_for(tmp_path)
    with qtbot.waitSignal(again.came):
        speak(tmp_path, b"[]\n")


@pytest.mark.parametrize(
    "said",
    [
        b"no es nada\n",
        b"{}\n",
        b"[1]\n",
        json.dumps(["/memoria/\0.bpd"]).encode() + b"\n",
        b"[" * 100_000 + b"\n",
        b"x" * (LONGEST + 1),
    ],
    ids=["words", "object", "number", "nul", "deep", "long"],
)
def test_what_is_no_list_of_paths_is_hung_up_on(qtbot: QtBot, counter: Counter, tmp_path: Path, said: bytes) -> None:
    came = QSignalSpy(counter.came)
    socket = speak(tmp_path, said)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert came.count() == 0


def speak(folder: Path, said: bytes) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    assert socket.waitForConnected()
    socket.write(said)
    socket.flush()
    return socket
