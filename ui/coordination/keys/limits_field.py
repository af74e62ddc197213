"""How far a key that is revoked is believed still: not at all, or month by month up to a revision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from services.merging.revocation import Limits
from services.packages.payload import HIGHEST_STAMP
from services.periods import Month, months_between
from ui.kit.fields import Wheel
from ui.kit.flow import FlowLayout
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Segments, button, column, label, number_field, row

MONTHS_BACK = 47
ROWS_IN_SIGHT = 3


@dataclass(frozen=True, order=True)
class Limit:
    """The last epoch and revision of a month that are believed."""

    month: Month
    epoch: int
    revision: int


class LimitsField(QWidget):
    """Nothing is believed unless somebody says so; then the list begins with what counts already."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._suggested: Callable[[], Limits] = dict
        self.way: Segments[bool] = Segments(
            "Lo que salió con la firma y todavía no ha llegado",
            ((False, "Rechazar todo"), (True, "Poner un límite")),
        )
        self.rows: RowsModel[Limit] = RowsModel(
            (
                Column("Mes", lambda each: each.month.name),
                Column("Vale hasta la época", lambda each: str(each.epoch), is_figure=True),
                Column("Vale hasta la revisión", lambda each: str(each.revision), is_figure=True),
            )
        )
        self.table = DataTable("Hasta dónde vale la firma en cada mes", self.rows)
        self.month = QComboBox()
        self.epoch, self.revision = number_field(1, HIGHEST_STAMP), number_field(1, HIGHEST_STAMP)
        self.put_button = button("Poner en la lista", self._put)
        self.drop_button = button("Quitar de la lista", self._drop)
        self.list = QWidget()
        self._lay_out()
        self.way.chosen.connect(self._change_way)
        self.table.row_chosen.connect(self._show_chosen)

    def _lay_out(self) -> None:
        self.table.setFixedHeight((ROWS_IN_SIGHT + 1) * self.table.verticalHeader().defaultSectionSize() + GRID)
        for field, name in (
            (self.month, "Mes en que la firma vale"),
            (self.epoch, "Época hasta la que vale"),
            (self.revision, "Revisión hasta la que vale"),
        ):
            field.setAccessibleName(name)
            field.installEventFilter(Wheel(field))
        line = FlowLayout(
            _beside("Mes", self.month),
            _beside("Época", self.epoch),
            _beside("Revisión", self.revision),
            self.put_button,
            self.drop_button,
            spacing=GRID,
        )
        said = label(
            "En la lista está lo que ya cuenta. Agregue hasta qué revisión cerró el punto con esa firma los meses que "
            "no han llegado: las lee en «Ajustes», «Este punto». Lo que ya llegó no se cambia con ella, y lo que pase "
            "de ahí no cuenta.",
            "soft",
            wrap=True,
        )
        self.list.setLayout(column(said, self.table, line, spacing=GRID))
        self.list.hide()
        asked = label("¿Qué se hace con lo que salió con esa firma y todavía no ha llegado?", wrap=True)
        self.setLayout(column(asked, row(self.way, 1), self.list, spacing=GRID))

    def begin(self, today: date, suggested: Callable[[], Limits]) -> None:
        """Begin again with nothing believed; ``suggested`` is read once somebody wants limits."""
        self._suggested = suggested
        last = Month.of(today)
        self.month.clear()
        for month in reversed(list(months_between(last + -MONTHS_BACK, last))):
            self.month.addItem(month.name, month)
        self.rows.set_rows(())
        self.way.choose(False)
        self.list.hide()

    @property
    def limits(self) -> Limits:
        """How far the key is believed: nothing if everything is to be rejected."""
        return {str(each.month): (each.epoch, each.revision) for each in self.rows.rows} if self.way.value else {}

    def _change_way(self) -> None:
        self.list.setVisible(self.way.value)
        if self.way.value and not self.rows.rows:
            self._show(Limit(Month.parse(period), *stamp) for period, stamp in self._suggested().items())
        self.changed.emit()

    def _show(self, limits: Iterable[Limit]) -> None:
        self.rows.set_rows(tuple(sorted(limits, reverse=True)))
        self.drop_button.setEnabled(bool(self.rows.rows))

    def _show_chosen(self) -> None:
        place = self.table.selected_row()
        if place is not None and place < len(self.rows.rows):
            chosen = self.rows.rows[place]
            self.month.setCurrentText(chosen.month.name)
            self.epoch.setValue(chosen.epoch)
            self.revision.setValue(chosen.revision)

    def _put(self) -> None:
        chosen = Limit(self.month.currentData(), self.epoch.value(), self.revision.value())
        self._show([chosen, *(each for each in self.rows.rows if each.month != chosen.month)])
        self.table.select(next(at for at, each in enumerate(self.rows.rows) if each.month == chosen.month))
        self.changed.emit()

    def _drop(self) -> None:
        self._show(each for each in self.rows.rows if each.month != self.month.currentData())
        self.changed.emit()


def _beside(name: str, field: QWidget) -> QWidget:
    """A field with its name to the left, which go together into the next line."""
    both = QWidget()
    both.setLayout(row(label(name, "soft"), field))
    return both
