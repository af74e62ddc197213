"""Copias: make a backup, and check that the store is sound."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from services.backups import verify
from services.settings import BACKUP_FOLDER, back_up_now, last_backup
from services.workspace import Workspace
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.widgets import GRID, NoticeKind, button
from ui.settings.section import Section

LAST, WHERE, USUAL = "Último respaldo", "Está en", "Carpeta de respaldos"


class Copies(Section):
    """Backups of the whole profile, each one file."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((LAST, WHERE, USUAL))
        self.now_button = button("Hacer un respaldo ahora", self.back_up, "primary")
        self.elsewhere_button = button("Hacerlo en otra carpeta…", self._ask_folder)
        self.verify_button = button("Verificar el almacén", self.verify)
        self.fill(
            "Copias de seguridad",
            "Un respaldo guarda todo el perfil, cifrado, en un archivo. Lleve uno a una memoria cada semana.",
            self.facts,
            FlowLayout(self.now_button, self.elsewhere_button, self.verify_button, spacing=GRID),
        )

    def refresh(self) -> None:
        """Read again when the last backup was made."""
        last = last_backup(self.workspace)
        self.facts.show_fact(LAST, moment(last.at) if last else "todavía no hay ninguno; haga el primero")
        self.facts.show_fact(WHERE, str(last.path) if last else "–")
        self.facts.show_fact(USUAL, str(self.workspace.folder / BACKUP_FOLDER))

    def back_up(self, folder: Path | None = None) -> None:
        """Make a backup in ``folder``, or in the profile's own."""
        if not self.work.is_busy:
            self.work.start(
                "Haciendo el respaldo…",
                lambda _progress: back_up_now(self.workspace, folder),
                self._made,
                self.page.tell,
                can_cancel=False,
            )

    def verify(self) -> None:
        """Check the whole store."""
        if not self.work.is_busy:
            self.work.start(
                "Verificando el almacén…",
                lambda _progress: verify(self.workspace),
                self._verified,
                self.page.tell,
                can_cancel=False,
            )

    def _made(self, path: Path) -> None:
        self.refresh()
        self.page.changed.emit(Topic.OFFICE)  # The state below the page tells how old the last one is.
        self.page.notice.say(NoticeKind.GOOD, f"El respaldo está en {path}.")

    def _verified(self, problems: Sequence[str]) -> None:
        if problems:
            self.page.notice.say(
                NoticeKind.ERROR, f"El almacén tiene daños ({'; '.join(problems[:3])}); restaure el último respaldo."
            )
        else:
            self.page.notice.say(NoticeKind.GOOD, "El almacén está sano: páginas, referencias, cierres y firmas.")

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta o memoria donde dejar el respaldo")
        if chosen:
            self.back_up(Path(chosen))
