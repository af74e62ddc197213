"""Código: the printed code that opens the profile when a passphrase is forgotten."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from services.recovery_code import write_code_sheet
from services.users import print_code, protection
from services.workspace import Workspace
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.secret_fields import SecretFields
from ui.kit.sight import bring_into_sight
from ui.kit.widgets import GRID, NoticeKind, button, column, label, row
from ui.settings.section import Section

WIDEST = 420
FILE = "codigo-de-recuperacion.pdf"
NO_CODE = "Sin código de recuperación: si se olvida la clave, nadie abre los datos. Haga uno y guárdelo bajo llave."
HAS_CODE = (
    "Hay un código de recuperación. Si hace otro, el de ahora ya no abre este perfil ni los respaldos nuevos; los "
    "respaldos de antes se abren con el código de entonces."
)
IN_SIGHT = "Este es el código nuevo: guárdelo antes de seguir, porque no se muestra otra vez."
OPENS_FREELY = "Este perfil abre sin clave, así que no hay qué recuperar: póngale primero una en «Clave»."
ONCE = "Se muestra solo ahora. Imprímalo o cópielo a mano, compruebe cada letra, y guárdelo lejos del computador."


class CodeCard(Asking):
    """The code in large letters, until who made it says that they have it."""

    def __init__(self) -> None:
        super().__init__()
        self.code = label("", "figure", wrap=True)
        self.save_button = button("Guardar la hoja en PDF…", lambda: None, "primary")
        self.done_button = button("Ya lo tengo", self.leave)
        self.setLayout(
            column(
                label("Código de recuperación", "heading"),
                self.code,
                label(ONCE, "soft", wrap=True),
                FlowLayout(self.save_button, self.done_button, spacing=GRID),
                spacing=12,
                margins=2 * GRID,
            )
        )

    def show_code(self, code: str) -> None:
        """Show a code."""
        self.code.setText(code)
        self.code.setAccessibleName(f"Código de recuperación: {' '.join(code)}")
        self.show_asking(self.save_button)

    def leave(self) -> None:
        """Show it no more, ever."""
        self.code.clear()
        self.code.setAccessibleName("")
        super().leave()


class RecoveryCode(Section):
    """Makes a code and shows it once; the one before opens neither the profile nor new backups any more."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.state = label("", "strong", wrap=True)
        self.secrets = SecretFields("Su clave", width=WIDEST)
        self.secrets.given.connect(self.make)
        self.make_button = button("Hacer un código y verlo", self.make, "primary")
        self.card = CodeCard()
        self.card.save_button.clicked.connect(self._ask_file)
        self.card.done_button.clicked.connect(self.refresh)
        self.fill(
            "Código de recuperación",
            "Una hoja con 25 letras y cifras que abre el perfil, y sus respaldos hechos desde entonces, cuando se "
            "olvida la clave. Se escribe donde se pide la clave, y hace poner una nueva.",
            self.state,
            self.secrets,
            row(self.make_button, 1),
            self.card,
        )

    def refresh(self) -> None:
        """Tell whether there is one."""
        found = protection(self.workspace)
        there = IN_SIGHT if self.card.code.text() else HAS_CODE if found.has_code else NO_CODE
        self.state.setText(there if found.has_passphrase else OPENS_FREELY)
        for each in (self.secrets, self.make_button):
            each.setEnabled(found.has_passphrase)

    def make(self) -> None:
        """Make a code, if the passphrase is right."""
        (own,) = self.secrets.texts
        if not self.work.is_busy:
            self.card.leave()
            self.work.start(
                "Haciendo el código…",
                lambda _progress: print_code(self.workspace, own),
                self._made,
                self._failed,
                can_cancel=False,
            )

    def save_to(self, path: Path) -> None:
        """Write the sheet, ready to print."""
        with self.page.telling():
            write_code_sheet(self.workspace, self.card.code.text(), path)
            self.page.notice.say(
                NoticeKind.GOOD,
                f"La hoja está en {path}. Imprímala, guárdela bajo llave y borre el archivo.",
                "Abrir para imprimir",
                lambda: _open(path),
            )

    def forget(self) -> None:
        """Leave neither the passphrase nor the code."""
        self.secrets.wipe()
        self.card.leave()

    def _made(self, code: str) -> None:
        self.secrets.wipe()
        self.card.show_code(code)
        self.refresh()
        self.page.changed.emit(Topic.USERS)
        self.page.notice.say(
            NoticeKind.GOOD,
            "El código nuevo ya sirve; si había otro, ya no abre este perfil ni los respaldos nuevos.",
            can_wait=True,
        )
        bring_into_sight(self.card)

    def _failed(self, error: Exception) -> None:
        self.secrets.wipe()
        self.page.tell(error)
        self.secrets.take_focus()

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar la hoja del código", FILE, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_suffix(".pdf"))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
