"""PIN: the six figures with which who works comes back to a session that is open."""

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator

from services.pins import PIN_LENGTH, set_pin
from services.users import protection, users
from services.workspace import Workspace
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.secret_fields import SecretFields
from ui.kit.widgets import GRID, NoticeKind, button, label, row
from ui.settings.section import Section

WIDEST = 420
OWN, NEW, AGAIN = "Su clave", "PIN nuevo", "PIN nuevo, otra vez"
OPENS_FREELY = "Este perfil abre sin clave, así que no se bloquea: póngale primero una en «Clave»."


class Pin(Section):
    """The own passphrase once and the new PIN twice; it can be taken away."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.state = label("", wrap=True)
        self.secrets = SecretFields(OWN, NEW, AGAIN, width=WIDEST)
        self.own, self.new, self.again = self.secrets.fields
        for field in (self.new, self.again):
            field.setMaxLength(PIN_LENGTH)
            field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), field))
        self.secrets.given.connect(self.save)
        self.save_button = button("Guardar el PIN", self.save, "primary")
        self.remove_button = button("Quitar el PIN", self.remove)
        self.fill(
            "Su PIN",
            f"Son {PIN_LENGTH} cifras para desbloquear o cambiar de usuario sin escribir la clave. No abren el "
            "programa, y después de cinco intentos equivocados solo sirve la clave.",
            self.state,
            self.secrets,
            row(self.save_button, self.remove_button, 1, spacing=GRID),
        )

    def refresh(self) -> None:
        """Tell whether there is one."""
        is_protected = protection(self.workspace).has_passphrase
        has_pin = any(each.has_pin for each in users(self.workspace) if each.is_here)
        self.state.setText(("Usted tiene un PIN." if has_pin else "No tiene PIN.") if is_protected else OPENS_FREELY)
        self.remove_button.setVisible(has_pin)
        for each in (self.secrets, self.save_button):
            each.setEnabled(is_protected)

    def save(self) -> None:
        """Set the PIN, if it was written twice alike."""
        _, new, again = self.secrets.texts
        if new != again:
            self.page.notice.say(NoticeKind.ERROR, "Los dos PIN no son iguales; escríbalos otra vez.")
            self.again.setFocus()
            self.again.selectAll()
            return
        self._set(new, "Ya puede desbloquear con su PIN.")

    def remove(self) -> None:
        """Take the PIN away."""
        self._set(None, "Ya no tiene PIN: desbloquee con su clave.")

    def forget(self) -> None:
        """Leave nothing of what was typed."""
        self.secrets.wipe()

    def _set(self, pin: str | None, said: str) -> None:
        if self.work.is_busy:
            return
        own = self.own.text()
        self.work.start(
            "Guardando el PIN…",
            lambda _progress: set_pin(self.workspace, own, pin),
            lambda _nothing: self._written(said),
            self._failed,
            can_cancel=False,
        )

    def _written(self, said: str) -> None:
        self.forget()
        self.refresh()
        self.page.changed.emit(Topic.USERS)
        self.page.notice.say(NoticeKind.GOOD, said)

    def _failed(self, error: Exception) -> None:
        self.own.wipe()
        self.page.tell(error)
        self.own.setFocus()
