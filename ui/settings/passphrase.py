"""Clave: change the passphrase that opens the profile."""

from services.profiles import SHORTEST_PASSPHRASE, needs_passphrase
from services.settings import change_passphrase
from services.workspace import Workspace
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.secret_fields import SecretFields
from ui.kit.widgets import NoticeKind, button, row
from ui.settings.section import Section

WIDEST = 420
OLD, NEW, AGAIN = "Clave actual", "Clave nueva", "Clave nueva, otra vez"


class Passphrase(Section):
    """The old passphrase once and the new one twice, of who works now."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.secrets = SecretFields(OLD, NEW, AGAIN, width=WIDEST)
        self.old, self.new, self.again = self.secrets.fields
        self.shown = self.secrets.shown
        self.secrets.given.connect(self.save)
        self.save_button = button("Cambiar la clave", self.save, "primary")
        self.fill(
            "Su clave",
            f"Use una frase de {SHORTEST_PASSPHRASE} caracteres o más que otros no adivinen. Nadie puede decirle cuál "
            "era: guárdela escrita en un lugar seguro. La de antes sigue abriendo los respaldos de entonces, y también "
            "los datos de hoy a quien tenga una copia del archivo de claves de entonces.",
            self.secrets,
            row(self.save_button, 1),
        )

    def refresh(self) -> None:
        """Ask for the old passphrase if there is one."""
        has_old = needs_passphrase(self.workspace.folder)
        self.secrets.offer(0, is_asked=has_old)
        self.save_button.setText("Cambiar la clave" if has_old else "Poner clave al perfil")

    def save(self) -> None:
        """Change the passphrase, if the new one was written twice alike."""
        if self.work.is_busy:
            return
        if self.new.text() != self.again.text():
            self.page.notice.say(NoticeKind.ERROR, "Las dos claves nuevas no son iguales; escríbalas otra vez.")
            self.again.setFocus()
            self.again.selectAll()
            return
        old = None if self.old.isHidden() else self.old.text()
        new = self.new.text()
        self.work.start(
            "Cambiando la clave…",
            lambda _progress: change_passphrase(self.workspace, old, new),
            self._changed,
            self.page.tell,
            can_cancel=False,
        )

    def forget(self) -> None:
        """Leave nothing of what was typed."""
        self.secrets.wipe()

    def _changed(self, _nothing: object) -> None:
        self.forget()
        self.refresh()
        self.page.changed.emit(Topic.USERS)
        self.page.notice.say(NoticeKind.GOOD, "La clave cambió. Haga un respaldo nuevo, que ya se abre con ella.")
