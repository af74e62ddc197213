"""Long work on one thread beside the window, with progress, cancel, and answers on the window's thread."""

import gc
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from services.errors import CancelledError

PATIENCE = 600
"""Milliseconds before progress is shown: shorter work never flickers."""

Progress = Callable[[int, int], None]


class Job(QObject):
    """One piece of long work; its signals arrive on the window's thread."""

    progressed = Signal(int, int)
    overdue = Signal()
    done = Signal(object)
    failed = Signal(Exception)
    _settled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_cancelled = False
        self.is_told = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.overdue)
        self._timer.start(PATIENCE)
        # Queued: quick work can end before whoever started it has connected to these signals.
        self._settled.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        for signal in (self.done, self.failed):
            signal.connect(self._timer.stop)

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next step, and then nothing has changed."""
        self._is_cancelled = True

    def report(self, done: int, total: int) -> None:
        """What the work calls between its steps, on its own thread."""
        if self._is_cancelled:
            raise CancelledError
        self.progressed.emit(done, total)

    def settle(self, future: "Future[Any]") -> None:
        """Note how the work ended; called on either thread."""
        self._settled.emit(future)

    def _tell(self, future: "Future[Any]") -> None:
        self.is_told = True
        if future.cancelled():  # The worker was stopped before its turn: the window goes, nobody waits.
            return
        error = future.exception()
        if error is None:
            self.done.emit(future.result())
        else:
            self.failed.emit(error)


class Worker:
    """Runs one job after the other on a single thread, so that the store has one writer."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="trabajo")
        self._is_stopped = False
        self._running: list[tuple[Job, Future[Any]]] = []

    @property
    def is_busy(self) -> bool:
        """Whether something runs, waits its turn, or has ended and was not told yet."""
        return any(map(_goes_on, self._running))

    def start(self, parent: QObject, work: Callable[[Progress], Any]) -> Job:
        """Start ``work``; connect to the job's signals right away, they come only from the event loop."""
        job = Job(parent)
        if not self._is_stopped:  # A timer may still ask for something while the window goes.
            future = self._pool.submit(_undisturbed, work, job.report)
            future.add_done_callback(job.settle)
            self._running = list(filter(_goes_on, self._running))
            self._running.append((job, future))
        return job

    def stop(self) -> None:
        """Ask what runs to stop at its next step, wait for it, and start nothing more, not even what waits its turn."""
        self._is_stopped = True
        for job, _ in self._running:
            job.cancel()
        self._pool.shutdown(cancel_futures=True)


def _undisturbed(work: Callable[[Progress], Any], report: Progress) -> Any:
    """Do some work; of all there is, Python's collector looks only at what it makes.

    To look at everything, as the collector does whenever there is a quarter more, holds the window still.
    """
    gc.freeze()
    try:
        return work(report)
    finally:
        gc.unfreeze()


def _goes_on(running: "tuple[Job, Future[Any]]") -> bool:
    """Whether work runs, or somebody still has to be told how it ended: whoever began it may be gone."""
    job, future = running
    return not job.is_told and (isValid(job) or not future.done())
