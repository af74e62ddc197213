"""Notices what arrives in a folder, without ever touching it from the window's thread."""

from concurrent.futures import Future
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from services.errors import explain
from services.merging.watch import Sight, look_into

SOON = 500
"""Milliseconds after a change: a file that is being copied changes many times."""
EVERY = 20_000
"""Milliseconds between looks at what tells no changes: network drives, folders inside, a memory stick that is out."""
ANSWER = 20
"""Milliseconds between two questions whether a look is over."""


class FolderWatch(QObject):
    """Looks into a folder at once, when the system tells a change, and every so often; nothing is read or merged.

    ``seen`` carries a Sight whenever it is another than the last one, also when the folder goes or comes back. Each
    look has a thread of its own that nobody waits for: a share that died can keep it for minutes, and meanwhile files
    are merged and the window is closed.
    """

    seen = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._last: Sight | None = None
        self._look: Future[Sight] | None = None
        self._is_due = False
        self._system = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._slow = QTimer(self)
        self._slow.setInterval(EVERY)
        # Asked for and not told by the thread, which may still be there when this object is not.
        self._answer = QTimer(self)
        self._answer.setInterval(ANSWER)
        self._system.directoryChanged.connect(lambda _path: self._soon.start())
        self._soon.timeout.connect(self.look)
        self._slow.timeout.connect(self.look)
        self._answer.timeout.connect(self._ask)

    def watch(self, folder: Path | None) -> None:
        """Watch another folder, or none; a look at the one before is left to itself."""
        if self._system.directories():
            self._system.removePaths(self._system.directories())
        self._folder, self._last, self._look = folder, None, None
        if folder is None:
            for timer in (self._slow, self._soon, self._answer):
                timer.stop()
        else:
            self._slow.start()
            self.look()

    def look(self) -> None:
        """Look now, or again as soon as the look under way is over: it may have missed what came meanwhile."""
        self._is_due = self._look is not None
        if self._folder is None or self._is_due:
            return
        self._look = Future()
        Thread(target=_answer, args=(self._folder, self._look), name="vigilancia", daemon=True).start()
        self._answer.start()

    def forget(self) -> None:
        """Tell at the next look what is there, though it be the same: what was to be done about it failed."""
        self._last = None

    def _ask(self) -> None:
        look = self._look
        if look is None or not look.done():
            return
        self._look = None
        self._answer.stop()
        if self._is_due:
            self.look()
        try:
            sight = look.result()
        except Exception as error:
            if explain(error) is None:  # A folder that cannot be read is tried again; a mistake of the program is told.
                raise
        else:
            self._tell(sight)

    def _tell(self, sight: Sight) -> None:
        if sight.files is not None and not self._system.directories():
            self._system.addPath(str(sight.folder))  # Once it is known to answer: else the window would wait for it.
        if sight == self._last:
            return
        self._last = sight
        self._soon.start()  # What just came may still be growing.
        self.seen.emit(sight)


def _answer(folder: Path, look: "Future[Sight]") -> None:
    try:
        look.set_result(look_into(folder))
    except Exception as error:  # noqa: BLE001 - told on the window's thread
        look.set_exception(error)
