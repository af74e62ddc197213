"""What a card says, shown before anybody trusts it, with the two answers that there are."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from services.cards import SeenCard
from services.texts import counted
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.widgets import GRID, button, column, restyle


class CardReview(QFrame):
    """A card's point and fingerprint, to be compared by telephone; ``accept`` is what a yes does."""

    def __init__(self, accept: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.seen: SeenCard | None = None
        self.point = widgets.label("", "heading", wrap=True)
        self.fingerprint = widgets.label("", "title")
        self.meaning = widgets.label("", "soft", wrap=True)
        self.accept_button = button("Comparé la huella por teléfono: autorizar", accept, "primary")
        self.cancel_button = button("Cancelar", self.clear)
        self.setLayout(
            column(
                self.point,
                self.fingerprint,
                self.meaning,
                FlowLayout(self.accept_button, self.cancel_button, spacing=GRID),
                spacing=GRID,
                margins=2 * GRID,
            )
        )
        self.hide()

    def ask(self, seen: SeenCard) -> None:
        """Show a card that was read, and wait for the answer."""
        self.seen = seen
        self.point.setText(f"Tarjeta de {seen.point_name}: ¿es esta la huella que el punto lee en su pantalla?")
        self.fingerprint.setText(seen.fingerprint)
        self.fingerprint.setAccessibleName(f"Huella {seen.fingerprint}")
        self.meaning.setText(_meaning(seen))
        self.setAccessibleName(self.point.text())
        has_effect = seen.is_new or seen.new_epoch is not None
        self.accept_button.setVisible(has_effect)
        self.cancel_button.setText("Cancelar" if has_effect else "Cerrar")
        restyle(self.cancel_button, "role", "" if has_effect else "primary")
        self.show()
        # The answer that changes nothing has the keyboard: a key pressed too often must not trust anybody.
        self.cancel_button.setFocus()

    def clear(self) -> None:
        """Forget the card."""
        self.seen = None
        self.hide()


def _meaning(seen: SeenCard) -> str:
    """What trusting the card would change, in words."""
    if not seen.is_new and seen.new_epoch is None:
        return "Esta clave ya está autorizada: no hay nada más que hacer."
    parts = []
    if not seen.is_new:
        parts.append("Esta clave ya está autorizada.")
    else:
        parts.append("Es una clave nueva. Todavía no se ha autorizado nada: llame al punto y compare grupo por grupo.")
    if seen.is_new and seen.other_keys:
        parts.append(
            f"El punto ya tiene {counted(len(seen.other_keys), 'clave autorizada', 'claves autorizadas')}: si cambió "
            "de computador, revoque después la clave del anterior."
        )
    if seen.new_epoch is not None:
        parts.append(
            f"Al autorizar también aprueba su época {seen.new_epoch} (el punto se restauró de un respaldo): lo que "
            "esperaba por eso entra a las cifras."
        )
    return " ".join(parts)
