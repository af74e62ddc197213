"""Este punto: who signs here, and whose receipts are believed."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from services.cards import write_card
from services.fingerprints import in_lines
from services.known_coordination import forget_coordination
from services.profiles import needs_passphrase
from services.rotation import Rotation, in_words, rotate_key, without_receipt
from services.settings import identity
from services.workspace import Workspace
from ui.kit.facts import Facts
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, WorkBar
from ui.kit.sight import bring_into_sight
from ui.kit.widgets import GRID, NoticeKind, button
from ui.point.closing.words import card_text, rotation_text
from ui.point.settings.renew_form import RenewForm
from ui.settings.section import Section

POINT, EPOCH, KEY, OFFICE, UNCONFIRMED, FOLDER = (
    "Punto",
    "Época",
    "Huella de la firma de este punto",
    "Huella de la coordinación",
    "Meses cerrados sin acuse",
    "Carpeta del perfil",
)
CARD_FILE = "tarjeta-{point}.txt"


class ThisPoint(Section):
    """The point, its epoch, the fingerprints to compare by telephone, and its card."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self.facts = Facts((POINT, EPOCH, KEY, OFFICE, UNCONFIRMED, FOLDER))
        self.card_button = button("Guardar la tarjeta del punto…", self._ask_card, "primary")
        self.renew_button = button("Renovar la firma…", self._ask_renewal)
        self.form = RenewForm()
        self.form.given.connect(self._ask_new_card)
        self.forget_button = button("Olvidar la firma de la coordinación…", self._ask_forget)
        self.fill(
            "Este punto",
            "La coordinación reconoce los archivos de este punto por su tarjeta. Compare las huellas por teléfono.",
            self.facts,
            FlowLayout(self.card_button, self.renew_button, self.forget_button, spacing=GRID),
            self.form,
        )

    def refresh(self) -> None:
        """Read again who this is."""
        known = identity(self.workspace)
        self.facts.show_fact(POINT, f"{known.point_name} ({known.point})")
        restored = " (se restauró de un respaldo)" if known.epoch > 1 else ""
        self.facts.show_fact(EPOCH, f"{known.epoch}{restored}")
        self.facts.show_fact(KEY, in_lines(known.fingerprint))
        unknown = "se conoce con el primer acuse que importe"
        self.facts.show_fact(OFFICE, in_lines(known.coordination) if known.coordination else unknown)
        self.facts.show_fact(UNCONFIRMED, in_words(without_receipt(self.workspace)) or "ninguno")
        self.facts.show_fact(FOLDER, str(known.folder))
        self.forget_button.setVisible(bool(known.coordination))

    def write_card_to(self, path: Path) -> None:
        """Write the point's card."""
        with self.page.telling():
            self.page.notice.say(NoticeKind.GOOD, card_text(path, write_card(self.workspace, path)))

    def renew_key(self, path: Path) -> None:
        """Sign with a new key from now on, and write its card."""
        if self.work.is_busy:
            return
        reason, own = self.form.reason.text(), self.form.passphrase
        self.work.start(
            "Renovando la firma…",
            lambda _progress: rotate_key(self.workspace, own, reason, path),
            lambda rotation: self._renewed(path, rotation),
            self._failed,
            can_cancel=False,
        )

    def _renewed(self, path: Path, rotation: Rotation) -> None:
        self.form.leave()
        self.refresh()
        self.page.notice.say(NoticeKind.WARNING, rotation_text(path, rotation))

    def _failed(self, error: Exception) -> None:
        """Say why it was refused; the reason stays, to be given again."""
        self.form.secrets.wipe()
        self.page.tell(error)
        if self.form.passphrase is not None:
            self.form.secrets.take_focus()

    def _ask_card(self) -> None:
        if path := self._card_file("Guardar la tarjeta del punto"):
            self.write_card_to(path)

    def _ask_renewal(self) -> None:
        self.page.notice.clear()
        self.form.ask(has_passphrase=needs_passphrase(self.workspace.folder))
        bring_into_sight(self.form)

    def _ask_new_card(self) -> None:
        if path := self._card_file("Guardar la tarjeta de la firma nueva"):
            self.renew_key(path)

    def _card_file(self, title: str) -> Path | None:
        name = CARD_FILE.format(point=self.workspace.point)
        chosen, _ = QFileDialog.getSaveFileName(self, title, name)
        return Path(chosen) if chosen else None

    def _ask_forget(self) -> None:
        self.page.notice.say(
            NoticeKind.WARNING,
            "El próximo acuse que importe fijará la firma de la coordinación, sea cual sea. "
            "Hágalo solo si la oficina le dijo que la cambió.",
            "Olvidar la firma",
            self.forget_office,
        )

    def forget(self) -> None:
        """Leave nothing of what was typed."""
        self.form.leave()

    def forget_office(self) -> None:
        """Forget the coordination's key."""
        with self.page.telling():
            forget_coordination(self.workspace)
            self.refresh()
            self.page.notice.say(NoticeKind.GOOD, "Importe un acuse nuevo y compare su huella por teléfono.")
