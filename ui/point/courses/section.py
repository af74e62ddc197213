"""What the parts of an activity's page have in common."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QWidget

from services.training.activities import ActivityDetail
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, NoticeKind, column, row

LEAST_BESIDE = 520
ANY_WIDTH = 16_777_215  # What Qt calls no limit.


class Section(QWidget):
    """A part of the page that shows one activity; ``written`` tells that it changed something."""

    written = Signal()

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self.page = page
        self.workspace = workspace
        self.theme = theme
        self.detail: ActivityDetail | None = None

    def show_activity(self, detail: ActivityDetail) -> None:
        """Show another activity, or the same one read again."""
        self.detail = detail
        self.refresh()

    @property
    def has_unsaved(self) -> bool:
        """Whether something is typed that is not recorded and that no draft keeps."""
        return False

    def refresh(self) -> None:
        """Read again what is shown."""

    def begin(self) -> None:
        """Called when the section comes in sight: put the focus where work begins."""


class Beside(QWidget):
    """A wide part and a side of a fixed width (of the drawing), one below the other where there is no room for both."""

    def __init__(self, theme: Theme, wide: QWidget, side: QWidget, width: int, *, side_first: bool = False) -> None:
        super().__init__()
        self._theme, self._side, self._width = theme, side, width
        self._box = row(*((side, wide) if side_first else (wide, side)), spacing=2 * GRID)
        self._box.setStretchFactor(wide, 1)
        self.setLayout(self._box)
        theme.changed.connect(self._fit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose how the two stand."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fits = self.width() >= self._theme.px(self._width + LEAST_BESIDE)
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)
        self._side.setMinimumWidth(self._theme.px(self._width) if fits else 0)
        self._side.setMaximumWidth(self._theme.px(self._width) if fits else ANY_WIDTH)


def foot(*items: QWidget) -> QWidget:
    """Buttons at the foot of a card without margins of its own."""
    tall = max(item.sizeHint().height() for item in items)
    for item in items:
        item.setMinimumHeight(tall)  # Texts stand level with the buttons.
    inside = QWidget()
    inside.setLayout(FlowLayout(*items, spacing=GRID))
    made = QWidget()
    layout = column(inside)
    layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
    made.setLayout(layout)
    return made


def ask(page: Page, sentence: str, action: str, do: Callable[[], None]) -> None:
    """Ask in place before something with a consequence; the focus goes to the button that does it."""
    page.notice.say(NoticeKind.WARNING, sentence, action, do)
    page.notice.findChildren(QPushButton)[0].setFocus()


def empty_text(text: str) -> QLabel:
    """What to do first, where there is nothing yet."""
    made = widgets.label(text, "soft", wrap=True)
    made.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    return made
