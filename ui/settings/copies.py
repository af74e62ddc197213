"""Copias: make a backup, and check that the store is sound."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from services.backups import verify
from services.copies import CopiesState, copies_state, copy_to_second_place, set_second_place
from services.last_run import suspect
from services.settings import BACKUP_FOLDER, back_up_now, last_backup
from services.soundness import Problem
from services.texts import counted
from services.workspace import Workspace
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.widgets import GRID, NoticeKind, button
from ui.settings.section import Section

MOST = 3
"""Problems that are told at once."""
LAST, WHERE, USUAL, SECOND = "Último respaldo", "Está en", "Carpeta de respaldos", "Segunda copia"


class Copies(Section):
    """Backups of the whole profile, each one file."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((LAST, WHERE, USUAL, SECOND))
        self.now_button = button("Hacer un respaldo ahora", self.back_up, "primary")
        self.elsewhere_button = button("Hacerlo en otra carpeta…", self._ask_folder)
        self.second_button = button("Copiar siempre también a…", self._ask_second)
        self.forget_button = button("Dejar de copiar allí", lambda: self.copy_to(None))
        self.verify_button = button("Verificar el almacén", self.verify)
        self.fill(
            "Copias de seguridad",
            "Un respaldo guarda todo el perfil, cifrado, en un archivo. Al salir del programa se hace uno si algo "
            "cambió, y quedan los de los últimos 12 días, 10 semanas y 9 meses. Si elige otra carpeta o una memoria, "
            "cada uno se copia también allí.",
            self.facts,
            FlowLayout(
                self.now_button,
                self.elsewhere_button,
                self.second_button,
                self.forget_button,
                self.verify_button,
                spacing=GRID,
            ),
        )

    def refresh(self) -> None:
        """Read again when the last backup was made."""
        last = last_backup(self.workspace)
        self.facts.show_fact(LAST, moment(last.at) if last else "todavía no hay ninguno; haga el primero")
        self.facts.show_fact(WHERE, str(last.path) if last else "–")
        state = copies_state(self.workspace)
        failed = f". El último no se pudo hacer: {state.fallo}" if state.fallo else ""
        self.facts.show_fact(USUAL, f"{self.workspace.folder / BACKUP_FOLDER}{failed}")
        self.facts.show_fact(SECOND, _second(state))
        self.forget_button.setVisible(bool(state.segunda))

    def copy_to(self, folder: Path | None) -> None:
        """Copy every backup to ``folder`` too from now on, or (None) no longer."""
        with self.page.telling():
            set_second_place(self.workspace, folder)
            copy_to_second_place(self.workspace)
            self.refresh()
            if folder is not None:
                self.page.notice.say(NoticeKind.GOOD, f"Cada respaldo se copia también a {folder}.")

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

    def _verified(self, problems: Sequence[Problem]) -> None:
        if not problems:
            self.page.notice.say(NoticeKind.GOOD, "El almacén está sano: páginas, referencias, cierres y firmas.")
            return
        told = [f"• {problem}." for problem in problems[:MOST]]
        if len(problems) > MOST:
            told.append(f"• Y {counted(len(problems) - MOST, 'problema', 'problemas')} más.")
        if any(problem.is_damage for problem in problems):
            suspect(self.workspace.folder)
            told.append("Cierre Bitácora y ábrala otra vez: al abrir le ofrece los respaldos.")
        self.page.notice.say(NoticeKind.ERROR, "\n".join(["El almacén tiene problemas:", *told]))

    def _ask_second(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta o memoria para la segunda copia")
        if chosen:
            self.copy_to(Path(chosen))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta o memoria donde dejar el respaldo")
        if chosen:
            self.back_up(Path(chosen))


def _second(state: CopiesState) -> str:
    """Where the second copies go and how that went."""
    if not state.segunda:
        return "ninguna; si este computador se daña, se pierden también sus respaldos"
    newest = f"la última, {moment(state.segunda_copia)}" if state.segunda_copia else "todavía ninguna"
    failed = f". {state.segunda_fallo}" if state.segunda_fallo else ""
    return f"{state.segunda} ({newest}){failed}"
