"""Registers certifications that were given already: an ally's, by list or by count, or this point's by count."""

from datetime import date
from enum import StrEnum

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from services.certificates.issue import Certified, ListedPerson, read_list, register_counts, register_list
from services.certificates.listing import issuers
from services.certificates.roll import ActivityBrief
from services.recording import LARGEST_GROUP
from services.texts import counted
from services.words import PLURALS, Gender
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.widgets import GRID, Segments, button, column, number_field, row

THIS_POINT = "Este punto (solo por cantidad)"
PAUSE = 250
MOST_REASONS = 4
FIGURE_LETTERS = 12


class How(StrEnum):
    """The two ways to say who was certified."""

    LIST = "lista"
    COUNT = "cantidad"


class OtherForm(Asking):
    """An inline form; ``asked`` tells that the user wants to register what is written.

    ``selection_wanted`` asks for the people that are selected beside the form.
    """

    asked = Signal()
    selection_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._activity: ActivityBrief | None = None
        self.title = widgets.label("", "heading", wrap=True)
        self.issuer = QComboBox()
        self.issuer.setEditable(True)
        self.issuer.setAccessibleName("Quién certificó")
        self.how: Segments[How] = Segments("Cómo", [(How.LIST, "Por lista"), (How.COUNT, "Por cantidad")])
        self.documents = QPlainTextEdit()
        self.documents.setAccessibleName("Documentos de las personas certificadas, uno por línea")
        self.documents.setPlaceholderText("Documentos, uno por línea")
        self.documents.setTabChangesFocus(True)
        self.documents.setFixedHeight(self.documents.fontMetrics().height() * 5)
        self.reading = widgets.label("", "soft", wrap=True)
        self.counts = {gender: _count_field(gender) for gender in Gender}
        self.register_button = button("", self.asked.emit, "primary")
        self.put_button = button("Agregar los elegidos de la tabla", self.selection_wanted.emit, "plain")
        self._list, self._count, self._how = QWidget(), QWidget(), QWidget()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self.setLayout(self._assembled())
        self._timer.timeout.connect(self.read)
        self.documents.textChanged.connect(self._timer.start)
        self.how.chosen.connect(self._show_fields)
        self.issuer.currentTextChanged.connect(self._show_fields)
        for field in self.counts.values():
            field.valueChanged.connect(self._show_button)

    def _assembled(self) -> QVBoxLayout:
        below = row(self.reading, self.put_button)
        below.setStretch(0, 1)
        self._list.setLayout(column(self.documents, below, spacing=GRID // 2))
        fields = [
            column(widgets.label(PLURALS[gender], "caption"), field, spacing=GRID // 2)
            for gender, field in self.counts.items()
        ]
        self._count.setLayout(row(*fields, 1, spacing=2 * GRID))
        self._how.setLayout(column(widgets.label("Cómo", "caption"), self.how, spacing=GRID // 2))
        who = column(widgets.label("Quién certificó", "caption"), self.issuer, spacing=GRID // 2)
        first = row(who, self._how, spacing=3 * GRID)
        first.setStretch(0, 1)
        buttons = row(1, button("Cancelar", self.leave), self.register_button)
        return column(self.title, first, self._list, self._count, buttons, margins=2 * GRID)

    def start(self, activity: ActivityBrief) -> None:
        """Show the form, empty, for an activity."""
        self._activity = activity
        self.title.setText(f"Certificaciones ya entregadas en «{activity.title}»")
        self.issuer.clear()
        self.issuer.addItems([*issuers(self._workspace), THIS_POINT])
        if activity.ally:
            self.issuer.setCurrentText(activity.ally)
        self.documents.clear()
        for field in self.counts.values():
            field.setValue(0)
        self.how.choose(How.LIST)
        self._show_fields()
        self.show_asking(self.issuer)

    @property
    def is_edited(self) -> bool:
        """Whether documents or numbers stand in it that were not registered."""
        is_counted = any(field.value() for field in self.counts.values())
        return not self.isHidden() and (is_counted or bool(self.documents.toPlainText().strip()))

    def put_documents(self, documents: list[str]) -> None:
        """Add documents to the list, each on a line of its own."""
        lines = [*filter(None, self.documents.toPlainText().splitlines()), *documents]
        self.documents.setPlainText("\n".join(dict.fromkeys(lines)))
        self.read()

    def read(self) -> tuple[ListedPerson, ...]:
        """Understand the list as it stands, and say what is in it."""
        self._timer.stop()
        if self._activity is None:
            return ()
        people = read_list(self._workspace, self._activity.id, self.documents.toPlainText())
        self.reading.setText(_reading(people))
        self._show_button(len([each for each in people if each.person_id is not None]))
        return people

    def register(self, day: date) -> Certified:
        """Register what is written; lines that were not understood stay in the form. Raises an AppError."""
        assert self._activity is not None  # noqa: S101 - the form is hidden without one
        if self._uses_list:
            people = self.read()
            text = self.documents.toPlainText()
            done = register_list(self._workspace, self._activity.id, day, text, self.issuer.currentText())
            self.documents.setPlainText("\n".join(each.text for each in people if each.person_id is None))
            self.read()
        else:
            counts = {gender: field.value() for gender, field in self.counts.items()}
            issuer = None if self._is_this_point else self.issuer.currentText()
            done = register_counts(self._workspace, self._activity.id, day, counts, issuer)
        if not (self._uses_list and self.documents.toPlainText()):
            self.hide()
        return done

    @property
    def _is_this_point(self) -> bool:
        return self.issuer.currentText() == THIS_POINT

    @property
    def _uses_list(self) -> bool:
        return self.how.value is How.LIST and not self._is_this_point

    def _show_fields(self) -> None:
        self._how.setVisible(not self._is_this_point)
        self._list.setVisible(self._uses_list)
        self._count.setVisible(not self._uses_list)
        if self._uses_list:
            self.read()
        else:
            self._show_button()

    def _show_button(self, people: int | None = None) -> None:
        many = sum(field.value() for field in self.counts.values()) if not self._uses_list else people or 0
        what = f" {counted(many, 'certificación', 'certificaciones')}" if many else ""
        self.register_button.setText(f"Registrar{what}")
        self.register_button.setEnabled(bool(many))


def _count_field(gender: Gender) -> QSpinBox:
    field = number_field(0, LARGEST_GROUP)
    field.setMinimumWidth(field.fontMetrics().averageCharWidth() * FIGURE_LETTERS)
    field.setAccessibleName(f"Certificaciones: {PLURALS[gender]}")
    return field


def _reading(people: tuple[ListedPerson, ...]) -> str:
    """What a list holds, in words."""
    if not people:
        return "Escriba o pegue los documentos de personas inscritas, o elija filas de la tabla y póngalas aquí."
    good = [each for each in people if each.person_id is not None]
    bad = [each for each in people if each.person_id is None]
    lines = [f"Se registran: {', '.join(each.name for each in good)}."] if good else []
    lines += [f"Línea {each.line}, {each.text}: {each.problem}." for each in bad[:MOST_REASONS]]
    if len(bad) > MOST_REASONS:
        lines.append(f"Y otras {len(bad) - MOST_REASONS} líneas que no se pueden registrar.")
    return "\n".join(lines)
