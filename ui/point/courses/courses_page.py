"""Cursos, talleres y charlas: the list, and one activity with its data, days, people and roll calls."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from services.drafts import load_draft
from services.training.activities import NEXT_STATES, ActivityDetail, activity_detail, change_state
from services.words import ActivityState, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, NoticeKind, Segments, button, column
from ui.kit.work import Worker
from ui.point.courses.enrolment import EnrolmentSection
from ui.point.courses.form import DRAFT, ActivityForm
from ui.point.courses.list_view import ListView
from ui.point.courses.roll_call import RollCallSection
from ui.point.courses.section import Section, ask
from ui.point.courses.sessions import SessionsSection
from ui.point.courses.words import summary

TITLE = "Cursos, talleres y charlas"
SUBTITLE = "Programe la actividad, inscriba a la gente y pase lista: las atenciones salen de la lista."
NEW = "Hacen falta el título, el eje temático y las fechas; lo demás se puede completar después."
PARTS = (("datos", "Datos"), ("sesiones", "Sesiones"), ("inscritos", "Inscritos"), ("asistencia", "Asistencia"))
STEPS = {
    ActivityState.RUNNING: "Empezar",
    ActivityState.FINISHED: "Finalizar",
    ActivityState.PLANNED: "Volver a programar",
}
BACK_TO_RUNNING = "Volver a «En curso»"
CANCELLING = (
    "Si la cancela, la actividad y sus participantes dejan de contar en los informes; las atenciones que ya se "
    "registraron se conservan."
)
HALF_WRITTEN = "Hay una actividad nueva a medio escribir; no se ha perdido."
UNSAVED = "Los datos de la actividad tienen cambios sin guardar; guárdelos, o vuelva sin ellos."


class CoursesPage(Page):
    """The list, a new activity, or one activity: one of the three at a time."""

    concerns = frozenset({Topic.RECORDS, Topic.MONTHS, Topic.LISTS})

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__(TITLE, SUBTITLE)
        self._workspace = workspace
        self._worker = worker
        self.title.setWordWrap(True)
        self.detail: ActivityDetail | None = None
        self._was_read = False
        self.new_button = button("Nueva actividad", self.begin_new, "primary", "Crear una actividad (Ctrl+N)")
        self.back_button = button("Volver a la lista", self.show_list, tip="Volver a la lista (Esc)")
        self.list = ListView(workspace, theme)
        self.list.chosen.connect(self.open_activity)
        self.new_form = ActivityForm(self, workspace, theme, is_new=True)
        self.new_form.written.connect(self._new_done)
        self.part: Segments[str] = Segments("Parte de la actividad", PARTS)
        self.form = ActivityForm(self, workspace, theme, is_new=False)
        self.sessions = SessionsSection(self, workspace, theme)
        self.enrolment = EnrolmentSection(self, workspace, theme)
        self.roll_call = RollCallSection(self, workspace, theme)
        self.sections: dict[str, Section] = dict(
            zip((key for key, _ in PARTS), (self.form, self.sessions, self.enrolment, self.roll_call), strict=True)
        )
        self.state = widgets.label("", "strong")
        self.step_button = button("", self.take_step)
        self.cancel_button = button("Cancelar actividad…", self.ask_cancel)
        self._assemble()
        self._listen()
        self._show_only(self.list)

    # --- building

    def _assemble(self) -> None:
        for tool in (self.back_button, self.new_button):
            self.tools.addWidget(tool, alignment=Qt.AlignmentFlag.AlignTop)
        self._activity = QWidget()
        self.state.setMinimumHeight(self.step_button.sizeHint().height())
        bar = QWidget()
        bar.setLayout(FlowLayout(self.part, self.state, self.step_button, self.cancel_button, spacing=2 * GRID))
        inside = column(bar, *self.sections.values(), spacing=2 * GRID)
        for place in range(1, len(self.sections) + 1):
            inside.setStretch(place, 1)
        self._activity.setLayout(inside)
        for part in (self.list, self.new_form, self._activity):
            self.add(part, 1)

    def _listen(self) -> None:
        self.part.chosen.connect(self._show_part)
        for section in self.sections.values():
            section.written.connect(self._written)
        self.sessions.called.connect(self._call)
        actions: dict[str, Callable[[], None]] = {"Ctrl+N": self.begin_new}
        actions |= {f"Ctrl+{place + 1}": self._showing(key) for place, key in enumerate(self.sections)}
        for key, action in actions.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        for form in (self.new_form, self.form):
            for key in ("Ctrl+Return", "Ctrl+Enter"):
                shortcut = QShortcut(QKeySequence(key), form)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(form.save)

    def _showing(self, part: str) -> Callable[[], None]:
        return lambda: self.part.choose(part) if self.detail else None

    # --- what people do

    def refresh(self) -> None:
        """Read again what is shown."""
        if self.detail is not None:
            with self.telling():
                self._show_activity(activity_detail(self._workspace, self.detail.id))
        elif not self.list.isHidden():
            self.list.refresh()
            if not self._was_read:
                self._tell_draft()
        self._was_read = True

    @property
    def has_unsaved(self) -> bool:
        """Whether a part of the activity has something that is not saved; a new activity is kept as a draft."""
        return any(section.has_unsaved for section in self.sections.values())

    def leaving(self) -> None:
        """Keep what is typed in a new activity."""
        self._keep_new()

    def _keep_new(self) -> None:
        if not self.new_form.isHidden():  # Hidden, it holds what was recorded already.
            self.new_form.keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list, unless what has the focus needs it."""
        if event.key() == Qt.Key.Key_Escape and self.list.isHidden():
            self.show_list()
        else:
            super().keyPressEvent(event)

    def show_list(self) -> None:
        """Go back to the list; changes of the data that were not saved are not lost without a word."""
        if self.detail is not None and self.form.is_edited:
            self.part.choose("datos")
            ask(self, UNSAVED, "Volver sin guardar", self._leave_unsaved)
        else:
            self._go_to_list()

    def _leave_unsaved(self) -> None:
        self.form.discard()
        self._go_to_list()

    def _go_to_list(self) -> None:
        self._keep_new()
        self.detail = None
        self.notice.clear()
        self._show_only(self.list)
        self.list.refresh()
        self.list.table.setFocus()
        self._tell_draft()

    def _tell_draft(self) -> None:
        """What was being written is not lost, though the list does not have it."""
        if load_draft(self._workspace, DRAFT):
            self.notice.say(NoticeKind.INFO, HALF_WRITTEN, "Seguir escribiéndola", self.begin_new, can_wait=True)

    def begin_new(self) -> None:
        """Show the form of a new activity."""
        self.detail = None
        self.notice.clear()
        self._show_only(self.new_form)
        self.new_form.detail = None
        self.new_form.refresh()
        self.new_form.begin()

    def open_activity(self, activity_id: int) -> None:
        """Show one activity."""
        with self.telling():
            self.notice.clear()
            detail = activity_detail(self._workspace, activity_id)
            self._show_only(self._activity)
            self._show_activity(detail)
            self._show_part()

    def take_step(self) -> None:
        """Move the activity to its usual next state."""
        if self.detail:
            self._change(NEXT_STATES[self.detail.state][0])

    def ask_cancel(self) -> None:
        """Ask before cancelling, with the consequence in words."""
        ask(self, CANCELLING, "Cancelar la actividad", lambda: self._change(ActivityState.CANCELLED))

    # --- inside

    def _change(self, state: ActivityState) -> None:
        if self.detail is None:
            return
        with self.telling():
            before = self.detail.state
            change_state(self._workspace, self.detail.id, state)
            self._written()
            undo = before in NEXT_STATES[state]
            self.notice.say(
                NoticeKind.GOOD,
                f"La actividad quedó {label(state).lower()}.",
                "Deshacer" if undo else "",
                lambda: self._change(before),
            )

    def _new_done(self) -> None:
        """A new activity was created, or given up."""
        made = self.new_form.detail
        if made is None:
            self.show_list()
            return
        self.detail = made
        self.open_activity(made.id)
        self.part.choose("sesiones")
        self.changed.emit(Topic.RECORDS)
        self.notice.say(
            NoticeKind.GOOD, f"Se creó «{made.data.title}». Agregue ahora sus sesiones y después inscriba a la gente."
        )

    def _written(self) -> None:
        self.refresh()
        self.changed.emit(Topic.RECORDS)

    def _call(self, session_id: int) -> None:
        self.part.choose("asistencia")
        self.roll_call.choose(session_id)
        self.roll_call.begin()

    def _show_only(self, part: QWidget) -> None:
        for each in (self.list, self.new_form, self._activity):
            each.setVisible(each is part)
        is_list = part is self.list
        self.new_button.setVisible(is_list)
        self.back_button.setVisible(not is_list)
        if part is not self._activity:
            self.title.setText(TITLE if is_list else "Nueva actividad")
            self.subtitle.setText(SUBTITLE if is_list else NEW)

    def _show_activity(self, detail: ActivityDetail) -> None:
        self.detail = detail
        self.title.setText(detail.data.title)
        closed = "  ·  mes cerrado" if detail.month_is_closed else ""
        self.subtitle.setText(summary(detail) + closed)
        self.state.setText(f"Estado: {label(detail.state).lower()}")
        nearest = NEXT_STATES[detail.state][0]
        is_back = detail.state is ActivityState.FINISHED
        self.step_button.setText(BACK_TO_RUNNING if is_back else STEPS[nearest])
        self.cancel_button.setVisible(ActivityState.CANCELLED in NEXT_STATES[detail.state])
        for section in self.sections.values():
            section.show_activity(detail)

    def _show_part(self) -> None:
        for key, section in self.sections.items():
            section.setVisible(key == self.part.value)
        self.sections[self.part.value].begin()
