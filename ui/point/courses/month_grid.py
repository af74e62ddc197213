"""The grid of a month: its model, how a day is painted, and the keys that move in it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from services.periods import Month
from services.texts import counted
from services.training.listing import CalendarEntry
from ui.kit.theme import Theme
from ui.kit.tips import tip
from ui.point.courses.words import WEEKDAYS, hours, long_day

WEEKS = 6
WEEK = 7
DAY_ROLE = Qt.ItemDataRole.UserRole
ENTRIES_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class MonthModel(QAbstractTableModel):
    """Six weeks of seven days.

    ``April 2021`` begins on a Thursday::

        lun 29 | mar 30 | mié 31 | jue 1 | vie 2 | sáb 3 | dom 4
        lun 5  | mar 6  | …
    """

    def __init__(self) -> None:
        super().__init__()
        self.month = Month(2021, 1)
        self._entries: Mapping[date, Sequence[CalendarEntry]] = {}

    @property
    def first_day(self) -> date:
        """The Monday that the calendar begins with."""
        return self.month.first_day - timedelta(self.month.first_day.weekday())

    @property
    def last_day(self) -> date:
        """The Sunday that it ends with."""
        return self.first_day + timedelta(WEEKS * WEEK - 1)

    def show_month(self, month: Month, entries: Sequence[CalendarEntry]) -> None:
        """Show another month."""
        self.beginResetModel()
        self.month = month
        by_day: dict[date, list[CalendarEntry]] = {}
        for entry in entries:
            by_day.setdefault(entry.day, []).append(entry)
        self._entries = by_day
        self.endResetModel()

    def day(self, index: Index) -> date:
        """The day of a cell."""
        return self.first_day + timedelta(index.row() * WEEK + index.column())

    def index_of(self, day: date) -> QModelIndex:
        """The cell of a day; no cell if it is not shown."""
        place = (day - self.first_day).days
        return self.index(*divmod(place, WEEK)) if 0 <= place < WEEKS * WEEK else QModelIndex()

    def entries(self, day: date) -> Sequence[CalendarEntry]:
        """What happens on a day."""
        return self._entries.get(day, ())

    def rowCount(self, parent: Index | None = None) -> int:
        """Always six weeks, so that the calendar never jumps."""
        return 0 if parent is not None and parent.isValid() else WEEKS

    def columnCount(self, parent: Index | None = None) -> int:
        """The days of the week."""
        return 0 if parent is not None and parent.isValid() else WEEK

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A day's number and what happens on it, also in words."""
        day = self.day(index)
        entries = self.entries(day)
        lines = [f"{hours(each.starts_at, None)} {each.title}".strip() for each in entries]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "\n".join((str(day.day), *lines))
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join((long_day(day), *lines)))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ". ".join((long_day(day), *(lines or ["nada programado"])))
            case _ if role == DAY_ROLE:
                return day
            case _ if role == ENTRIES_ROLE:
                return entries
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the days."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return WEEKDAYS[section][:3].capitalize()
        return None


class DayPainter(QStyledItemDelegate):
    """Paints a day: its number, and as many entries as fit, with how many more there are."""

    def __init__(self, theme: Theme, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = today

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one day."""
        day: date = index.data(DAY_ROLE)
        model = index.model()
        in_month = not isinstance(model, MonthModel) or day in model.month
        colours, rect = self._theme.colours, option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(colours.card if in_month else colours.ground))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if is_chosen:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(rect.adjusted(2, 2, -3, -3), 6, 6)
        self._paint_number(painter, rect, day, in_month=in_month)
        self._paint_entries(painter, rect, index.data(ENTRIES_ROLE))
        painter.restore()

    def _paint_number(self, painter: QPainter, rect: QRect, day: date, *, in_month: bool) -> None:
        colours, px = self._theme.colours, self._theme.px
        is_today = day == self._today
        painter.setFont(self._theme.font(13, bold=is_today))
        painter.setPen(QColor(colours.accent_text if is_today else colours.text if in_month else colours.soft))
        text = f"{day.day}  hoy" if is_today else str(day.day)
        painter.drawText(rect.adjusted(px(8), px(4), -px(4), 0), Qt.AlignmentFlag.AlignTop, text)

    def _paint_entries(self, painter: QPainter, rect: QRect, entries: Sequence[CalendarEntry]) -> None:
        colours, px = self._theme.colours, self._theme.px
        painter.setFont(self._theme.font(12))
        metrics = painter.fontMetrics()
        height = metrics.height() + px(2)
        top = rect.top() + px(24)
        room = max(0, (rect.bottom() - px(2) - top) // height)
        shown = entries if len(entries) <= room else entries[: max(0, room - 1)]
        for entry in shown:
            line = QRect(rect.left() + px(4), top, rect.width() - px(9), height - 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(line, 3, 3)
            painter.setPen(QColor(colours.accent_text))
            text = f"{entry.starts_at or ''} {entry.title}".strip()
            inside = line.adjusted(px(4), 0, -px(2), 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, _cut(metrics, text, inside.width()))
            top += height
        if len(shown) < len(entries) and room:
            painter.setPen(QColor(colours.soft))
            more = f"{len(entries) - len(shown)} más" if shown else counted(len(entries), "sesión", "sesiones")
            painter.drawText(QRect(rect.left() + px(8), top, rect.width() - px(12), height), 0, more)


class MonthGrid(QTableView):
    """The calendar; arrows move, Enter opens the day, Page Up and Page Down change the month."""

    turned = Signal(int)
    opened = Signal()

    def __init__(self, model: MonthModel, theme: Theme, today: date) -> None:
        super().__init__()
        self.setAccessibleName("Calendario del mes")
        self.setModel(model)
        self.setItemDelegate(DayPainter(theme, today, self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(1)
        self._theme = theme
        self._fit()
        theme.changed.connect(self._fit)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def _fit(self) -> None:
        self.setMinimumHeight(self._theme.px(WEEKS * 62 + 40))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the page or open the day; the rest moves."""
        match event.key():
            case Qt.Key.Key_PageUp:
                self.turned.emit(-1)
            case Qt.Key.Key_PageDown:
                self.turned.emit(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters never jump in the calendar."""


def _cut(metrics: Any, text: str, width: int) -> str:
    cut: str = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return cut
