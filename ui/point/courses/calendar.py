"""A month as a calendar beside what happens on the chosen day."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QWidget,
)

from services.periods import Month
from services.training.listing import CalendarEntry, calendar_entries
from services.words import label
from services.workspace import Workspace
from ui.kit import icons, widgets
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, PushButton, button, column, row
from ui.point.courses.month_grid import MonthGrid, MonthModel
from ui.point.courses.section import Beside, empty_text
from ui.point.courses.words import long_day

SIDE = 300


class CalendarView(QWidget):
    """The month beside what happens on the chosen day; ``chosen`` carries the activity to open."""

    chosen = Signal(int)

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self.model = MonthModel()
        self.grid = MonthGrid(self.model, theme, workspace.today)
        self.grid.turned.connect(self.turn)
        self.grid.opened.connect(self._open_day)
        self.heading = widgets.label("", "heading")
        self.day_heading = widgets.label("", "heading", wrap=True)
        self.entries: RowsModel[CalendarEntry] = RowsModel(_columns())
        self.table = DataTable("Actividades de ese día", self.entries, stretch=1)
        self.table.activated.connect(lambda _index: self._open_entry())
        self.empty = empty_text("No hay nada programado este día.")
        self.open_button = button("Abrir actividad", self._open_entry)
        self._earlier, self._later = (PushButton(), PushButton())
        self._month = Month.of(workspace.today)
        self._assemble()
        self.grid.selectionModel().currentChanged.connect(lambda *_: self._show_day())
        theme.changed.connect(self._draw_icons)

    @property
    def day(self) -> date:
        """The chosen day."""
        index = self.grid.currentIndex()
        return self.model.day(index) if index.isValid() else self._workspace.today

    def refresh(self) -> None:
        """Read the month again."""
        self._show_month(self._month, self.day)

    def turn(self, by: int) -> None:
        """Show another month, with its first day chosen."""
        month = self._month + by
        self._show_month(month, month.first_day)

    def go_today(self) -> None:
        """Show the month of today."""
        today = self._workspace.today
        self._show_month(Month.of(today), today)

    def choose(self, day: date) -> None:
        """Choose a day of any month."""
        self._show_month(Month.of(day), day)

    def _assemble(self) -> None:
        for turner, name, by in ((self._earlier, "Mes anterior", -1), (self._later, "Mes siguiente", 1)):
            turner.setAccessibleName(name)
            turner.setToolTip(f"{name} ({'Re' if by < 0 else 'Av'} Pág)")
            turner.clicked.connect(lambda _checked=False, by=by: self.turn(by))
        today = button("Hoy", self.go_today)
        head = row(self._earlier, self._later, self.heading, 1, today)
        head.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        month = Card(column(head, self.grid, spacing=0), 0)
        day_head = column(self.day_heading)
        day_head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        foot = row(self.open_button, 1)
        foot.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        inside = column(day_head, self.empty, self.table, foot, spacing=0)
        inside.setStretch(2, 1)
        inside.addStretch(0)
        self.side = Card(inside, 0)
        self.table.setMinimumHeight(self._theme.px(120))
        self.setLayout(column(Beside(self._theme, month, self.side, SIDE)))
        self._draw_icons()

    def _draw_icons(self) -> None:
        colour, size = self._theme.colours.text, self._theme.px(16)
        self._earlier.setIcon(icons.icon("chevron-left", colour, size=size))
        self._later.setIcon(icons.icon("chevron-right", colour, size=size))

    def _show_month(self, month: Month, day: date) -> None:
        self._month = month
        self.model.month = month
        self.model.show_month(month, calendar_entries(self._workspace, self.model.first_day, self.model.last_day))
        self.heading.setText(month.name.capitalize())
        found = self.model.index_of(day)
        self.grid.setCurrentIndex(found if found.isValid() else self.model.index_of(month.first_day))
        self._show_day()

    def _show_day(self) -> None:
        day = self.day
        entries = self.model.entries(day)
        self.day_heading.setText(long_day(day).capitalize())
        self.entries.set_rows(entries)
        for widget in (self.table, self.open_button):
            widget.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        if entries:
            self.table.select(0)

    def _open_day(self) -> None:
        if len(self.entries.rows) == 1:
            self._open_entry()
        elif self.entries.rows:
            self.table.setFocus()

    def _open_entry(self) -> None:
        place = self.table.selected_row()
        if place is not None:
            self.chosen.emit(self.entries.rows[place].activity_id)


def _columns() -> tuple[Column[CalendarEntry], ...]:
    return (
        Column("Hora", lambda entry: entry.starts_at or "—"),
        Column("Actividad", lambda entry: f"{entry.title} ({label(entry.kind).lower()})"),
    )
