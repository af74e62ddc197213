"""The activities of the point, as a list with filters or as a calendar."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from services.periods import Month, months_between
from services.texts import counted, number
from services.training.choices import read_choices
from services.training.listing import ActivityBrief, ActivityFilter, list_activities
from services.words import ActivityKind, ActivityState, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.fields import Choice, Field, line
from ui.kit.flow import FlowLayout
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, Segments, button, column
from ui.point.courses.calendar import CalendarView
from ui.point.courses.section import empty_text, foot

TITLE = 1
LEAST_TITLE = 24
"""Letters that a title keeps at least."""
NOTHING_YET = (
    "Todavía no hay actividades. Cree la primera con «Nueva actividad»: después podrá ponerle sesiones, "
    "inscribir personas y pasar lista."
)
NOTHING_FOUND = "Ninguna actividad cumple estos filtros; cambie alguno o quítelos todos."


class ActivityTable(DataTable):
    """Long titles are shortened before the other columns leave the window; their tip has them whole."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the title what the others leave, if that is enough to read it."""
        header = self.horizontalHeader()
        needed = [max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in range(header.count())]
        room = self.viewport().width() - sum(needed) + needed[TITLE]
        if room >= LEAST_TITLE * self.fontMetrics().averageCharWidth():
            QTableView.resizeEvent(self, event)
            header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        else:
            super().resizeEvent(event)


class ListView(QWidget):
    """Filters over a list, or the calendar; ``chosen`` carries the activity to open."""

    chosen = Signal(int)

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self.look: Segments[str] = Segments("Ver como", [("lista", "Lista"), ("calendario", "Calendario")])
        self.text = line("Buscar actividad", "Título, código o aliado")
        self.kind = Choice("Tipo", {each: label(each) for each in ActivityKind}, "Todos")
        self.state = Choice("Estado", {each: label(each) for each in ActivityState}, "Todos")
        self.month = Choice("Mes", any_name="Todos")
        self.strategy = Choice("Estrategia", any_name="Todas")
        self.clear_button = button("Quitar filtros", self.clear_filters)
        self.activities: RowsModel[ActivityBrief] = RowsModel(
            _columns(), is_soft=lambda each: each.state is ActivityState.CANCELLED
        )
        self.table = ActivityTable("Actividades", self.activities, stretch=TITLE)
        self.table.activated.connect(lambda _index: self.open_selected())
        self.open_button = button("Abrir", self.open_selected, tip="Abrir la actividad elegida (Intro)")
        self.count = widgets.label("", "soft")
        self.empty = empty_text(NOTHING_YET)
        self.calendar = CalendarView(workspace, theme)
        self.calendar.chosen.connect(self.chosen)
        self._assemble(theme)
        self._listen()

    @property
    def filter(self) -> ActivityFilter:
        """What the list is limited to now."""
        return ActivityFilter(
            self.text.text(),
            ActivityKind(self.kind.key) if self.kind.key else None,
            ActivityState(self.state.key) if self.state.key else None,
            Month.parse(self.month.key) if self.month.key else None,
            self.strategy.key or None,
        )

    def refresh(self) -> None:
        """Read the list or the calendar again."""
        self.strategy.offer(read_choices(self._workspace).strategies)
        if self.look.value == "calendario":
            self.calendar.refresh()
        else:
            self._offer_months()
            self._show_list()

    def clear_filters(self) -> None:
        """Show every activity."""
        self.text.clear()
        for choice in (self.kind, self.state, self.month, self.strategy):
            choice.setCurrentIndex(0)
        self._show_list()

    def open_selected(self) -> None:
        """Open the chosen activity."""
        place = self.table.selected_row()
        if place is not None:
            self.chosen.emit(self.activities.rows[place].id)

    def _assemble(self, theme: Theme) -> None:
        self.filters = QWidget()
        self.filters.setLayout(
            FlowLayout(
                Field(theme, "Buscar", self.text, 240),
                Field(theme, "Tipo", self.kind, 120),
                Field(theme, "Estado", self.state, 140),
                Field(theme, "Mes", self.month, 190),
                Field(theme, "Estrategia", self.strategy, 200),
                spacing=2 * GRID,
            )
        )
        inside = column(self.empty, self.table, foot(self.open_button, self.clear_button, self.count), spacing=0)
        inside.setStretch(1, 1)
        inside.addStretch(0)
        self._list = Card(inside, 0)
        self.table.setMinimumHeight(theme.px(200))
        whole = column(self.look, self.filters, self._list, self.calendar, spacing=2 * GRID)
        whole.setStretch(2, 1)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.calendar.hide()

    def _listen(self) -> None:
        self.text.textChanged.connect(lambda _text: self._show_list())
        self.text.returnPressed.connect(self.table.setFocus)
        for choice in (self.kind, self.state, self.month, self.strategy):
            choice.currentIndexChanged.connect(lambda _place: self._show_list())
        self.look.chosen.connect(self._show_look)

    def _show_look(self) -> None:
        is_calendar = self.look.value == "calendario"
        self.calendar.setVisible(is_calendar)
        self.filters.setVisible(not is_calendar)
        self._list.setVisible(not is_calendar)
        self.refresh()

    def _offer_months(self) -> None:
        everything = list_activities(self._workspace)
        if everything:
            first = min(Month.of(each.starts_on) for each in everything)
            last = max(Month.of(each.ends_on) for each in everything)
            months = reversed(list(months_between(first, last)))
            self.month.offer({str(month): month.name.capitalize() for month in months})

    def _show_list(self) -> None:
        chosen = self.table.selected_row()
        before = None if chosen is None else self.activities.rows[chosen].id
        limits = self.filter
        rows = list_activities(self._workspace, limits)
        self.activities.set_rows(rows)
        self.empty.setText(NOTHING_FOUND if limits.limits else NOTHING_YET)
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.open_button.setVisible(bool(rows))
        self.clear_button.setVisible(limits.limits)
        self.count.setText(counted(len(rows), "actividad", "actividades") if rows else "")
        if rows:
            self.table.select(next((place for place, each in enumerate(rows) if each.id == before), 0))


def _columns() -> tuple[Column[ActivityBrief], ...]:
    return (
        Column("Código", lambda each: each.code),
        Column("Título", lambda each: each.title),
        Column("Tipo", lambda each: label(each.kind)),
        Column("Inicio", lambda each: f"{each.starts_on:%d/%m/%Y}"),
        Column("Estado", lambda each: label(each.state)),
        Column("Personas", lambda each: number(each.people), is_figure=True),
    )
