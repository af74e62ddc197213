"""The roll call: one session after the other, with the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from services.texts import counted, number
from services.training.activities import ActivityDetail
from services.training.attendance import roll_call, save_roll_call
from services.training.sessions import SessionRecord, list_sessions
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column
from ui.point.courses.roll_model import RollModel, RollTable
from ui.point.courses.section import Beside, Section, empty_text
from ui.point.courses.sessions import came
from ui.point.courses.words import session_name, short_day

SIDE = 270
NO_SESSIONS = "Para pasar lista hace falta una sesión. Agréguela primero en «Sesiones»."
NO_PEOPLE = "Para pasar lista hace falta gente inscrita. Inscríbala primero en «Inscritos»."


class RollCallSection(Section):
    """The sessions on the left, the list of the chosen one on the right."""

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__(page, workspace, theme)
        self._unsaved: dict[int, dict[int, int]] = {}
        self._shown: int | None = None
        self.sessions: RowsModel[SessionRecord] = RowsModel(
            (
                Column("Sesión", lambda each: short_day(each.data.day)),
                Column("Asistencia", self._state_of, is_figure=True),
            )
        )
        self.session_table = DataTable("Sesiones", self.sessions)
        self.session_table.row_chosen.connect(self._show_list)
        self.model = RollModel(theme)
        self.model.marked.connect(self._marked)
        self.table = RollTable(self.model)
        self.table.too_many.connect(self._too_many)
        self.session_table.activated.connect(lambda _index: self.table.setFocus())
        self.heading = widgets.label("", "heading", wrap=True)
        self.count = widgets.label("", "strong")
        self.empty = empty_text("")
        self.all_button = button("Vinieron todos", lambda: self.model.mark_all(present=True))
        self.none_button = button("Ninguno", lambda: self.model.mark_all(present=False))
        self.save_button = button(
            "Guardar y seguir", self.save, "primary", "Guardar y pasar a la siguiente (Ctrl+Intro)"
        )
        self._assemble()
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)

    def _assemble(self) -> None:
        head = column(widgets.label("Sesiones", "heading"))
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self._days = Card(column(head, self.session_table, spacing=0), 0)
        keys = FlowLayout(
            widgets.label("Espacio", "key"),
            widgets.label("marca a quien vino", "soft"),
            widgets.label("1", "key"),
            widgets.label("2", "key"),
            widgets.label("escribe cuántos de un grupo", "soft"),
            widgets.label("Ctrl+Intro", "key"),
            widgets.label("guarda y sigue", "soft"),
            spacing=GRID // 2,
        )
        buttons = QWidget()
        self.count.setMinimumHeight(self.save_button.sizeHint().height())
        buttons.setLayout(FlowLayout(self.save_button, self.all_button, self.none_button, self.count, spacing=GRID))
        top = column(
            self.heading,
            keys,
            buttons,
        )
        top.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self._head = QWidget()
        self._head.setLayout(top)
        inside = column(self._head, self.empty, self.table, spacing=0)
        inside.setStretch(2, 1)
        inside.addStretch(0)
        self.table.setMinimumHeight(self.theme.px(180))
        self.session_table.setMinimumHeight(self.theme.px(140))
        self.setLayout(column(Beside(self.theme, Card(inside, 0), self._days, SIDE, side_first=True)))

    # --- what is shown

    @property
    def selected(self) -> SessionRecord | None:
        """The session whose list is shown."""
        place = self.session_table.selected_row()
        return None if place is None else self.sessions.rows[place]

    @property
    def has_unsaved(self) -> bool:
        """Whether a list has marks that were not saved."""
        return bool(self._unsaved)

    def show_activity(self, detail: ActivityDetail) -> None:
        """Show another activity's lists; marks not saved yet stay until they are."""
        if self.detail is None or self.detail.id != detail.id:
            self._shown = None
        super().show_activity(detail)

    def refresh(self) -> None:
        """Read the sessions and the list again."""
        if self.detail is None:
            return
        before = self._shown
        rows = list_sessions(self.workspace, self.detail.id)
        self.session_table.selectionModel().blockSignals(True)
        self.sessions.set_rows(rows)
        self.session_table.selectionModel().blockSignals(False)
        self._days.setVisible(bool(rows))
        place = next((place for place, each in enumerate(rows) if each.id == before), self._first_to_call(rows))
        if rows:
            self.session_table.select(place)
        self._show_list()

    def begin(self) -> None:
        """Start with the first person."""
        self.table.setFocus()

    def choose(self, session_id: int) -> None:
        """Show the list of a session."""
        places = [place for place, each in enumerate(self.sessions.rows) if each.id == session_id]
        if places:
            self.session_table.select(places[0])

    def save(self) -> None:
        """Save the list and go on to the next session without one."""
        chosen = self.selected
        if chosen is None or not self.model.rows:
            return
        with self.page.telling():
            saved = save_roll_call(self.workspace, chosen.id, self.model.marks)
            self._unsaved.pop(chosen.id, None)
            self._shown = self._next(chosen.id)
            self.written.emit()
            people = counted(saved.came, "persona", "personas")
            self.page.notice.say(
                NoticeKind.GOOD, f"Quedó la lista del {short_day(saved.day)}: {people} de {number(saved.enrolled)}."
            )
            self.table.setFocus()

    def _first_to_call(self, rows: tuple[SessionRecord, ...]) -> int:
        """The oldest past session without a list, or the last."""
        today = self.workspace.today
        waiting = [place for place, each in enumerate(rows) if each.attended is None and each.data.day <= today]
        return waiting[0] if waiting else len(rows) - 1

    def _next(self, session_id: int) -> int:
        """The session after this one, or this one if it is the last that has come."""
        rows = self.sessions.rows
        place = next(place for place, each in enumerate(rows) if each.id == session_id)
        later = [each.id for each in rows[place + 1 :] if each.data.day <= self.workspace.today]
        return later[0] if later else session_id

    def _show_list(self) -> None:
        chosen = self.selected
        call = roll_call(self.workspace, chosen.id) if chosen else None
        self._shown = chosen.id if chosen else None
        self.model.show_rows(call, self._unsaved.get(chosen.id) if chosen else None)
        has_list = bool(call and call.rows)
        self._head.setVisible(has_list)
        self.table.setVisible(has_list)
        self.empty.setVisible(not has_list)
        self.empty.setText(NO_PEOPLE if chosen else NO_SESSIONS)
        self.heading.setText(session_name(chosen.data) if chosen else "")
        if has_list:
            self.table.select(0)
        self._show_count()

    def _marked(self) -> None:
        if self._shown is not None:
            self._unsaved[self._shown] = dict(self.model.marks)
            place = self.session_table.currentIndex().row()
            self.sessions.dataChanged.emit(self.sessions.index(place, 1), self.sessions.index(place, 1))
        self._show_count()

    def _show_count(self) -> None:
        total = sum(each.quantity for each in self.model.rows)
        unsaved = "  ·  sin guardar" if self._shown in self._unsaved else ""
        self.count.setText(f"Vinieron {number(self.model.came)} de {number(total)}{unsaved}")

    def _state_of(self, record: SessionRecord) -> str:
        if record.id in self._unsaved:
            return "Sin guardar"
        return "Por venir" if record.data.day > self.workspace.today else came(record)

    def _too_many(self, most: int) -> None:
        self.count.setText(f"En esa fila hay {counted(most, 'persona', 'personas')}; escriba un número menor.")
