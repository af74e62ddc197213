"""Finds what is shown without a place in a window, which flashes and takes the focus away."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class WindowWatch(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(watched)
        return False
