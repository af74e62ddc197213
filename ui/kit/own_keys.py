"""Keeps what is typed in a field, or in the list that it opened, from being a shortcut of the page around it."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

WRITING = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)


def is_written(event: QEvent) -> bool:
    """Whether a key writes a letter, a digit or a sign."""
    if not isinstance(event, QKeyEvent) or event.modifiers() not in WRITING:
        return False
    return bool(event.text()) and event.text().isprintable()


class OwnKeys(QObject):
    """A filter for a field or for what pops up from it: a page's shortcuts reach into popups, too."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's own signature
        """Take what is written before it is looked for among the shortcuts."""
        if event.type() != QEvent.Type.ShortcutOverride or not is_written(event):
            return False
        event.accept()
        return True
