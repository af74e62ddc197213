"""Envío: the folder to which closed months go by themselves."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from services.outbox import outbox, set_outbox_folder
from services.texts import counted
from services.workspace import Workspace
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.moments import moment
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.widgets import GRID, NoticeKind, button
from ui.settings.section import Section

FOLDER, WAITING, LAST = "Carpeta de envío", "Por enviar", "Último envío"


class Delivery(Section):
    """A shared drive or a synchronised folder that the coordination reads."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((FOLDER, WAITING, LAST))
        self.choose_button = button("Elegir carpeta…", self._ask_folder, "primary")
        self.stop_button = button("Dejar de enviar", self.stop)
        self.fill(
            "Envío a la coordinación",
            "Los meses cerrados se envían solos a esta carpeta cuando está al alcance. Puede ser una unidad de red o "
            "una carpeta sincronizada; sin ella, exporte cada mes a una memoria.",
            self.facts,
            FlowLayout(self.choose_button, self.stop_button, spacing=GRID),
        )

    def refresh(self) -> None:
        """Read again where months go."""
        state = outbox(self.workspace)
        self.facts.show_fact(FOLDER, str(state.folder) if state.folder else "ninguna")
        waiting = counted(len(state.waiting), "mes", "meses") if state.waiting else "nada"
        self.facts.show_fact(WAITING, f"{waiting}. {state.failure}" if state.failure else waiting)
        self.facts.show_fact(LAST, moment(state.last_sent_at) if state.last_sent_at else "todavía ninguno")
        self.stop_button.setVisible(state.folder is not None)

    def send_to(self, folder: Path) -> None:
        """Send to a folder from now on."""
        with self.page.telling():
            set_outbox_folder(self.workspace, folder)
            self._written(NoticeKind.GOOD, f"Los meses que cierre se enviarán solos a {folder}.")

    def stop(self) -> None:
        """Send nowhere; can be undone at once."""
        before = outbox(self.workspace).folder
        if before is None:
            return
        with self.page.telling():
            set_outbox_folder(self.workspace, None)
            self._written(NoticeKind.INFO, "Los meses ya no se envían solos; expórtelos usted.")
            self.page.notice.say(
                NoticeKind.INFO,
                "Los meses ya no se envían solos; expórtelos usted.",
                "Deshacer",
                lambda: self.send_to(before),
            )

    def _written(self, kind: NoticeKind, text: str) -> None:
        self.refresh()
        self.page.changed.emit(Topic.MONTHS)
        self.page.notice.say(kind, text)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Carpeta compartida con la coordinación")
        if chosen:
            self.send_to(Path(chosen))
