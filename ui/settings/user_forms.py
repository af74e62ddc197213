"""What is asked to add somebody, and to give them another name, another role or another passphrase."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.users import LONGEST_NAME
from services.words import UserRole
from services.words import label as name_of
from ui.kit.asking import Asking
from ui.kit.fields import Choice, line
from ui.kit.flow import FlowLayout
from ui.kit.secret_fields import SecretFields
from ui.kit.widgets import GRID, button, column, label, row

MAY = {
    UserRole.ADMINISTRATOR: "Puede hacerlo todo: también cerrar meses, importar, restaurar y administrar usuarios.",
    UserRole.COORDINATOR: "Puede hacerlo todo: también autorizar claves, decidir lo retenido y administrar usuarios.",
    UserRole.ASSISTANT: "Hace el trabajo de cada día; no administra ni decide lo que no se puede deshacer.",
    UserRole.READER: "Solo mira, y en la coordinación también saca informes; no cambia nada.",
}
NEW, AGAIN, OWN = "Clave del usuario nuevo", "La misma clave, otra vez", "Su clave (la de usted, {actor})"
NEW_ONE = "Clave nueva"
WIDEST = 420


class RoleChoice(QWidget):
    """A role, and in a sentence what it may do."""

    def __init__(self, roles: tuple[UserRole, ...]) -> None:
        super().__init__()
        self._roles = roles
        self.choice = Choice("Rol", {role: name_of(role) for role in roles})
        self._may = label("", "soft", wrap=True)
        self.setLayout(column(label("Rol", "caption"), self.choice, self._may, spacing=GRID // 2))
        self.choice.currentIndexChanged.connect(self._tell)
        self._tell()

    @property
    def role(self) -> UserRole:
        """The chosen role."""
        return UserRole(self.choice.key)

    def choose(self, role: UserRole) -> None:
        """Choose a role."""
        self.choice.choose(role)

    def _tell(self) -> None:
        self._may.setText(MAY[self.role])


class AddForm(Asking):
    """A name, a role and a passphrase, which they can change themselves; ``given`` tells that all is written."""

    given = Signal()

    def __init__(self, roles: tuple[UserRole, ...], actor: str) -> None:
        super().__init__()
        self.name = line("Nombre", longest=LONGEST_NAME)
        self.role = RoleChoice(roles)
        self.secrets = SecretFields(NEW, AGAIN, OWN.format(actor=actor))
        self.secrets.given.connect(self.given)
        self.accept = button("Agregar", self.given.emit, "primary")
        who = column(column(label("Nombre", "caption"), self.name, spacing=GRID // 2), self.role, 1, spacing=GRID)
        both = row(who, self.secrets, spacing=3 * GRID)
        for place in (0, 1):
            both.setStretch(place, 1)
        self.setLayout(
            column(
                label("Agregar un usuario", "heading"),
                both,
                FlowLayout(self.accept, button("Cancelar", self.leave), spacing=GRID),
                spacing=12,
                margins=2 * GRID,
            )
        )

    def ask(self, usual: UserRole) -> None:
        """Show the form, empty."""
        self.wipe()
        self.role.choose(usual)
        self.show_asking(self.name)

    def wipe(self) -> None:
        """Leave nothing of what was typed."""
        self.name.clear()
        self.secrets.wipe()

    def leave(self) -> None:
        """Put the form away, and what was typed in it."""
        self.wipe()
        super().leave()


class RoleForm(Asking):
    """Another role for somebody; ``given`` tells that it was chosen."""

    given = Signal()

    def __init__(self, roles: tuple[UserRole, ...]) -> None:
        super().__init__()
        self._question = label("", "heading", wrap=True)
        self.role = RoleChoice(roles)
        accept = button("Cambiar el rol", self.given.emit, "primary")
        buttons = FlowLayout(accept, button("Cancelar", self.leave), spacing=GRID)
        self.setLayout(column(self._question, self.role, buttons, spacing=12, margins=2 * GRID))

    def ask(self, name: str, role: UserRole) -> None:
        """Show the form for somebody who has ``role`` now."""
        self._question.setText(f"¿Qué puede hacer {name} desde ahora?")
        self.role.choose(role)
        self.show_asking(self.role.choice)


class NameForm(Asking):
    """Another name for somebody; ``given`` tells that it is written."""

    given = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._question = label("", "heading", wrap=True)
        self.name = line("Nombre nuevo", longest=LONGEST_NAME)
        self.name.setMaximumWidth(WIDEST)
        self.name.returnPressed.connect(self.given)
        accept = button("Cambiar el nombre", self.given.emit, "primary")
        buttons = FlowLayout(accept, button("Cancelar", self.leave), spacing=GRID)
        self.setLayout(column(self._question, self.name, buttons, spacing=12, margins=2 * GRID))

    def ask(self, name: str) -> None:
        """Show the form with the name that somebody has now."""
        self._question.setText(f"¿Cómo se llama {name} desde ahora?")
        self.name.setText(name)
        self.show_asking(self.name)
        self.name.selectAll()


class PassphraseForm(Asking):
    """Another passphrase for somebody who has none any more; ``given`` tells that all is written."""

    given = Signal()

    def __init__(self, actor: str) -> None:
        super().__init__()
        self._question = label("", "heading", wrap=True)
        self.secrets = SecretFields(NEW_ONE, AGAIN, OWN.format(actor=actor), width=WIDEST)
        self.secrets.given.connect(self.given)
        self.accept = button("Dar la clave", self.given.emit, "primary")
        note = label("La que tenía deja de abrir. Dígasela en persona, y que ponga una suya.", "soft", wrap=True)
        buttons = FlowLayout(self.accept, button("Cancelar", self.leave), spacing=GRID)
        self.setLayout(column(self._question, note, self.secrets, buttons, spacing=12, margins=2 * GRID))

    def ask(self, name: str) -> None:
        """Show the form, empty, for somebody."""
        self.secrets.wipe()
        self._question.setText(f"Clave nueva para {name}")
        self.show_asking(self.secrets.fields[0])

    def leave(self) -> None:
        """Put the form away, and what was typed in it."""
        self.secrets.wipe()
        super().leave()
