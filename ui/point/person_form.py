"""The form for a person's data, with the authorisation without which nothing is kept."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from services.people.consent import CURRENT, consent_text, statement
from services.people.data import (
    Field,
    PersonData,
    PersonDataError,
    PersonError,
    read_day,
    refusals,
    told_at_once,
)
from services.people.registry import KnownPersonError, correct_person, register_person
from services.words import DocumentType, Gender, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.fields import mark
from ui.kit.flow import FlowLayout
from ui.kit.wide_list import WideList
from ui.kit.widgets import GRID, Notice, NoticeKind, button, column, row

LINES_OF_TEXT = 6
AGREE_AGAIN = "Según la fecha de nacimiento, ahora autoriza otra persona: pregunte otra vez y marque la casilla."
ONLY_COUNTED = "Sin la autorización no se guardan sus datos: la atención se registra sin nombre y cuenta igual."


class PersonForm(QWidget):
    """Registers a new person or corrects one; ``saved`` carries who it is now, ``known`` who was there already."""

    saved = Signal(object)
    known = Signal(int)
    cancelled = Signal()

    def __init__(self, workspace: Workspace, *, columns: int = 2, brief: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self._correcting: int | None = None
        self._opened: tuple[PersonData, str] | None = None
        self.notice = Notice()
        kinds = [(each, each if brief else label(each)) for each in DocumentType]
        self.kind = _choice("Tipo" if brief else "Tipo de documento", kinds)
        self.document = _line("Documento")
        self.names = _line("Nombres")
        self.surnames = _line("Apellidos")
        self.gender = _choice("Género", [(each, label(each)) for each in Gender])
        self.birth = _line("Nacimiento (opcional)" if brief else "Fecha de nacimiento (opcional)", "31/01/1990")
        self.phone = _line("Teléfono (opcional)")
        self.email = _line("Correo (opcional)")
        self.consent = WrappedCheck()
        self.text = _reading_box(consent_text(workspace).title)
        self.only_counted = widgets.label(ONLY_COUNTED, "soft", wrap=True)
        self.save_button = button("Guardar", self.save, "primary")
        self._extra: tuple[QLineEdit, ...] = (self.phone, self.email)
        self._assemble(columns, brief=brief)
        self._connect()

    def _assemble(self, columns: int, *, brief: bool) -> None:
        shown: list[QLineEdit | QComboBox] = [self.names, self.surnames]
        shown += [self.gender, self.birth, *(() if brief else self._extra)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        if brief:
            shown = [self.kind, self.document, *shown]
        else:
            first = row(_captioned(self.kind), _captioned(self.document), spacing=2 * GRID)
            first.setStretch(0, 3)
            first.setStretch(1, 2)
            grid.addLayout(first, 0, 0, 1, columns)
        for extra in self._extra:  # Out of sight they are part of the form all the same, and go with it.
            extra.setParent(self)
            extra.setVisible(not brief)
        for place, field in enumerate(shown, start=0 if brief else columns):
            grid.addLayout(_captioned(field), *divmod(place, columns))
        for each in range(columns):
            grid.setColumnStretch(each, 1)
        self._agreement = QWidget()
        title = widgets.label(consent_text(self._workspace).title, "strong", wrap=True)
        self._agreement.setLayout(column(title, self.text, self.consent, self.only_counted))
        buttons = FlowLayout(self.save_button, button("Cancelar", self.cancelled.emit), spacing=GRID)
        self.setLayout(column(self.notice, grid, self._agreement, buttons, spacing=12))

    def _connect(self) -> None:
        for line in (self.document, self.names, self.surnames, self.birth, *self._extra):
            line.returnPressed.connect(self._enter)
            line.textChanged.connect(lambda *_, line=line: mark(line))
        self.birth.textChanged.connect(self._show_statement)
        self.consent.box.toggled.connect(self._show_agreement)

    # --- opening

    def register(self, data: PersonData | None = None, remark: str = "") -> None:
        """Ask for a new person, with what is known already and a remark on it."""
        self._correcting = None
        self._fill(data or PersonData(DocumentType.CITIZEN_CARD, "", ""))
        self.text.setPlainText(consent_text(self._workspace).body)
        self.consent.box.setChecked(False)
        self._agreement.show()
        self.save_button.setText("Guardar la ficha")
        self._show_statement()
        self._show_agreement()
        if remark:
            self.notice.say(NoticeKind.INFO, remark)
        self._first_empty().setFocus()

    def correct(self, person_id: int, data: PersonData) -> None:
        """Show a person's data to be corrected."""
        self._correcting = person_id
        self._fill(data)
        self._agreement.hide()
        self.save_button.setText("Guardar los cambios")
        self.save_button.setEnabled(True)
        self.names.setFocus()

    def _fill(self, data: PersonData) -> None:
        self.notice.clear()
        self.kind.setCurrentIndex(self.kind.findData(data.document_type))
        self.document.setText(data.document)
        self.names.setText(data.names)
        self.surnames.setText(data.surnames)
        self.gender.setCurrentIndex(self.gender.findData(data.gender))
        self.birth.setText(data.birth_date.strftime("%d/%m/%Y") if data.birth_date else "")
        self.phone.setText(data.phone or "")
        self.email.setText(data.email or "")
        self._opened = self._typed

    def forget(self) -> None:
        """Empty the form."""
        self._fill(PersonData(DocumentType.CITIZEN_CARD, "", ""))
        self.consent.box.setChecked(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    # --- saving

    @property
    def data(self) -> PersonData:
        """What is typed; a birth date that cannot be read is none."""
        birth = None
        with suppress(PersonDataError):
            birth = read_day(self.birth.text())
        return PersonData(
            self.kind.currentData(),
            self.document.text(),
            self.names.text(),
            self.surnames.text(),
            self.gender.currentData(),
            birth,
            self.phone.text() or None,
            self.email.text() or None,
        )

    @property
    def _typed(self) -> tuple[PersonData, str]:
        return self.data, self.birth.text()

    @property
    def is_edited(self) -> bool:
        """Whether something was typed since the form was opened."""
        return self._opened is not None and self._typed != self._opened

    def save(self) -> None:
        """Keep what is typed, or say in place all that is wrong with it."""
        self.notice.clear()
        data = self.data
        found = refusals(data, self.birth.text(), self._workspace.today)
        if found:
            self._point_at(found)
            self.notice.say(NoticeKind.ERROR, told_at_once(found, data))
            return
        try:
            person = self._write(data)
        except KnownPersonError as error:
            self._point_at((error,))
            self.notice.say(
                NoticeKind.ERROR, str(error), "Ver a esa persona", partial(self.known.emit, error.person_id)
            )
        except PersonDataError as error:
            self._point_at((error,))
            self.notice.say(NoticeKind.ERROR, str(error))
        except PersonError as error:
            self.notice.say(NoticeKind.ERROR, str(error))
        else:
            self.forget()
            self.saved.emit(person)

    def _write(self, data: PersonData) -> object:
        if self._correcting is not None:
            return correct_person(self._workspace, self._correcting, data)
        return register_person(self._workspace, data, CURRENT if self.consent.box.isChecked() else None)

    def _point_at(self, found: Sequence[PersonDataError]) -> None:
        fields: dict[Field, QWidget] = {
            Field.DOCUMENT: self.document,
            Field.NAMES: self.names,
            Field.SURNAMES: self.surnames,
            Field.BIRTH_DATE: self.birth,
            Field.PHONE: self.phone,
            Field.EMAIL: self.email,
            Field.CONSENT: self.consent.box,
        }
        for error in found:
            mark(fields[error.field], str(error))
        fields[found[0].field].setFocus()

    def _enter(self) -> None:
        """Enter in a line saves what is complete, and else goes to what is missing."""
        missing = self._first_empty()
        if self._correcting is None and missing is not self.document:
            missing.setFocus()
        elif self.save_button.isEnabled():
            self.save()
        else:
            self.consent.box.setFocus()

    def _first_empty(self) -> QLineEdit:
        """The first line that has to be filled; the document if none is left."""
        needed = (self.document, self.names, self.surnames)
        return next((line for line in needed if not line.text().strip()), self.document)

    def _show_statement(self) -> None:
        """Say what is agreed to; who ticked other words has not agreed to these."""
        agreed = statement(self.data.birth_date, self._workspace.today)
        if agreed == self.consent.said:
            return
        self.consent.say(agreed)
        if self.consent.box.isChecked():
            self.consent.box.setChecked(False)
            self.notice.say(NoticeKind.WARNING, AGREE_AGAIN)

    def _show_agreement(self) -> None:
        agreed = self.consent.box.isChecked()
        if agreed and self.notice.text == AGREE_AGAIN:
            self.notice.clear()
        self.save_button.setEnabled(agreed)
        self.only_counted.setVisible(not agreed)


class WrappedCheck(QWidget):
    """A check box whose text takes as many lines as it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox()
        self._text = _Clicked(self.box)
        layout = row(self.box, self._text)
        layout.setStretch(1, 1)
        layout.setAlignment(self.box, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)

    @property
    def said(self) -> str:
        """What is agreed to by ticking, as it is said now."""
        return self._text.text()

    def say(self, text: str) -> None:
        """What is agreed to by ticking."""
        self._text.setText(text)
        self.box.setAccessibleName(text)


class _Clicked(QLabel):
    """The text beside a box ticks it too."""

    def __init__(self, box: QCheckBox) -> None:
        super().__init__()
        self._box = box
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick."""
        self._box.toggle()
        event.accept()


def _captioned(field: QLineEdit | QComboBox) -> QVBoxLayout:
    caption = widgets.label(field.accessibleName(), "caption")
    caption.setBuddy(field)
    return column(caption, field, spacing=GRID // 2)


def _line(name: str, example: str = "") -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(example)
    return line


def _choice(name: str, options: list[tuple[DocumentType, str]] | list[tuple[Gender, str]]) -> QComboBox:
    box = WideList()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    for value, text in options:
        box.addItem(text, value)
        box.setItemData(box.count() - 1, label(value), Qt.ItemDataRole.ToolTipRole)
    return box


def _reading_box(name: str) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setAccessibleName(name)
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setFixedHeight(box.fontMetrics().lineSpacing() * LINES_OF_TEXT + 2 * GRID)
    return box


def typed_data(typed: str) -> PersonData:
    """What was looked for, to begin the form with."""
    compact = typed.replace(".", "").replace(" ", "")
    if compact.isdecimal():
        return PersonData(DocumentType.CITIZEN_CARD, compact, "")
    return PersonData(DocumentType.CITIZEN_CARD, "", typed if not any(map(str.isdigit, typed)) else "")
