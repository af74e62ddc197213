"""Usuarios: who works with the profile and what each may do."""

from collections.abc import Callable
from functools import partial

from services.keys import WrongPassphraseError
from services.users import (
    Person,
    add_user,
    change_role,
    disable_user,
    give_passphrase,
    protection,
    rename_user,
    roles_for,
    users,
)
from services.words import UserRole
from services.words import label as name_of
from services.workspace import Workspace
from ui.kit.fitted_table import FittedTable
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.secret_fields import SecretFields
from ui.kit.sight import bring_into_sight
from ui.kit.tables import Column, RowsModel
from ui.kit.widgets import GRID, NoticeKind, ReasonForm, button, label
from ui.settings.section import Section
from ui.settings.user_forms import AddForm, NameForm, PassphraseForm, RoleForm

UNLIKE = "Las dos claves del usuario no son iguales; escríbalas otra vez."
WRONG_OWN = "La clave escrita en «{field}» no es la suya; revise mayúsculas y teclado y escríbala otra vez."
OPENS_FREELY = "Este perfil abre sin clave y lo usa quien llegue: póngale una en «Clave» y después agregue usuarios."


class Users(Section):
    """The list, and for the selected one another name, another role, another passphrase or an end."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.people: RowsModel[Person] = RowsModel(
            _columns(lambda: self._is_protected), is_soft=lambda each: each.is_disabled
        )
        self.table = FittedTable("Usuarios", self.people)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_buttons())
        self.open_note = label(OPENS_FREELY, "warning", wrap=True)
        self.add_button = button("Agregar usuario…", self._ask_to_add, "primary")
        self.name_button = button("Cambiar nombre…", self._ask_name)
        self.role_button = button("Cambiar rol…", self._ask_role)
        self.passphrase_button = button("Dar clave nueva…", self._ask_passphrase)
        self.disable_button = button("Quitar…", self._ask_to_disable)
        self.add_form = AddForm(roles_for(workspace), workspace.actor)
        self.name_form = NameForm()
        self.role_form = RoleForm(roles_for(workspace))
        self.passphrase_form = PassphraseForm(workspace.actor)
        self.reason = ReasonForm()
        self.add_form.given.connect(self.add)
        self.name_form.given.connect(self._rename)
        self.role_form.given.connect(self._give_role)
        self.passphrase_form.given.connect(self.give_passphrase)
        self.reason.given.connect(self._disable)
        self._person: Person | None = None
        self._is_protected = False
        self.fill(
            "Usuarios",
            "Cada quien entra con su clave, y lo que hace queda a su nombre. Quien se quita deja de entrar, pero con "
            "una copia de antes del archivo de claves o un respaldo, y su clave, todavía podría abrir los datos.",
            self.open_note,
            self.table,
            FlowLayout(
                self.add_button,
                self.name_button,
                self.role_button,
                self.passphrase_button,
                self.disable_button,
                spacing=GRID,
            ),
            self.add_form,
            self.name_form,
            self.role_form,
            self.passphrase_form,
            self.reason,
        )

    def refresh(self) -> None:
        """Read the users again."""
        self._is_protected = protection(self.workspace).has_passphrase
        chosen = self.chosen
        self.people.set_rows(users(self.workspace))
        if chosen is not None:
            self.table.select(next((place for place, each in enumerate(self.people.rows) if each.id == chosen.id), 0))
        self.open_note.setVisible(not self._is_protected)
        self.add_button.setEnabled(self._is_protected)
        self._show_buttons()

    @property
    def chosen(self) -> Person | None:
        """The user that is selected."""
        place = self.table.selected_row()
        return self.people.rows[place] if place is not None and place < len(self.people.rows) else None

    def add(self) -> None:
        """Add the user of the form, if their passphrase was written twice alike."""
        new, again, own = self.add_form.secrets.texts
        if self.work.is_busy or not self._are_alike(new, again, self.add_form.secrets):
            return
        name, role = self.add_form.name.text(), self.add_form.role.role
        self.work.start(
            "Agregando el usuario…",
            lambda _progress: add_user(self.workspace, own, name, role, new),
            self._added,
            partial(self._refused, self.add_form.secrets),
            can_cancel=False,
        )

    def give_passphrase(self) -> None:
        """Give the selected user another passphrase, if it was written twice alike."""
        new, again, own = self.passphrase_form.secrets.texts
        person = self._person
        if person is None or self.work.is_busy or not self._are_alike(new, again, self.passphrase_form.secrets):
            return
        self.work.start(
            "Dando la clave…",
            lambda _progress: give_passphrase(self.workspace, own, person.id, new),
            partial(self._passphrase_given, person),
            partial(self._refused, self.passphrase_form.secrets),
            can_cancel=False,
        )

    def forget(self) -> None:
        """Leave no passphrase in the fields."""
        self.add_form.secrets.wipe()
        self.passphrase_form.secrets.wipe()

    def _are_alike(self, new: str, again: str, secrets: SecretFields) -> bool:
        if new != again:
            self.page.notice.say(NoticeKind.ERROR, UNLIKE)
            secrets.take_focus()
        return new == again

    def _refused(self, secrets: SecretFields, error: Exception) -> None:
        """Say why; of three passphrases also which one was wrong."""
        if not isinstance(error, WrongPassphraseError):
            self.page.tell(error)
            return
        own = secrets.fields[-1]
        self.page.notice.say(NoticeKind.ERROR, WRONG_OWN.format(field=own.accessibleName()))
        own.setFocus()
        own.selectAll()

    def _passphrase_given(self, person: Person, _nothing: object) -> None:
        self.passphrase_form.leave()
        self._written(f"{person.name} ya puede entrar con la clave nueva; que la cambie en Ajustes, «Clave».")

    def _added(self, person: Person) -> None:
        self.add_form.leave()
        self._written(f"{person.name} ya puede entrar con su clave; que la cambie en Ajustes, «Clave».")

    def _rename(self) -> None:
        person = self._person
        if person is None:
            return
        with self.page.telling():
            rename_user(self.workspace, person.id, self.name_form.name.text())
            self.name_form.leave()
            self._written("El nombre cambió desde la próxima vez que entre; lo que ya hizo sigue con el de antes.")

    def _give_role(self) -> None:
        person, role = self._person, self.role_form.role.role
        if person is None:
            return
        with self.page.telling():
            change_role(self.workspace, person.id, role)
            self.role_form.leave()
            self._written(f"{person.name} tiene el rol «{name_of(role)}» desde la próxima vez que entre.")

    def _disable(self, reason: str) -> None:
        person = self._person
        if person is None:
            return
        with self.page.telling():
            disable_user(self.workspace, person.id, reason)
            self._written(f"{person.name} ya no puede entrar.")

    def _written(self, said: str) -> None:
        self.refresh()
        if self.isVisible():  # What had the focus is put away.
            self.table.setFocus()
        self.page.changed.emit(Topic.USERS)
        self.page.notice.say(NoticeKind.GOOD, said)

    def _ask_to_add(self) -> None:
        self._put_away()
        self.add_form.ask(UserRole.ASSISTANT)
        bring_into_sight(self.add_form)

    def _ask_name(self) -> None:
        self._put_away()
        if person := self.chosen:
            self._person = person
            self.name_form.ask(person.name)
            bring_into_sight(self.name_form)

    def _ask_role(self) -> None:
        self._put_away()
        if person := self.chosen:
            self._person = person
            self.role_form.ask(person.name, person.role)
            bring_into_sight(self.role_form)

    def _ask_passphrase(self) -> None:
        self._put_away()
        if person := self.chosen:
            self._person = person
            self.passphrase_form.ask(person.name)
            bring_into_sight(self.passphrase_form)

    def _ask_to_disable(self) -> None:
        self._put_away()
        if person := self.chosen:
            self._person = person
            self.reason.ask(
                f"¿Por qué se quita a {person.name}?",
                "Su clave y su PIN dejan de servir aquí. Los respaldos hechos antes aún se abren con su clave.",
                "Quitar",
            )
            bring_into_sight(self.reason)

    def _put_away(self) -> None:
        self.page.notice.clear()
        for form in (self.add_form, self.name_form, self.role_form, self.passphrase_form, self.reason):
            form.hide()

    def _show_buttons(self) -> None:
        chosen = self.chosen
        is_other = chosen is not None and not chosen.is_here
        is_working = chosen is not None and not chosen.is_disabled
        has_passphrase = chosen is not None and chosen.has_passphrase
        self.name_button.setEnabled(is_working)
        self.role_button.setEnabled(is_other and is_working)
        self.passphrase_button.setEnabled(is_other and is_working and self._is_protected)
        self.disable_button.setEnabled(is_other and (is_working or has_passphrase))  # Again if it was interrupted.


def _columns(is_protected: Callable[[], bool]) -> tuple[Column[Person], ...]:
    return (
        Column("Nombre", lambda person: person.name),
        Column("Rol", lambda person: name_of(person.role)),
        Column("PIN", lambda person: "Sí" if person.has_pin else "No"),
        Column("Desde", lambda person: person.since.astimezone().strftime("%d/%m/%Y")),
        Column("Estado", lambda person: _state(person, is_protected=is_protected())),
    )


def _state(person: Person, *, is_protected: bool) -> str:
    if person.is_disabled:
        return "Ya no entra"
    if is_protected and not person.has_passphrase:
        return "Sin clave: dele una"
    return "Trabaja ahora" if person.is_here else "Puede entrar"
