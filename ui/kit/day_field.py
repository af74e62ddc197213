"""A day: typed whole or picked in a calendar, and told only then."""

from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QMouseEvent, QTextCharFormat
from PySide6.QtWidgets import QAbstractItemView, QCalendarWidget, QDateEdit, QToolButton

from services.periods import FIRST_YEAR
from ui.kit.own_keys import OwnKeys, is_written

LETTERS = 44
LINES = 16
SEPARATORS = "/-. "
FIRST_DAY = date(FIRST_YEAR, 1, 1)
SHEET = 42
"""Days on a sheet of the calendar."""


class DayField(QDateEdit):
    """``picked`` carries the day once it is complete: a half-typed date must not lead anywhere.

    ``refused`` says why a day is not taken, where only days up to a newest one are: the field goes back to the last.
    """

    picked = Signal(date)
    refused = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDisplayFormat("dd/MM/yyyy")
        self.setKeyboardTracking(False)
        self.setCalendarPopup(True)
        self._has_calendar = False
        self._newest: date | None = None
        self._last = self.day
        self._is_entered = False
        self.lineEdit().installEventFilter(self)
        self.dateChanged.connect(lambda day: self._take(_day(day)))

    # --- typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a date be typed with its separators: Qt goes on by itself after two figures, and would go on twice."""
        if not event.text() or event.text() not in SEPARATORS:
            super().keyPressEvent(event)
        elif not self.lineEdit().hasSelectedText() and self.currentSectionIndex() + 1 < self.sectionCount():
            self.setSelectedSection(self.sectionAt(self.currentSectionIndex() + 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a click begin at the day, and write in the field what is typed over the open calendar."""
        if watched is self.lineEdit():
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._select_clicked()
        elif event.type() == QEvent.Type.KeyPress and is_written(event):
            self._leave_calendar()
            QCoreApplication.sendEvent(self, event.clone())
            return True
        return False

    def _leave_calendar(self) -> None:
        """Close the calendar; a key that was on its way may still come by it."""
        calendar = self.calendarWidget().window()
        if calendar.isVisible():
            calendar.close()
            self.setFocus()
            self.setSelectedSection(self.Section.DaySection)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember that a click brought the focus."""
        super().focusInEvent(event)
        self._is_entered = event.reason() == Qt.FocusReason.MouseFocusReason

    def _select_clicked(self) -> None:
        """Select what is typed over: without that Qt refuses each figure, for there are enough."""
        if not self.lineEdit().hasSelectedText():
            self.setSelectedSection(self.Section.DaySection if self._is_entered else self.currentSection())
        self._is_entered = False

    # --- the calendar

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Have the calendar ready before it opens: made with the field, it would cost as much as the rest of a form."""
        if not self._has_calendar:
            self._has_calendar = True
            self._dress(self.calendarWidget())
        super().mousePressEvent(event)
        if self._newest is not None:
            self._limit(self.calendarWidget(), self._newest)

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

    def _limit(self, calendar: QCalendarWidget, newest: date) -> None:
        """Show paler the days that are not taken; they can be clicked, and it is said why not."""
        calendar.setDateRange(_qt(FIRST_DAY), _qt(newest + timedelta(SHEET)))
        paler = QTextCharFormat()
        paler.setForeground(self.palette().placeholderText())
        calendar.setDateTextFormat(QDate(), QTextCharFormat())
        for ahead in range(1, SHEET + 1):
            calendar.setDateTextFormat(_qt(newest + timedelta(ahead)), paler)

    # --- the day

    @property
    def day(self) -> date:
        """The day that stands in the field."""
        return _day(self.date())

    def show_day(self, day: date, newest: date) -> None:
        """Show a day without telling; none after ``newest`` is taken from now on."""
        self._newest, self._last = newest, day
        self._set(day)

    def _take(self, day: date) -> None:
        """Tell a day, or why it is not taken; limits of Qt's own would make another date of it while it is typed."""
        if self._newest is None or FIRST_DAY <= day <= self._newest:
            self._last = day
            self.picked.emit(day)
            return
        self._set(self._last)
        if self.hasFocus():
            self.setSelectedSection(self.Section.DaySection)
        if day > self._newest:
            self.refused.emit(f"El {day:%d/%m/%Y} todavía no llega; elija hoy o un día anterior.")
        else:
            self.refused.emit(f"El {day:%d/%m/%Y} es anterior a {FIRST_YEAR}; revise la fecha.")

    def _set(self, day: date) -> None:
        with QSignalBlocker(self):
            self.setDate(_qt(day))


def _day(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
