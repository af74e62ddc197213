"""Clave: change the passphrase that opens the profile."""

from PySide6.QtWidgets import QCheckBox, QLineEdit

from services.profiles import SHORTEST_PASSPHRASE, needs_passphrase
from services.settings import change_passphrase
from services.workspace import Workspace
from ui.kit.page import Page, WorkBar
from ui.kit.widgets import GRID, NoticeKind, button, column, label, row
from ui.settings.section import Section

WIDEST = 420


class Passphrase(Section):
    """The old passphrase once and the new one twice."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.old, self.new, self.again = (
            _field(name) for name in ("Clave actual", "Clave nueva", "Clave nueva, otra vez")
        )
        self._old_name = label("Clave actual", "caption")
        self.shown = QCheckBox("Mostrar lo que escribo")
        self.shown.toggled.connect(self._show_letters)
        self.save_button = button("Cambiar la clave", self.save, "primary")
        self.again.returnPressed.connect(self.save)
        self.fill(
            "Clave del perfil",
            f"Use una frase de {SHORTEST_PASSPHRASE} caracteres o más que otros no adivinen. Nadie puede recuperarla: "
            "guárdela escrita en un lugar seguro. Los respaldos hechos antes se abren con la clave de entonces.",
            column(self._old_name, self.old, spacing=GRID // 2),
            column(label("Clave nueva", "caption"), self.new, spacing=GRID // 2),
            column(label("Clave nueva, otra vez", "caption"), self.again, spacing=GRID // 2),
            self.shown,
            row(self.save_button, 1),
        )

    def refresh(self) -> None:
        """Ask for the old passphrase if there is one."""
        has_old = needs_passphrase(self.workspace.folder)
        self._old_name.setVisible(has_old)
        self.old.setVisible(has_old)
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
        for field in (self.old, self.new, self.again):
            field.clear()
        self.shown.setChecked(False)

    def _changed(self, _nothing: object) -> None:
        self.forget()
        self.refresh()
        self.page.notice.say(NoticeKind.GOOD, "La clave cambió. Haga un respaldo nuevo, que ya se abre con ella.")

    def _show_letters(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        for field in (self.old, self.new, self.again):
            field.setEchoMode(mode)


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(name)
    field.setMaximumWidth(WIDEST)
    return field
