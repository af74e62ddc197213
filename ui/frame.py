"""What stands around a page: a bar that says where one is, the pages on the left, and the state below."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from ui.help.help import Help
from ui.help.menu import HelpButton
from ui.kit.elided_label import ElidedLabel
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, clear, column, label, row
from ui.navigation import Navigation
from ui.shell import PageSpec, spoken_day
from ui.status_bar import StatusBar

SAMPLE = "MUESTRA: cifras de ejemplo; lo que registre aquí no se conserva"


class Frame(QWidget):
    """All that is in the main window; ``stack`` holds the pages, one of them in sight."""

    def __init__(self, theme: Theme, manual: Help) -> None:
        super().__init__()
        self.setProperty("role", "ground")
        self._where = ElidedLabel("soft")
        self._day = ElidedLabel("soft")
        self._user = row()
        self.side = Navigation(theme, HelpButton(theme, manual))
        self.stack = QStackedWidget()
        self.status = StatusBar()
        top = row(label("Bitácora", "strong"), self._where, 1, self._day, self._user, spacing=12)
        top.setContentsMargins(2 * GRID, 12, 2 * GRID, 12)
        bar = _framed("bar", top)
        middle = row(self.side, self.stack, spacing=0)
        middle.setStretch(1, 1)
        self.band = _band()
        whole = column(self.band, bar, middle, self.status, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.leave_pages()

    def offer_pages(self, where: str, specs: Sequence[PageSpec], *, is_sample: bool) -> None:
        """Show whose pages these are, and their navigation; above all those of a sample stands that they are one."""
        self._where.setText(where)
        self.band.setVisible(is_sample)
        self.side.offer(specs)
        self.side.show()
        self.status.show()

    def add_page(self, page: Page) -> QScrollArea:
        """Put a page where it scrolls when the text is larger than the screen."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack.addWidget(area)
        area.setWidget(page)  # Only now: the style of all in it is looked up anew with every change of place.
        return area

    def leave_pages(self) -> None:
        """Show no navigation, for there is one thing to do."""
        self._where.setText("")
        self.band.hide()
        self.side.hide()
        self.status.hide()

    def show_day(self, day: date) -> None:
        """Show what day it is."""
        self._day.setText(spoken_day(day))

    def show_user(self, widget: QWidget) -> None:
        """Show who works, at the end of the bar."""
        self.leave_user()
        self._user.addWidget(widget)

    def leave_user(self) -> None:
        """Nobody works."""
        clear(self._user)


def _framed(role: str, layout: QLayout) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", role)
    frame.setLayout(layout)
    return frame


def _band() -> QFrame:
    text = ElidedLabel("")
    text.setText(SAMPLE)
    inside = row(text)
    inside.setContentsMargins(2 * GRID, 6, 2 * GRID, 6)
    band = _framed("sample", inside)
    band.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return band
