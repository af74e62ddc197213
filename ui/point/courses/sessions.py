"""The days of an activity: the list, and the form that adds one or a series."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from services.texts import counted, number
from services.training.activities import ActivityDetail
from services.training.sessions import (
    Series,
    SessionData,
    SessionRecord,
    add_series,
    add_session,
    edit_session,
    list_sessions,
    remove_session,
)
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.asking import leave_with_escape
from ui.kit.day_field import DayField
from ui.kit.fields import Field, from_qt, line, to_qt
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, Segments, button, column, row
from ui.point.courses.section import Beside, Section, empty_text, foot
from ui.point.courses.words import WEEKDAYS, hours, long_day, short_day

SIDE = 340
TIME = 120
NOTHING_YET = (
    "Todavía no hay sesiones. Agregue la primera con el formulario, o elija «Serie» para crear de una vez, por "
    "ejemplo, todos los martes y jueves."
)


class SessionsSection(Section):
    """The days in a table, and beside it the form; ``called`` asks for the roll call of a day."""

    called = Signal(int)

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__(page, workspace, theme)
        self._editing: int | None = None
        self.sessions: RowsModel[SessionRecord] = RowsModel(_columns())
        self.table = DataTable("Sesiones", self.sessions, stretch=3)
        self.table.activated.connect(lambda _index: self._call())
        self.empty = empty_text(NOTHING_YET)
        self.call_button = button("Pasar lista", self._call, "primary", "Pasar lista en la sesión elegida (Intro)")
        self.edit_button = button("Corregir", self.edit_selected)
        self.remove_button = button(
            "Eliminar", self.remove_selected, tip="Eliminar la sesión elegida, si no tiene lista"
        )
        self.mode: Segments[str] = Segments("Agregar", [("una", "Una sesión"), ("serie", "Serie")])
        self.day, self.last = DayField("Día"), DayField("Hasta")
        self.starts_at, self.ends_at = line("Hora de inicio", "08:00", 5), line("Hora final", "10:00", 5)
        self.place = line("Lugar", "Sala de sistemas", 200)
        self.topic = line("Tema", "De qué se trata")
        self.weekdays = [QCheckBox(name.capitalize()) for name in WEEKDAYS]
        self.save_button = button("Agregar sesión", self.save, "primary")
        self.cancel_button = button("Cancelar", self._leave_editing)
        self._assemble()
        self._escape = leave_with_escape(self.form, self._leave_editing)
        self.mode.chosen.connect(self._show_mode)
        self._show_mode()

    # --- building

    def _assemble(self) -> None:
        self._foot = foot(self.call_button, self.edit_button, self.remove_button)
        days = column(self.empty, self.table, self._foot, spacing=0)
        days.setStretch(1, 1)
        days.addStretch(0)
        self.table.setMinimumHeight(self.theme.px(200))
        self._heading = widgets.label("Agregar", "heading")
        self._day_field = Field(self.theme, "Día", self.day, 145)
        self._last_field = Field(self.theme, "Hasta", self.last, 145)
        self._topic_field = Field(self.theme, "Tema", self.topic)
        self._weekdays = QWidget()
        boxes = FlowLayout(*self.weekdays, spacing=GRID)
        self._weekdays.setLayout(column(widgets.label("Todos los", "caption"), boxes, spacing=GRID // 2))
        first_line, times = (
            FlowLayout(self._day_field, self._last_field, spacing=GRID),
            FlowLayout(
                Field(self.theme, "De (hora)", self.starts_at, TIME),
                Field(self.theme, "A (hora)", self.ends_at, TIME),
                spacing=GRID,
            ),
        )
        self.form = Card(
            column(
                self._heading,
                self.mode,
                self._weekdays,
                first_line,
                times,
                Field(self.theme, "Lugar", self.place),
                self._topic_field,
                row(self.save_button, self.cancel_button, 1),
                1,
                spacing=12,
            )
        )
        for editor in (self.starts_at, self.ends_at, self.place, self.topic):
            editor.returnPressed.connect(self.save)
        self.setLayout(column(Beside(self.theme, Card(days, 0), self.form, SIDE)))

    # --- what people do

    @property
    def selected(self) -> SessionRecord | None:
        """The session that is chosen."""
        place = self.table.selected_row()
        return None if place is None else self.sessions.rows[place]

    def show_activity(self, detail: ActivityDetail) -> None:
        """Show another activity's days; what is being written stays while the same one is only read again."""
        if self.detail is None or self.detail.id != detail.id:
            self._stop_editing()
            for day, value in ((self.day, detail.data.starts_on), (self.last, detail.data.ends_on)):
                day.setDate(to_qt(value))
            for editor in (self.starts_at, self.ends_at, self.place, self.topic):
                editor.clear()
            for box in self.weekdays:
                box.setChecked(False)
        super().show_activity(detail)

    def refresh(self) -> None:
        """Read the days again."""
        if self.detail is None:
            return
        before = self.selected.id if self.selected else None
        rows = list_sessions(self.workspace, self.detail.id)
        self.sessions.set_rows(rows)
        self.empty.setVisible(not rows)
        for widget in (self.table, self._foot):
            widget.setVisible(bool(rows))
        if rows:
            self.table.select(next((place for place, each in enumerate(rows) if each.id == before), 0))

    def begin(self) -> None:
        """Look at the list, or write the first day."""
        (self.table if self.sessions.rows else self.day).setFocus()

    def save(self) -> None:
        """Add what the form says, or correct the session that is being edited."""
        if self.detail is None:
            return
        with self.page.telling():
            before = len(self.sessions.rows)
            if self._editing is not None:
                edit_session(self.workspace, self._editing, self._data())
                told = "La sesión quedó corregida."
            elif self.mode.value == "serie":
                made = len(add_series(self.workspace, self.detail.id, self._series())) - before
                told = f"Se crearon {counted(made, 'sesión', 'sesiones')}."
            else:
                add_session(self.workspace, self.detail.id, self._data())
                told = f"Se agregó la sesión del {long_day(from_qt(self.day.date()))}."
            self._stop_editing()
            self.topic.clear()
            self._tell(told)

    def edit_selected(self) -> None:
        """Put the chosen session in the form."""
        chosen = self.selected
        if chosen is None:
            return
        self._editing = chosen.id
        self.mode.choose("una")
        data = chosen.data
        self.day.setDate(to_qt(data.day))
        for editor, text in (
            (self.starts_at, data.starts_at),
            (self.ends_at, data.ends_at),
            (self.place, data.place),
            (self.topic, data.topic),
        ):
            editor.setText(text or "")
        self._show_mode()
        self.day.setFocus()

    def remove_selected(self) -> None:
        """Remove the chosen session; it can be put back at once."""
        chosen = self.selected
        if chosen is None or self.detail is None:
            return
        with self.page.telling():
            data = remove_session(self.workspace, chosen.id)
            activity_id = self.detail.id
            self._stop_editing()
            self.written.emit()
            self.page.notice.say(
                NoticeKind.INFO,
                f"Se eliminó la sesión del {long_day(data.day)}.",
                "Deshacer",
                lambda: self._put_back(activity_id, data),
            )

    def _put_back(self, activity_id: int, data: SessionData) -> None:
        with self.page.telling():
            add_session(self.workspace, activity_id, data)
            self._tell("La sesión está otra vez.")

    def _tell(self, told: str) -> None:
        self.written.emit()
        self.page.notice.say(NoticeKind.GOOD, told)

    def _call(self) -> None:
        if self.selected:
            self.called.emit(self.selected.id)

    def _leave_editing(self) -> None:
        self._stop_editing()
        self.edit_button.setFocus()

    def _stop_editing(self) -> None:
        self._editing = None
        self._show_mode()

    def _show_mode(self) -> None:
        is_editing, is_series = self._editing is not None, self.mode.value == "serie"
        self._heading.setText("Corregir la sesión" if is_editing else "Agregar")
        self.mode.setVisible(not is_editing)
        self._weekdays.setVisible(is_series)
        self._last_field.setVisible(is_series)
        self._topic_field.setVisible(not is_series)
        self._day_field.caption.setText("Desde" if is_series else "Día")
        self.cancel_button.setVisible(is_editing)
        self._escape.setEnabled(is_editing)  # Else it is the page's, which goes back to the list.
        self.save_button.setText("Guardar cambios" if is_editing else "Crear serie" if is_series else "Agregar sesión")

    def _data(self) -> SessionData:
        return SessionData(
            from_qt(self.day.date()),
            self.starts_at.text(),
            self.ends_at.text(),
            self.place.text(),
            self.topic.text(),
        )

    def _series(self) -> Series:
        return Series(
            from_qt(self.day.date()),
            from_qt(self.last.date()),
            frozenset(place for place, box in enumerate(self.weekdays) if box.isChecked()),
            self.starts_at.text(),
            self.ends_at.text(),
            self.place.text(),
        )


def _columns() -> tuple[Column[SessionRecord], ...]:
    return (
        Column("Día", lambda each: short_day(each.data.day)),
        Column("Hora", lambda each: hours(each.data.starts_at, each.data.ends_at)),
        Column("Lugar", lambda each: each.data.place or ""),
        Column("Tema", lambda each: each.data.topic or ""),
        Column("Asistencia", came, is_figure=True),
    )


def came(record: SessionRecord) -> str:
    """How many came, or that the list is missing."""
    if record.attended is None:
        return "Sin lista"
    return f"{number(record.attended)} de {number(record.enrolled)}"
