"""Asks why a key is revoked and how far it is believed still, and says what that does to the figures."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from services.merging.decide import Move
from services.merging.revocation import Limits
from ui.coordination.keys.limits_field import LimitsField
from ui.coordination.reception.words import figures_of
from ui.kit.asking import Asking
from ui.kit.widgets import GRID, button, column, label, row

CONSEQUENCE = (
    "Lo que ya cuenta en el informe se queda; lo demás que llegó con ella solo entra si usted lo acepta. Puede quitar "
    "la revocación si fue un error."
)


class RevokeForm(Asking):
    """``given`` carries the reason; the limits are in ``limits``. ``foresee`` tells what limits would change."""

    given = Signal(str)

    def __init__(self, foresee: Callable[[Limits], tuple[Move, ...]]) -> None:
        super().__init__()
        self._foresee = foresee
        self.question = label("", "heading", wrap=True)
        self.limits = LimitsField()
        self.effect = label("", "strong", wrap=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Motivo")
        self.accept_button = button("Revocar", self._give, "primary")
        self.reason.returnPressed.connect(self._give)
        self.reason.textChanged.connect(lambda text: self.accept_button.setEnabled(bool(text.strip())))
        self.limits.changed.connect(self._show_effect)
        self.setLayout(
            column(
                self.question,
                label(CONSEQUENCE, "soft", wrap=True),
                self.limits,
                self.effect,
                row(self.reason, self.accept_button, button("Cancelar", self.leave)),
                spacing=GRID,
                margins=2 * GRID,
            )
        )

    def ask(self, point_name: str, today: date, suggested: Callable[[], Limits]) -> None:
        """Show the form for a key of a point."""
        self.question.setText(f"¿Por qué revoca la firma de {point_name}?")
        self.limits.begin(today, suggested)
        self.reason.clear()
        self.reason.setAccessibleName(f"Motivo: {self.question.text()}")
        self.accept_button.setEnabled(False)
        self._show_effect()
        self.show_asking(self.reason)

    def _show_effect(self) -> None:
        self.effect.setText(figures_of(self._foresee(self.limits.limits)))

    def _give(self) -> None:
        if self.reason.text().strip():
            self.given.emit(self.reason.text())
