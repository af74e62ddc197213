"""Sends closed months by themselves, quietly, while the window is open."""

from PySide6.QtCore import QObject, QTimer, Signal

from services.errors import explain
from services.outbox import Sending, send_pending
from services.workspace import Workspace
from ui.kit.work import Job, Worker

EVERY = 60_000
"""Milliseconds between tries."""


class OutboxTimer(QObject):
    """Tries at once and then every minute; ``sent`` carries a Sending whenever something went or the reason changed."""

    sent = Signal(object)

    def __init__(self, parent: QObject, workspace: Workspace, worker: Worker) -> None:
        super().__init__(parent)
        self._workspace, self._worker = workspace, worker
        self._job: Job | None = None
        self._failure = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.send)
        self._timer.start(EVERY)
        QTimer.singleShot(0, self.send)

    def send(self) -> None:
        """Try now, unless a try is under way."""
        if self._job is not None or not self._timer.isActive():
            return
        self._job = self._worker.start(self, lambda progress: send_pending(self._workspace, progress))
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)

    def stop(self) -> None:
        """Try no more; to be called before the profile is closed."""
        self._timer.stop()

    def _done(self, sending: Sending) -> None:
        self._end()
        if sending.sent or sending.failure != self._failure:
            self._failure = sending.failure
            self.sent.emit(sending)

    def _failed(self, error: Exception) -> None:
        self._end()
        if explain(error) is None:  # A busy store is tried again; a mistake of the program is told.
            raise error

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()  # One a minute all day long would add up.
        self._job = None
