"""A line to type in that knows a reader of cédulas from a person, and keeps every key to itself."""

import time

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from services.people.cedula import has_mark, is_whole

QUIET = 200
"""Milliseconds without a key after which a reader has finished; readers take under 20 between two."""
SLOW = 1.0
"""Seconds after which what was typed before has nothing to do with what is typed now."""
LONGEST_RECORD = 600
WAYS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
FUNCTION_KEYS = range(Qt.Key.Key_F1, Qt.Key.Key_F35 + 1)


class ScanField(QLineEdit):
    """``record`` carries what a reader sent, up to the blood group; what follows it is let through unread.

    ``scanning`` tells that a reader began, ``moved`` an arrow key, ``accepted`` Enter, ``dismissed`` Escape.
    """

    record = Signal(str)
    scanning = Signal()
    moved = Signal(int)
    accepted = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heard = ""
        self._last = 0.0
        self._is_scanning = False
        self._is_draining = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET)
        self._quiet.timeout.connect(self._finish)
        self.textChanged.connect(self._notice_record)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, unless a reader does: its keys were heard before they came here."""
        key = event.key()
        if self._is_scanning:
            pass
        elif key in WAYS:
            self.moved.emit(WAYS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)
        event.accept()

    def hear(self, typed: str) -> bool:
        """Take a key as part of a record; says whether it was one, so that nobody else gets it."""
        if self._is_draining:
            self._quiet.start()
            return True
        now = time.monotonic()
        if now - self._last > SLOW:
            self._heard = ""
        self._last = now
        self._heard = (self._heard + typed)[-LONGEST_RECORD:]
        if not self._is_scanning and has_mark(self._heard):
            self._is_scanning = True
            self.clear()
            self.scanning.emit()
        if self._is_scanning:
            self._is_draining = is_whole(self._heard)
            self._quiet.start()
        return self._is_scanning

    def event(self, event: QEvent) -> bool:
        """Hear every key, and let none be a shortcut of the page, except those that open another one."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.hear(event.text()) or event.key() not in FUNCTION_KEYS:
                event.accept()
                return True
            return False
        return super().event(event)

    def _finish(self) -> None:
        """The reader is quiet: only now may the focus go on, for its last keys were not for anybody else."""
        heard, self._heard = self._heard, ""
        self._is_scanning = self._is_draining = False
        self.clear()
        self.record.emit(heard)

    def _notice_record(self, text: str) -> None:
        """A record that was pasted, or that comes by another way than keys."""
        if has_mark(text):
            self._heard = text
            if is_whole(text):
                self._quiet.stop()
                self._finish()
            else:
                self._quiet.start()
