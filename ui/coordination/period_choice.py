"""Chooses a month, quarter, half-year or year among those that anything is there of."""

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from services.periods import Month, Period
from ui.kit.fields import Choice
from ui.kit.widgets import row

YEAR = 12
LENGTHS = {"3": "Trimestre", "1": "Mes", "6": "Semestre", str(YEAR): "Año"}


class PeriodChoice(QWidget):
    """The length of a period and the period; ``chosen`` tells another one, ``period`` is None before any is offered."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.length = Choice("Duración del periodo", LENGTHS)
        self.list = Choice("Periodo")
        self.list.setMinimumContentsLength(len("segundo trimestre de 2021"))
        self._span: tuple[Month, Month] | None = None
        inside = row(self.length, self.list)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.length.currentIndexChanged.connect(self._relist)
        self.list.currentIndexChanged.connect(lambda _: self.chosen.emit())

    @property
    def period(self) -> Period | None:
        """What is chosen."""
        return Period.parse(self.list.key) if self.list.key else None

    def offer(self, first: Month, last: Month) -> None:
        """Offer the periods that touch these months, newest first, keeping the chosen one."""
        self._span = (first, last)
        self._fill()

    def choose(self, period: Period) -> None:
        """Choose a period."""
        self.length.choose(str(period.length))
        self.list.choose(str(period))

    def _relist(self) -> None:
        self._fill()
        self.chosen.emit()

    def _fill(self) -> None:
        if self._span is None:
            return
        periods = reversed(list(_touching(*self._span, int(self.length.key))))
        with QSignalBlocker(self.list):
            self.list.offer({str(each): each.name.capitalize() for each in periods})


def _touching(first: Month, last: Month, length: int) -> Iterator[Period]:
    start = Month(first.year, (first.number - 1) // length * length + 1)
    while start <= last:
        yield Period.starting(start, length)
        start += length
