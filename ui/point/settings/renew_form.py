"""Asks why the point signs with another key from now on, and for the passphrase of who says so."""

from PySide6.QtCore import Signal

from ui.kit.asking import Asking
from ui.kit.fields import line
from ui.kit.flow import FlowLayout
from ui.kit.secret_fields import SecretFields
from ui.kit.widgets import GRID, button, column, label

WIDEST = 420
OWN = "Su clave"
CONSEQUENCE = (
    "Renuévela si alguien pudo copiar este computador o sus respaldos. Lo que cierre desde ahora irá con la firma "
    "nueva, y la coordinación lo rechaza hasta que acepte su tarjeta. Lo cerrado antes queda como estaba."
)


class RenewForm(Asking):
    """A reason, and the own passphrase if the profile has one; ``given`` tells that both are written."""

    given = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reason = line("Motivo de la renovación")
        self.secrets = SecretFields(OWN, width=WIDEST)
        self.accept = button("Renovar y guardar la tarjeta…", self._give, "primary")
        self.reason.textChanged.connect(self._show_written)
        self.secrets.fields[0].textChanged.connect(self._show_written)
        self.reason.returnPressed.connect(self._go_on)
        self.secrets.given.connect(self._give)
        self.setLayout(
            column(
                label("¿Por qué renueva la firma de este punto?", "heading", wrap=True),
                label(CONSEQUENCE, "soft", wrap=True),
                column(label("Motivo", "caption"), self.reason, spacing=GRID // 2),
                self.secrets,
                FlowLayout(self.accept, button("Cancelar", self.leave), spacing=GRID),
                spacing=12,
                margins=2 * GRID,
            )
        )

    def ask(self, *, has_passphrase: bool) -> None:
        """Show the form, empty."""
        self.wipe()
        self.secrets.setVisible(has_passphrase)
        self._show_written()
        self.show_asking(self.reason)

    def leave(self) -> None:
        """Put the form away, and what was typed in it."""
        self.wipe()
        super().leave()

    def wipe(self) -> None:
        """Leave nothing of what was typed."""
        self.reason.clear()
        self.secrets.wipe()

    @property
    def passphrase(self) -> str | None:
        """The own passphrase; None if the profile has none."""
        return None if self.secrets.isHidden() else self.secrets.texts[0]

    @property
    def _is_written(self) -> bool:
        return bool(self.reason.text().strip()) and self.passphrase != ""

    def _show_written(self) -> None:
        self.accept.setEnabled(self._is_written)

    def _go_on(self) -> None:
        if self._is_written:
            self._give()
        elif self.reason.text().strip():
            self.secrets.take_focus()

    def _give(self) -> None:
        if self._is_written:
            self.given.emit()
