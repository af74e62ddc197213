"""Chooses a citizen: by document, by name or by the reader of cédulas, and registers who is new."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from services.people.cedula import Cedula, read_cedula
from services.people.data import PersonData, spoken_document
from services.people.search import PersonBrief, find_people, person_brief, person_with_document
from services.words import DocumentType
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.page import Page
from ui.kit.widgets import Card, button, column, row
from ui.point.people_list import PeopleList
from ui.point.person_form import PersonForm, typed_data
from ui.point.scan_field import FUNCTION_KEYS, ScanField

PAUSE = 40
"""Milliseconds without a key before the search: a reader's keys are not searched one by one."""
MOST_SHOWN = 4
NOBODY = "No hay nadie registrado con ese dato."
UNREAD = "No se entendió la lectura: pase otra vez el lector por el reverso de la cédula, o escriba el documento."
WITHDRAWN = "Esta persona retiró su autorización: registre sin nombre, o vaya a Ciudadanos si autoriza otra vez."
LOOK_AT_NAMES = "El lector no separó bien los nombres: compárelos con la cédula y complételos."


class CitizenPicker(Card):
    """``chosen`` carries a PersonBrief or None; ``unknown`` the data of a cédula whose holder is not registered.

    ``scanning`` tells that a reader began to type, on the field or anywhere on the page: what its first figures did
    there can be taken back. ``left`` tells that Escape was pressed with nothing typed.
    """

    chosen = Signal(object)
    unknown = Signal(object)
    scanning = Signal()
    left = Signal()

    def __init__(self, workspace: Workspace, *, title: str = "Ciudadano (opcional)", registering: bool = True) -> None:
        inside = column()
        super().__init__(inside, 12)
        self._workspace = workspace
        self._registering = registering
        self._person: PersonBrief | None = None
        self._found: tuple[PersonBrief, ...] = ()
        self._offered: tuple[PersonData, str] | None = None
        self.field = ScanField()
        self.matches = PeopleList("Personas que coinciden")
        self.remark = widgets.label("", "soft", wrap=True)
        self.offer = button("Registrar a esta persona…", self._open_form, tip="Con su autorización")
        self.name = widgets.label("", "strong", wrap=True)
        self.document = widgets.label("", "soft")
        self.remove = button("Quitar", self._remove)
        self._inside = inside
        self._form: PersonForm | None = None
        self._shown = QWidget()
        self._assemble(inside, title)
        self.setFocusProxy(self.field)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._connect()
        self._reset()

    def _assemble(self, inside: QVBoxLayout, title: str) -> None:
        self.field.setPlaceholderText("Documento, nombre o lector…")
        self.field.setAccessibleName(f"{title}: documento, nombre o lector")
        self.field.setClearButtonEnabled(True)
        self.matches.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offer.setAccessibleName("Registrar a esta persona con su autorización")
        self.remove.setAccessibleName("Quitar a la persona elegida")
        person = row(column(self.name, self.document, spacing=0), self.remove)
        person.setStretch(0, 1)
        person.setContentsMargins(0, 0, 0, 0)
        self._shown.setLayout(person)
        heading = widgets.label(title, "heading")
        heading.setBuddy(self.field)
        for part in (heading, self.field, self.matches, self.remark, self.offer, self._shown):
            inside.addWidget(part)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.search)
        self.field.textChanged.connect(self._typed)
        self.field.record.connect(self.read)
        self.field.scanning.connect(self._begin_scan)
        self.field.moved.connect(self._move)
        self.field.accepted.connect(self._accept)
        self.field.dismissed.connect(self._dismiss)
        self.matches.itemClicked.connect(lambda item: self.choose(self._found[self.matches.row(item)]))

    # --- what others use

    @property
    def form(self) -> PersonForm:
        """Where a person is registered, made when it is first wanted."""
        if self._form is None:
            form = PersonForm(self._workspace, columns=1, brief=True)
            form.hide()
            form.saved.connect(self.choose)
            form.known.connect(self._choose_known)
            form.cancelled.connect(self._close_form)
            self._inside.addWidget(form)
            self._form = form
        return self._form

    @property
    def person(self) -> PersonBrief | None:
        """Who is chosen."""
        return self._person

    @property
    def is_writing(self) -> bool:
        """Whether somebody is being registered here and not recorded yet."""
        return self._form is not None and not self._form.isHidden()

    @property
    def is_edited(self) -> bool:
        """Whether somebody's data were typed here and are not recorded yet."""
        return self._form is not None and self.is_writing and self._form.is_edited

    def clear(self) -> None:
        """Choose nobody and forget what was typed."""
        had_person = self._person is not None
        self._person = None
        self._reset()
        if had_person:
            self.chosen.emit(None)

    def choose(self, person: PersonBrief) -> None:
        """Choose somebody."""
        self._reset()
        if not person.has_consent:
            self._remark(WITHDRAWN)
            return
        self._person = person
        self.name.setText(person.name)
        self.document.setText(spoken_document(person.document_type, person.document))
        self._leave()
        self.field.hide()
        self._shown.show()
        self.chosen.emit(person)

    def read(self, record: str) -> None:
        """Take what a reader sent, by keys or by a serial line: choose the holder, or offer to register."""
        cedula = read_cedula(record, self._workspace.today)
        if self._person is not None:
            self.clear()
        self._reset()
        if cedula is None:
            self._remark(UNREAD)
            return
        known = person_with_document(
            self._workspace, DocumentType.CITIZEN_CARD, cedula.data.document, cedula.data.birth_date
        )
        if known is not None:
            self.choose(known)
        else:
            self._offer_cedula(cedula)

    def search(self) -> None:
        """Show who matches what is typed, now."""
        self._pause.stop()
        typed = self.field.text().strip()
        self._found = find_people(self._workspace, typed) if typed else ()
        self._show_matches()
        self._offered = None
        if typed and not self._found:
            self._remark(NOBODY)
            self._offered = (typed_data(typed), "")
        else:
            self.remark.hide()
        self.offer.setVisible(self._registering and self._offered is not None)

    # --- typing

    def _typed(self, text: str) -> None:
        if text != self.field.text():
            return  # It was a record, and it has been read and cleared already.
        self.remark.hide()
        self.offer.hide()
        self._offered = None
        if text.strip():
            self._pause.start()
        else:
            self.search()

    def _show_matches(self) -> None:
        self.matches.show_people(self._found)
        self.matches.setVisible(bool(self._found))
        self.matches.fit(MOST_SHOWN)
        if len(self._found) == 1:
            self.matches.setCurrentRow(0)

    def _move(self, by: int) -> None:
        if self._pause.isActive():
            self.search()
        if self._found:
            place = self.matches.currentRow() + by
            self.matches.setCurrentRow(max(0, min(place, len(self._found) - 1)))

    def _accept(self) -> None:
        """Enter: the highlighted person; with several and none highlighted yet, the first is highlighted."""
        if self._pause.isActive():
            self.search()
        if self.matches.person is not None:
            self.choose(self.matches.person)
        elif self._found:
            self.matches.setCurrentRow(0)
        elif self._registering:
            self._open_form()

    def _dismiss(self) -> None:
        """Escape: first what is typed goes, then the focus."""
        if self.field.text() or self._offered is not None or not self.remark.isHidden():
            self._reset()
        else:
            self._leave()
            self.left.emit()

    def _leave(self) -> None:
        page = self._page_above()
        if page is not None and self._has_focus():
            page.setFocus()

    def _has_focus(self) -> bool:
        focused: QWidget | None = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _page_above(self) -> Page | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, Page):
            above = above.parentWidget()
        return above

    # --- somebody new

    def _offer_cedula(self, cedula: Cedula) -> None:
        document = spoken_document(cedula.data.document_type, cedula.data.document)
        self._offered = (cedula.data, "" if cedula.are_names_sure else LOOK_AT_NAMES)
        self._remark(f"{cedula.data.full_name or 'Quien tiene la cédula'} ({document}) no está en los registros.")
        self.offer.setVisible(self._registering)
        self.unknown.emit(cedula.data)
        self.field.setFocus()

    def _open_form(self) -> None:
        if self._offered is None:
            return
        data, remark = self._offered
        self._reset()
        self.field.hide()
        self.form.show()
        self.form.register(data, remark)

    def _close_form(self) -> None:
        self._reset()
        self.field.setFocus()

    def _choose_known(self, person_id: int) -> None:
        person = person_brief(self._workspace, person_id)
        if person is not None:
            self.choose(person)

    def _remove(self) -> None:
        self.clear()
        self.field.setFocus()

    def _remark(self, text: str) -> None:
        self.remark.setText(text)
        self.remark.show()

    def _reset(self) -> None:
        """Only the empty field."""
        self._pause.stop()
        self._found = ()
        self._offered = None
        self.field.clear()
        for widget in (self.matches, self.remark, self.offer, self._shown):
            widget.hide()
        if self._form is not None:
            self._form.forget()
            self._form.hide()
        self.field.show()

    # --- keys

    def _begin_scan(self) -> None:
        self._pause.stop()
        self.matches.hide()
        self.scanning.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Listen to the page from now on: a reader may begin while the focus is elsewhere on it."""
        super().showEvent(event)
        page = self._page_above()
        if page is not None and self._registering:
            page.installEventFilter(self)  # Once more does no harm: a filter is there once.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's own signature
        """Hear the page's keys before its shortcuts do: from a reader's mark on they are the field's."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        if self._has_focus() or not self.field.hear(event.text()):
            return False
        self.field.show()
        self.field.setFocus()
        event.accept()
        return True

    def event(self, event: QEvent) -> bool:
        """No key typed in this card is a shortcut of the page, except those that open another one."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() not in FUNCTION_KEYS:
                event.accept()
                return True
            return False
        return super().event(event)
