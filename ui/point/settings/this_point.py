"""Este punto: who signs here, and whose receipts are believed."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from services.cards import write_card
from services.receipts import forget_coordination
from services.settings import identity
from services.workspace import Workspace
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, WorkBar
from ui.kit.widgets import GRID, NoticeKind, button
from ui.settings.section import Section

POINT, EPOCH, KEY, OFFICE, FOLDER = (
    "Punto",
    "Época",
    "Huella de la clave de este punto",
    "Huella de la coordinación",
    "Carpeta del perfil",
)
CARD_FILE = "tarjeta-{point}.txt"


class ThisPoint(Section):
    """The point, its epoch, the fingerprints to compare by telephone, and its card."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((POINT, EPOCH, KEY, OFFICE, FOLDER))
        self.card_button = button("Guardar la tarjeta del punto…", self._ask_card, "primary")
        self.forget_button = button("Olvidar la clave de la coordinación…", self._ask_forget)
        self.fill(
            "Este punto",
            "La coordinación reconoce los archivos de este punto por su tarjeta. Compare las huellas por teléfono.",
            self.facts,
            FlowLayout(self.card_button, self.forget_button, spacing=GRID),
        )

    def refresh(self) -> None:
        """Read again who this is."""
        known = identity(self.workspace)
        self.facts.show_fact(POINT, f"{known.point_name} ({known.point})")
        restored = " (se restauró de un respaldo)" if known.epoch > 1 else ""
        self.facts.show_fact(EPOCH, f"{known.epoch}{restored}")
        self.facts.show_fact(KEY, known.fingerprint)
        self.facts.show_fact(OFFICE, known.coordination or "se conoce con el primer acuse que importe")
        self.facts.show_fact(FOLDER, str(known.folder))
        self.forget_button.setVisible(bool(known.coordination))

    def write_card_to(self, path: Path) -> None:
        """Write the point's card."""
        with self.page.telling():
            fingerprint = write_card(self.workspace, path)
            self.page.notice.say(
                NoticeKind.GOOD, f"La tarjeta está en {path}. Huella para comparar por teléfono: {fingerprint}"
            )

    def _ask_card(self) -> None:
        name = CARD_FILE.format(point=self.workspace.point)
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar la tarjeta del punto", name)
        if chosen:
            self.write_card_to(Path(chosen))

    def _ask_forget(self) -> None:
        self.page.notice.say(
            NoticeKind.WARNING,
            "El próximo acuse que importe fijará la clave de la coordinación, sea cual sea. "
            "Hágalo solo si la oficina le dijo que la cambió.",
            "Olvidar la clave",
            self.forget,
        )

    def forget(self) -> None:
        """Forget the coordination's key."""
        with self.page.telling():
            forget_coordination(self.workspace)
            self.refresh()
            self.page.notice.say(NoticeKind.GOOD, "Importe un acuse nuevo y compare su huella por teléfono.")
