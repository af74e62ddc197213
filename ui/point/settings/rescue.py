"""Rescate: let the coordination open this point's backups if nobody here can any more."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from services.profiles import needs_passphrase
from services.recovery import (
    Sealed,
    SeenRecoveryCard,
    accept_recovery_card,
    is_sealed,
    look_at_recovery_card,
    spoken_seal,
)
from services.workspace import Workspace
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.heard_words import HeardWords
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.secret_fields import SecretFields
from ui.kit.sight import bring_into_sight
from ui.kit.widgets import GRID, NoticeKind, button, column, label, restyle, row
from ui.settings.section import Section

WIDEST = 420
OWN = "Su clave"
SEALED = "La coordinación puede abrir los respaldos de este punto que se hicieron desde que aceptó su tarjeta."
NOT_SEALED = "La coordinación todavía no puede ayudar: si aquí se pierden las claves, no puede abrir ningún respaldo."
ALREADY = "Este punto ya había aceptado esa tarjeta: no hay nada más que hacer."
WRONG = (
    "Esas no son las palabras de esta tarjeta. Revise lo escrito; si la coordinación lee otras, no la acepte y pida la "
    "tarjeta otra vez."
)


class CardForm(Asking):
    """A recovery card: the words to compare by telephone, and the own passphrase; ``given`` tells the right answer."""

    given = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.seen: SeenRecoveryCard | None = None
        self.heard = HeardWords("la coordinación")
        self.secrets = SecretFields(OWN, width=WIDEST)
        self.wrong = label(WRONG, "error", wrap=True)
        self.accept = button("Aceptar la tarjeta", self._answer, "primary")
        self.heard.changed.connect(self._show_answered)
        self.heard.answered.connect(self._go_on)
        self.secrets.fields[0].textChanged.connect(self._show_answered)
        self.secrets.given.connect(self._answer)
        self.setLayout(
            column(
                label(
                    "Llame a la coordinación y escriba las dos palabras que faltan, como ella las lee",
                    "heading",
                    wrap=True,
                ),
                label(
                    "Quien hizo esta tarjeta puede abrir los datos de los ciudadanos en los respaldos de "
                    "este punto. Use el teléfono que ya tenía; las demás palabras también deben ser las mismas.",
                    "soft",
                    wrap=True,
                ),
                self.heard,
                self.secrets,
                self.wrong,
                FlowLayout(self.accept, button("Cancelar", self.leave), spacing=GRID),
                spacing=12,
                margins=2 * GRID,
            )
        )

    def ask(self, seen: SeenRecoveryCard, *, has_passphrase: bool) -> None:
        """Show what has to be compared of a card that was read."""
        self.seen = seen
        self.heard.ask(seen.fingerprint, complete=False)
        self.secrets.wipe()
        self.secrets.setVisible(has_passphrase)
        self.wrong.hide()
        self._show_answered()
        self.show_asking(next(iter(self.heard.fields.values())))

    def leave(self) -> None:
        """Forget the card and what was typed."""
        self.seen = None
        self.secrets.wipe()
        super().leave()

    @property
    def _is_written(self) -> bool:
        return self.heard.is_answered and (self.secrets.isHidden() or bool(self.secrets.texts[0]))

    def _show_answered(self) -> None:
        self.accept.setEnabled(self._is_written)

    def _go_on(self) -> None:
        if self._is_written:
            self._answer()
        elif self.heard.is_answered:
            self.secrets.take_focus()

    def _answer(self) -> None:
        if self._is_written:
            self.wrong.setVisible(not self.heard.is_right)
            if self.heard.is_right:
                self.given.emit()


class Rescue(Section):
    """Whether the coordination can open the backups, and its card."""

    def __init__(self, page: Page, workspace: Workspace, work: WorkBar) -> None:
        super().__init__(page, workspace, work)
        self._card = Path()
        self.state = label("", "strong", wrap=True)
        self.card_button = button("Aceptar la tarjeta de rescate…", self._ask_card, "primary")
        self.form = CardForm()
        self.form.given.connect(self.accept)
        self.fill(
            "Rescate",
            "Si este computador se pierde o nadie recuerda la clave, la coordinación abre un respaldo del punto y se "
            "sigue donde iba. Para eso entrega una vez su tarjeta de rescate: un archivo que se acepta aquí.",
            self.state,
            row(self.card_button, 1),
            self.form,
        )

    def refresh(self) -> None:
        """Tell whether the coordination can open the backups."""
        sealed = is_sealed(self.workspace)
        self.state.setText(SEALED if sealed else NOT_SEALED)
        restyle(self.state, "role", "strong" if sealed else "warning")

    def look_at(self, path: Path) -> None:
        """Show what has to be compared of a card; nothing is sealed yet."""
        self.page.notice.clear()
        self.form.leave()
        with self.page.telling():
            seen = look_at_recovery_card(self.workspace, path)
            if not seen.is_new:
                self.page.notice.say(NoticeKind.INFO, ALREADY)
                return
            self._card = path
            self.form.ask(seen, has_passphrase=needs_passphrase(self.workspace.folder))
            bring_into_sight(self.form)

    def accept(self) -> None:
        """Seal the point's keys to the card whose words were compared."""
        seen = self.form.seen
        if seen is None or self.work.is_busy:
            return
        card, own = self._card, None if self.form.secrets.isHidden() else self.form.secrets.texts[0]
        self.work.start(
            "Aceptando la tarjeta y haciendo un respaldo…",
            lambda _progress: accept_recovery_card(self.workspace, own, card, seen.fingerprint),
            self._sealed,
            self._failed,
            can_cancel=False,
        )

    def forget(self) -> None:
        """Leave no passphrase in the field."""
        self.form.leave()

    def _sealed(self, sealed: Sealed) -> None:
        self.form.leave()
        self.refresh()
        self.page.changed.emit(Topic.USERS)
        self.page.changed.emit(Topic.OFFICE)  # The state below the page tells how old the last backup is.
        is_safe = sealed.backup is not None and sealed.is_elsewhere
        self.page.notice.say(NoticeKind.GOOD if is_safe else NoticeKind.WARNING, spoken_seal(sealed))

    def _failed(self, error: Exception) -> None:
        self.form.secrets.wipe()
        self.page.tell(error)
        if not self.form.secrets.isHidden():
            self.form.secrets.take_focus()

    def _ask_card(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Tarjeta de rescate de la coordinación")
        if chosen:
            self.look_at(Path(chosen))
