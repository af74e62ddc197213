"""Who is in an activity: the list, and the three ways to enrol (search, headcount, paste)."""

from PySide6.QtWidgets import QWidget

from services.people.search import PersonBrief
from services.texts import counted, number
from services.training.activities import ActivityDetail
from services.training.enrolment import (
    EnrolmentRecord,
    change_headcount,
    enrol_headcount,
    enrol_person,
    list_enrolments,
    remove_enrolment,
)
from services.words import PLURALS, Gender, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.fields import Field, Figure
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column, row
from ui.point.citizen_picker import CitizenPicker
from ui.point.courses.paste_view import PasteView
from ui.point.courses.section import Beside, Section, empty_text, foot
from ui.point.courses.words import by_gender

SIDE = 340
LARGEST_COUNT = 100_000
NOTHING_YET = (
    "Todavía no hay nadie inscrito. Busque a las personas, pegue la lista desde Excel, o escriba cuántas son de cada "
    "género si no hay nombres."
)


class EnrolmentSection(Section):
    """The list of those enrolled, beside the ways to enrol; pasting takes the whole section."""

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__(page, workspace, theme)
        self.enrolled: RowsModel[EnrolmentRecord] = RowsModel(_columns())
        self.table = DataTable("Inscritos", self.enrolled)
        self.empty = empty_text(NOTHING_YET)
        self.totals = widgets.label("", "strong", wrap=True)
        self.remove_button = button("Quitar", self.remove_selected, tip="Quitar de la actividad a quien está elegido")
        self.quantity = Figure("Cantidad del grupo", LARGEST_COUNT)
        self.change_button = button("Corregir cantidad", self.change_selected)
        self.quantity.setFixedWidth(theme.px(90))
        self.quantity.returnPressed.connect(self.change_selected)
        self.picker = CitizenPicker(workspace, title="Con nombre")
        self.picker.chosen.connect(self._enrol)
        self.counts: dict[Gender, Figure] = {
            gender: Figure(f"Cantidad: {PLURALS[gender]}", LARGEST_COUNT) for gender in Gender
        }
        for count in self.counts.values():
            count.returnPressed.connect(self.enrol_counts)
        self.count_button = button("Inscribir por cantidad", self.enrol_counts)
        self.paste_button = button("Pegar lista de Excel…", self.open_paste)
        self.paste = PasteView(page, workspace, theme)
        self.paste.left.connect(self._close_paste)
        self._assemble()
        self.table.row_chosen.connect(self._show_selected)

    # --- building

    def _assemble(self) -> None:
        head = column(self.totals)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self._foot = foot(self.remove_button, self.quantity, self.change_button)
        inside = column(head, self.empty, self.table, self._foot, spacing=0)
        inside.setStretch(2, 1)
        inside.addStretch(0)
        self.table.setMinimumHeight(self.theme.px(200))
        self._side = QWidget()
        self._side.setLayout(column(self.picker, self._count_card(), self._paste_card(), 1, spacing=2 * GRID))
        self._both = Beside(self.theme, Card(inside, 0), self._side, SIDE)
        self.setLayout(column(self._both, self.paste))
        self.paste.hide()

    def _count_card(self) -> Card:
        fields = [Field(self.theme, PLURALS[gender], count, 68) for gender, count in self.counts.items()]
        return Card(
            column(
                widgets.label("Sin nombre, por cantidad", "heading"),
                FlowLayout(*fields, spacing=GRID),
                row(self.count_button, 1),
            )
        )

    def _paste_card(self) -> Card:
        return Card(
            column(
                widgets.label("Una lista", "heading"),
                widgets.label(
                    "Copie las filas en Excel y péguelas; los errores se marcan y se corrigen aquí.", "soft", wrap=True
                ),
                row(self.paste_button, 1),
            )
        )

    # --- what people do

    @property
    def selected(self) -> EnrolmentRecord | None:
        """Who is chosen in the list."""
        place = self.table.selected_row()
        return None if place is None else self.enrolled.rows[place]

    @property
    def has_unsaved(self) -> bool:
        """Whether a new person is being written, or a list was pasted and nobody of it enrolled."""
        return self.picker.is_edited or self.paste.has_unsaved

    def show_activity(self, detail: ActivityDetail) -> None:
        """Show another activity's people."""
        if self.detail is None or self.detail.id != detail.id:
            self._close_paste()
        self.paste.show_activity(detail)
        super().show_activity(detail)

    def refresh(self) -> None:
        """Read the list again."""
        if self.detail is None:
            return
        before = self.selected.id if self.selected else None
        rows = list_enrolments(self.workspace, self.detail.id)
        self.enrolled.set_rows(rows)
        self.totals.setText(_totals(self.detail))
        self.totals.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self._foot.setVisible(bool(rows))
        if rows:
            self.table.select(next((place for place, each in enumerate(rows) if each.id == before), 0))
        self._show_selected()

    def begin(self) -> None:
        """Search for somebody."""
        (self.paste if self.paste.isVisibleTo(self) else self.picker.field).setFocus()

    def enrol_counts(self) -> None:
        """Enrol so many of each gender."""
        if self.detail is None:
            return
        with self.page.telling():
            counts = {gender: count.value for gender, count in self.counts.items()}
            enrol_headcount(self.workspace, self.detail.id, counts)
            for count in self.counts.values():
                count.clear()
            self._tell(f"Se inscribieron {counted(sum(counts.values()), 'persona', 'personas')} sin nombre.")

    def change_selected(self) -> None:
        """Correct the number of the chosen headcount."""
        chosen = self.selected
        if chosen is None:
            return
        with self.page.telling():
            change_headcount(self.workspace, chosen.id, self.quantity.value)
            self._tell("La cantidad quedó corregida.")

    def remove_selected(self) -> None:
        """Take the chosen person or headcount out; it can be put back at once."""
        chosen = self.selected
        if chosen is None or self.detail is None:
            return
        with self.page.telling():
            removed = remove_enrolment(self.workspace, chosen.id)
            activity_id = self.detail.id
            self.written.emit()
            who = removed.name or counted(removed.quantity, "persona sin nombre", "personas sin nombre")
            self.page.notice.say(
                NoticeKind.INFO,
                f"Se quitó de la actividad a {who}.",
                "Deshacer",
                lambda: self._put_back(activity_id, removed),
            )

    def open_paste(self) -> None:
        """Paste a list; what is on the clipboard is taken at once if it looks like one."""
        self._both.hide()
        self.paste.show()
        self.paste.begin()

    def _enrol(self, person: PersonBrief | None) -> None:
        """Enrol the citizen that was found or registered, and be ready for the next."""
        if person is None or self.detail is None:
            return
        with self.page.telling():
            enrol_person(self.workspace, self.detail.id, person.id)
            self._tell(f"Se inscribió a {person.name}.")
        self.picker.clear()
        self.picker.field.setFocus()

    def _put_back(self, activity_id: int, removed: EnrolmentRecord) -> None:
        with self.page.telling():
            if removed.person_id is None:
                enrol_headcount(self.workspace, activity_id, {removed.gender: removed.quantity})
            else:
                enrol_person(self.workspace, activity_id, removed.person_id)
            self._tell("Está otra vez en la actividad.")

    def _close_paste(self) -> None:
        was_open = self.paste.isVisibleTo(self)
        self.paste.hide()
        self._both.show()
        if was_open:
            self.written.emit()

    def _tell(self, told: str) -> None:
        self.written.emit()
        self.page.notice.say(NoticeKind.GOOD, told)

    def _show_selected(self) -> None:
        chosen = self.selected
        is_headcount = chosen is not None and chosen.is_headcount
        self.quantity.setVisible(is_headcount)
        self.change_button.setVisible(is_headcount)
        if chosen is not None:
            self.quantity.show_value(chosen.quantity)


def _columns() -> tuple[Column[EnrolmentRecord], ...]:
    return (
        Column("Nombre", lambda each: each.name or f"{PLURALS[each.gender]} sin nombre"),
        Column("Documento", lambda each: each.document),
        Column("Género", lambda each: label(each.gender)),
        Column("Personas", lambda each: number(each.quantity), is_figure=True),
        Column("Asistencia", lambda each: "—" if each.percent is None else f"{each.percent} %", is_figure=True),
    )


def _totals(detail: ActivityDetail) -> str:
    places = f" de {counted(detail.data.places, 'cupo', 'cupos')}" if detail.data.places else ""
    return f"{counted(detail.people, 'persona', 'personas')}{places}: {by_gender(detail.participants)}"
