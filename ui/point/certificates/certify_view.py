"""Certificar: choose an activity, see who came often enough, certify them all at once."""

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QTableView, QVBoxLayout, QWidget

from services.certificates.issue import Certified, certify
from services.certificates.roll import ActivityBrief, Roll, RollRow, activities_to_certify, read_roll
from services.texts import counted, number
from services.words import Gender, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.day_field import DayField
from ui.kit.eliding import ElidingTable
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.tables import Column, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, button, column, row
from ui.point.certificates.other_form import OtherForm

NOTHING = (
    "Todavía no hay actividades con inscritos. Cree una en Cursos y charlas, inscriba a las personas y pase lista; "
    "después vuelva aquí para certificarlas."
)


class CertifyView(QWidget):
    """Activities on the left, the people of the chosen one on the right; ``certified`` carries what was written."""

    certified = Signal(object)

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._page = page
        self._workspace = workspace
        self.roll: Roll | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("Buscar por título o código")
        self.search.setAccessibleName("Buscar actividad")
        self.search.setClearButtonEnabled(True)
        self.activities: RowsModel[ActivityBrief] = RowsModel(_activity_columns())
        self.activity_table = ElidingTable("Actividades", self.activities)
        self.people: RowsModel[RollRow] = RowsModel(
            self._people_columns(), is_soft=lambda each: not (each.pending or each.certified)
        )
        self.people_table = ElidingTable("Personas de la actividad", self.people)
        self.heading = widgets.label("", "heading", wrap=True)
        self.summary = widgets.label("", "soft", wrap=True)
        self.date = DayField("Fecha de la certificación")
        self.with_headcounts = QCheckBox()
        self.certify_button = button("", self.certify, "primary")
        self.other_button = button(
            "Registrar las ya entregadas…",
            self._open_form,
            tip="Las que certificó un aliado, o este punto por cantidad",
        )
        self.form = OtherForm(workspace)
        self.empty = widgets.label(NOTHING, "soft", wrap=True)
        self.nobody = widgets.label("Nadie está inscrito con nombre o por cantidad.", "soft", wrap=True)
        self.setLayout(self._assembled(theme))
        self.search.textChanged.connect(self._list_activities)
        self.activity_table.row_chosen.connect(self._show_activity)
        self.with_headcounts.toggled.connect(lambda _: self._show_button())
        self.form.asked.connect(self._register_others)
        self.form.selection_wanted.connect(self._put_selected)

    def _assembled(self, theme: Theme) -> QVBoxLayout:
        self.activity_table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        head = column(self.search)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        left = column(head, self.activity_table, spacing=0)
        left.setStretch(1, 1)
        first = row(self.heading, widgets.label("Fecha", "caption"), self.date)
        first.setStretch(0, 1)
        actions = FlowLayout(self.certify_button, self.other_button, self.with_headcounts, spacing=GRID)
        chosen = Card(column(first, self.summary, actions))
        self.nobody.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        people = column(self.nobody, self.people_table, spacing=0)
        people.setStretch(1, 1)
        people.addStretch(0)
        right = column(chosen, self.form, Card(people, 0), spacing=2 * GRID)
        right.setStretch(2, 1)
        self._chosen = QWidget()
        self._chosen.setLayout(right)
        self._nothing = Card(column(self.empty))
        self._both = SideBySide(theme, Card(left, 0), self._chosen, (5, 8))
        whole = column(self._both, self._nothing)
        whole.setStretch(0, 1)
        whole.addStretch(0)
        return whole

    @property
    def chosen(self) -> ActivityBrief | None:
        """The activity that is looked at."""
        place = self.activity_table.selected_row()
        return None if place is None else self.activities.rows[place]

    def choose(self, activity_id: int) -> None:
        """Look at an activity of the list, if it is there."""
        places = [place for place, each in enumerate(self.activities.rows) if each.id == activity_id]
        if places:
            self.activity_table.select(places[0])

    def refresh(self) -> None:
        """Read the activities again and keep the chosen one."""
        self._list_activities()

    def certify(self) -> None:
        """Certify everyone who qualifies."""
        if self.roll is None:
            return
        with self._page.telling():
            with_headcounts = self.with_headcounts.isChecked()
            done = certify(self._workspace, self.roll.activity.id, self.day, with_headcounts=with_headcounts)
            self._written(done)

    @property
    def day(self) -> date:
        """The day that the certifications get."""
        chosen = self.date.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _register_others(self) -> None:
        with self._page.telling():
            self._written(self.form.register(self.day))

    def _written(self, done: Certified) -> None:
        self.refresh()
        self.certified.emit(done)

    def _open_form(self) -> None:
        if self.roll is not None:
            self.form.start(self.roll.activity)
            QTimer.singleShot(0, self._show_form_whole)  # it has its place only after the layout

    def _show_form_whole(self) -> None:
        """Scroll to the form where the text is too large for the window."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(self.form)

    def _put_selected(self) -> None:
        places = sorted(index.row() for index in self.people_table.selectionModel().selectedRows())
        self.form.put_documents([self.people.rows[place].document for place in places if self.people.rows[place].name])

    def _list_activities(self) -> None:
        before = self.chosen.id if self.chosen else None
        with QSignalBlocker(self.activity_table.selectionModel()):
            self.activities.set_rows(activities_to_certify(self._workspace, self.search.text()))
        has_any = bool(self.activities.rows) or bool(self.search.text())
        self._both.setVisible(has_any)
        self._nothing.setVisible(not self.activities.rows)
        self.empty.setText(NOTHING if not has_any else "Ninguna actividad con inscritos dice eso; borre la búsqueda.")
        if self.activities.rows:
            self.activity_table.select(0)
            if before is not None:
                self.choose(before)
        self._show_activity()

    def _show_activity(self) -> None:
        brief = self.chosen
        self._chosen.setVisible(brief is not None)
        if brief is None:
            self.roll = None
            return
        if self.roll is None or self.roll.activity.id != brief.id:
            self.form.hide()
            self._show_date(brief)
        with self._page.telling():
            self.roll = read_roll(self._workspace, brief.id)
            self.people.set_rows(self.roll.rows)
            self._show_texts(self.roll)

    def _show_date(self, brief: ActivityBrief) -> None:
        today = self._workspace.today
        self.date.setDateRange(_qdate(min(brief.starts_on, today)), _qdate(today))
        self.date.setDate(_qdate(today))

    def _show_texts(self, roll: Roll) -> None:
        brief = roll.activity
        self.heading.setText(brief.title)
        self.summary.setText(_summary(roll))
        nameless_people = counted(roll.pending_counted, "persona contada", "personas contadas")
        self.with_headcounts.setText(f"Incluir a {nameless_people} sin nombre, como cantidad")
        self.with_headcounts.setVisible(bool(roll.pending_counted))
        self.with_headcounts.setChecked(True)
        self.nobody.setVisible(not roll.rows)
        self.people_table.setVisible(bool(roll.rows))
        self._show_button()

    def _show_button(self) -> None:
        if self.roll is None:
            return
        many = self.roll.pending_named + (self.roll.pending_counted if self.with_headcounts.isChecked() else 0)
        self.certify_button.setText(f"Certificar a {counted(many, 'persona', 'personas')}" if many else "Certificar")
        self.certify_button.setEnabled(bool(many))

    def _people_columns(self) -> tuple[Column[RollRow], ...]:
        return (
            Column("Nombre", lambda each: each.name or nameless(each.quantity, each.gender)),
            Column("Documento", lambda each: each.document),
            Column("Asistencia", lambda each: f"{each.percent} %", is_figure=True),
            Column("Estado", lambda each: _state(each, self.roll.threshold if self.roll else 0)),
        )


def nameless(quantity: int, gender: Gender) -> str:
    """People who are only counted: ``8 sin nombre (hombre)``."""
    return f"{number(quantity)} sin nombre ({label(gender).lower()})"


def _activity_columns() -> tuple[Column[ActivityBrief], ...]:
    return (
        Column("Actividad", lambda each: each.title),
        Column("Inicio", lambda each: each.starts_on.strftime("%d/%m/%y")),
        Column("Cert.", lambda each: f"{number(each.certified)}/{number(each.participants)}", is_figure=True),
    )


def _summary(roll: Roll) -> str:
    brief = roll.activity
    head = (
        f"{label(brief.kind)} {brief.code}, del {brief.starts_on:%d/%m/%Y} al {brief.ends_on:%d/%m/%Y}. "
        f"{counted(brief.participants, 'inscrito', 'inscritos')}, "
        f"{counted(brief.certified, 'certificado', 'certificados')}."
    )
    if not roll.sessions:
        return f"{head} No tiene sesiones: agréguelas y pase lista en Cursos y charlas para saber quién cumple."
    if roll.pending_named:
        named = counted(roll.pending_named, "persona con nombre cumple", "personas con nombre cumplen")
        head += f" {named} el {roll.threshold} % de asistencia; cada una recibe su folio."
    elif not roll.pending_counted:
        head += f" Nadie más cumple con seguridad el {roll.threshold} % de asistencia."
    if any(each.possible > max(each.certifiable, each.certified) for each in roll.rows):
        head += " De los contados sin nombre no se sabe quién repitió: si cumplen más, regístrelos por cantidad."
    return head


def _state(each: RollRow, threshold: int) -> str:
    """Where a person or a headcount stands."""
    if each.is_headcount:
        return _headcount_state(each, threshold)
    if each.certified:
        return f"Certificado por {each.issued_by}" if each.issued_by else "Certificado"
    if not each.has_consent:
        return "Retiró su autorización"
    return "Cumple" if each.certifiable else f"No llega al {threshold} %"


def _headcount_state(each: RollRow, threshold: int) -> str:
    """What is certain of a headcount, and how many more its numbers allow."""
    if each.certified >= max(each.possible, 1):
        return "Certificados" if each.certified == each.quantity else f"Certificados {number(each.certified)}"
    if not each.possible:
        return f"No llegan al {threshold} %"
    many = number(each.possible)
    if each.certifiable == each.possible:
        text = f"Cumplen {many}"
    else:
        text = f"Cumplen {number(each.certifiable)} a {many}" if each.certifiable else f"Cumplen hasta {many}"
    return f"{text}, certificados {number(each.certified)}" if each.certified else text


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
