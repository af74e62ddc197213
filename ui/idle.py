"""Notices that nobody is at the keyboard, or that the computer slept."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

PATIENCE = 5 * 60.0
"""Seconds without a key or the mouse before the window is locked."""
EVERY = 5_000
"""Milliseconds between two looks at the clock."""
SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
    }
)


class Idle(QObject):
    """``passed`` tells that nobody touched anything for a while, once until somebody does again.

    Only the windows of the system are watched: they get each key and movement once, where all the objects of the
    application get thousands of events that say nothing. The clock is the wall's, which goes on while the computer
    sleeps.
    """

    passed = Signal()

    def __init__(self, parent: QObject, patience: float = PATIENCE, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._patience, self._clock = patience, clock
        self._last = self._looked = clock()
        self._is_over = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 - there is no window without one
        application.focusWindowChanged.connect(self._watch)

    def look(self) -> None:
        """Look at the clock: too long, also because the computer slept, is told."""
        now = self._clock()
        if now < self._looked:  # It was set back: what went by cannot be known.
            self._last = now
        self._looked = now
        if not self._is_over and now - self._last >= self._patience:
            self._is_over = True
            self.passed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin anew; the key that wakes the computer finds the window locked, and does nothing behind it."""
        if event.type() not in SIGNS:
            return super().eventFilter(watched, event)
        was_over = self._is_over
        self.look()
        has_locked = self._is_over and not was_over
        self._last, self._is_over = self._looked, False
        return has_locked

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
