"""A day: typed whole or picked in a calendar, and told only then."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QTextCharFormat
from PySide6.QtWidgets import QAbstractItemView, QCalendarWidget, QDateEdit, QToolButton

from ui.kit.own_keys import OwnKeys, is_written

LETTERS = 44
LINES = 16


class DayField(QDateEdit):
    """``picked`` carries the day once it is complete: a half-typed date must not lead anywhere."""

    picked = Signal(date)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDisplayFormat("dd/MM/yyyy")
        self.setKeyboardTracking(False)
        self.setCalendarPopup(True)
        self._has_calendar = False
        self.dateChanged.connect(lambda day: self.picked.emit(_day(day)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Have the calendar ready before it opens: made with the field, it would cost as much as the rest of a form."""
        if not self._has_calendar:
            self._has_calendar = True
            self._dress(self.calendarWidget())
        super().mousePressEvent(event)

    def _dress(self, calendar: QCalendarWidget) -> None:
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(calendar.VerticalHeaderFormat.NoVerticalHeader)
        letters = self.fontMetrics()
        calendar.setMinimumSize(letters.averageCharWidth() * LETTERS, letters.height() * LINES)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # Qt's red is hard to read on a dark ground.
            calendar.setWeekdayTextFormat(day, QTextCharFormat())
        for side, arrow in (("prev", Qt.ArrowType.LeftArrow), ("next", Qt.ArrowType.RightArrow)):
            step = calendar.findChild(QToolButton, f"qt_calendar_{side}month")
            if step is not None:  # Its own picture is black in the dark, too.
                step.setIcon(QIcon())
                step.setArrowType(arrow)
        calendar.setDateEditEnabled(False)
        days = calendar.findChild(QAbstractItemView, "qt_calendar_calendarview")
        if days is not None:
            days.installEventFilter(self)
            days.installEventFilter(OwnKeys(days))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's own signature
        """Write in the field what is typed over the open calendar."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not is_written(event):
            return False
        self.calendarWidget().window().close()
        self.setFocus()
        self.setSelectedSection(self.Section.DaySection)
        QCoreApplication.sendEvent(self, event.clone())
        return True

    @property
    def day(self) -> date:
        """The day that stands in the field."""
        return _day(self.date())

    def show_day(self, day: date, newest: date) -> None:
        """Show a day without telling; none after ``newest`` can be chosen."""
        with QSignalBlocker(self):
            self.setMaximumDate(QDate(newest.year, newest.month, newest.day))
            self.setDate(QDate(day.year, day.month, day.day))


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
