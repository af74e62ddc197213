"""Work beside the window whose answer is wanted only while nothing newer was asked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.kit.work import Job, Progress, Worker


class Latest(QObject):
    """Runs one question after the other and answers the last one; ``overdue`` tells that it takes its time."""

    overdue = Signal()
    failed = Signal(Exception)

    def __init__(self, parent: QObject, worker: Worker) -> None:
        super().__init__(parent)
        self._worker = worker
        self._job: Job | None = None
        self._done: Callable[[Any], None]

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def ask(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Run ``work``; ``done`` gets its result on the window's thread unless something else is asked before."""
        self.forget()
        self._done = done
        self._job = self._worker.start(self, work)
        # Bound methods only: a bare function would be called on the thread of the work.
        self._job.overdue.connect(self.overdue)
        self._job.done.connect(self._answer)
        self._job.failed.connect(self._refuse)

    def forget(self) -> None:
        """Want no answer any more; the worker still hears that the work ended."""
        job, self._job = self._job, None
        if job is not None:
            job.overdue.disconnect(self.overdue)
            job.done.disconnect(self._answer)
            job.failed.disconnect(self._refuse)
            job.cancel()

    def _answer(self, result: object) -> None:
        self._end()
        self._done(result)

    def _refuse(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
