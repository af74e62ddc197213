"""Brings a part of a page that scrolls into sight."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QTableView, QWidget

from ui.kit.widgets import GRID


def bring_into_sight(part: QWidget) -> None:
    """Scroll the page that a part is on, once the layout has come to rest, so that the part is seen."""
    QTimer.singleShot(0, part, lambda: _scroll_to(part))


def keep_chosen_in_sight(table: QTableView) -> None:
    """Show the chosen row also when a table gets more rows, or another height: its page may come to rest later."""
    table.verticalScrollBar().rangeChanged.connect(lambda *_: table.scrollTo(table.currentIndex()))


def _scroll_to(part: QWidget) -> None:
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None and part.isVisible():
        above.ensureWidgetVisible(part, 0, 2 * GRID)
