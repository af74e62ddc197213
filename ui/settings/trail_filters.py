"""What of the audit trail is looked for: words, who, what and when."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from services.audit import ANY, Only
from services.texts import begun
from ui.kit.day_field import DayField
from ui.kit.fields import Choice, line
from ui.kit.flow import FlowLayout
from ui.kit.widgets import GRID, column, label, row

PAUSE = 300
"""Milliseconds after the last letter before it is looked for."""
LETTERS = 16
"""That a choice shows at least."""
TODAY, WEEK, MONTH, YEAR, BETWEEN = "hoy", "semana", "mes", "año", "entre"
WHEN = {
    TODAY: "Hoy",
    WEEK: "Últimos 7 días",
    MONTH: "Últimos 30 días",
    YEAR: "Este año",
    BETWEEN: "Entre dos fechas",
}


class TrailFilters(QWidget):
    """``changed`` tells that something else is looked for."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.search = line("Buscar en el rastro", "Buscar: reabrir, Iném, enero, una palabra del motivo…")
        self.search.setClearButtonEnabled(True)
        self.who = Choice("Quién", any_name="Todas las personas")
        self.what = Choice("Qué", any_name="Todas las acciones")
        self.when = Choice("Cuándo", WHEN, any_name="Cualquier fecha")
        self.first, self.last = DayField("Desde"), DayField("Hasta")
        self.first.show_day(today - timedelta(days=29), today)
        self.last.show_day(today, today)
        for choice in (self.who, self.what, self.when):
            choice.setMinimumContentsLength(LETTERS)
        self._days = QWidget()
        self._days.setLayout(row(label("Desde"), self.first, label("hasta"), self.last, 1))
        self._days.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.changed)
        choices = FlowLayout(self.who, self.what, self.when, spacing=GRID)
        self.setLayout(column(self.search, choices, self._days, spacing=GRID))
        self._connect()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self._now)
        for choice in (self.who, self.what):
            choice.currentIndexChanged.connect(lambda _: self._now())
        self.when.currentIndexChanged.connect(lambda _: self._choose_days())
        for field in (self.first, self.last):
            field.picked.connect(lambda _: self._now())

    @property
    def words(self) -> str:
        """The words that are looked for."""
        return self.search.text()

    @property
    def only(self) -> Only:
        """Who, what and when."""
        first, last = self._span()
        return Only(self.who.key, self.what.key, first, last)

    @property
    def is_any(self) -> bool:
        """Whether every line is looked for."""
        return self.only == ANY and not self.words.split()

    def offer(self, people: Sequence[str], actions: Sequence[str], today: date) -> None:
        """Offer the people and actions that there are, keeping what is chosen."""
        self._today = today
        self.who.offer({name: name for name in people})
        self.what.offer({action: begun(action) for action in actions})
        for field in (self.first, self.last):
            field.show_day(min(field.day, today), today)

    def _span(self) -> tuple[date | None, date | None]:
        match self.when.key:
            case "":
                return None, None
            case "entre":
                return self.first.day, self.last.day
            case "año":
                return date(self._today.year, 1, 1), None
            case key:
                return self._today - timedelta(days={TODAY: 0, WEEK: 6, MONTH: 29}[key]), None

    def _choose_days(self) -> None:
        self._days.setVisible(self.when.key == BETWEEN)
        self._now()

    def _now(self) -> None:
        self._timer.stop()
        self.changed.emit()
