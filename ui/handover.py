"""One window per profile: a program that is started again hands its files to the window that is open, and leaves.

Nothing but paths goes through, between programs of one user on one computer. What loads here is loaded late.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST = 2**20
"""Bytes of paths that are listened to."""
TAKEN = b"recibido\n"
PATIENCE = 3.0
"""Seconds in which a window that is just being opened begins to listen."""
PAUSE = 0.1
ANSWER = 2000
"""Milliseconds that a window takes to answer, if it is not busy."""


def hand_over(folder: Path, files: Sequence[Path], patience: float = PATIENCE) -> bool:
    """Hand files, or none, to the window that has the profile in ``folder`` open; returns whether it took them."""
    _let_windows_raise()
    socket = QLocalSocket()
    until = time.monotonic() + patience
    while not _connected(socket, folder):
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE)
    socket.write(json.dumps([str(each) for each in files]).encode() + b"\n")
    socket.flush()
    return socket.waitForReadyRead(ANSWER) and bytes(socket.readAll().data()) == TAKEN


def _connected(socket: QLocalSocket, folder: Path) -> bool:
    socket.connectToServer(_name(folder))
    return socket.waitForConnected(ANSWER)


def _name(folder: Path) -> str:
    """The name that the window on a profile listens to, another one for each user."""
    whose = f"{Path.home()}\n{os.path.normcase(folder.resolve())}"
    return f"bitacora-{hashlib.sha256(whose.encode(errors='surrogateescape')).hexdigest()[:16]}"


def _let_windows_raise() -> None:
    """Windows lets only the program in use put a window in front: that is this one, and it passes the right on."""
    if sys.platform == "win32":
        import ctypes

        anybody = -1
        ctypes.windll.user32.AllowSetForegroundWindow(anybody)


class Counter(QObject):
    """Where files are handed in while a profile is open; ``came`` carries their paths, or none."""

    came = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        # With this, what a window that was killed left behind is in nobody's way either.
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)

    def open_for(self, folder: Path) -> None:
        """Listen for a profile that nobody else has open; where that is not possible, nobody is heard."""
        self._server.listen(_name(folder))

    def shut(self) -> None:
        """Listen no more."""
        self._server.close()

    def _meet(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.readyRead.connect(partial(self._hear, caller))
            caller.disconnected.connect(caller.deleteLater)
            self._hear(caller)

    def _hear(self, caller: QLocalSocket) -> None:
        if not caller.canReadLine():
            if caller.bytesAvailable() > LONGEST:
                caller.abort()
            return
        files = _paths(bytes(caller.readLine(LONGEST).data()))
        if files is None:
            caller.abort()
            return
        caller.write(TAKEN)
        caller.flush()
        self.came.emit(files)


def _paths(line: bytes) -> tuple[Path, ...] | None:
    """The paths of a line, or None if it holds anything else."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, list) or not all(isinstance(each, str) and "\0" not in each for each in said):
        return None
    return tuple(map(Path, said))
