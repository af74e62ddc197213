"""The window of the help: beside the one of the work, so that both can be seen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from ui.help.help_page import HelpPage
from ui.kit.theme import Theme
from ui.kit.widgets import column
from ui.kit.work import Worker

USUAL, SMALLEST = QSize(1080, 690), QSize(720, 480)
SHARE = 0.95
"""How much of the screen the window takes at most, with its title bar."""


class HelpWindow(QWidget):
    """It is closed with Esc, and with the window of the work."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle("Ayuda de Bitácora")
        self.setProperty("role", "ground")
        usual = QSize(theme.px(USUAL.width()), theme.px(USUAL.height()))
        self.resize(usual.boundedTo(self.screen().availableGeometry().size() * SHARE))
        self.setMinimumSize(SMALLEST)
        self._worker = Worker()
        self.page = HelpPage(theme, self._worker)
        self.page.left.connect(self.close)
        self.setLayout(column(self.page))

    def come_forward(self) -> None:
        """Stand before the other windows, ready to read."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.reader.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say no longer what was said."""
        self.page.notice.clear()
        super().closeEvent(event)

    def leave(self) -> None:
        """Close for good: what is being written is finished first."""
        self._worker.stop()
        self.close()
        self.deleteLater()
