"""What a card says, shown before anybody trusts it, and what the point has to read aloud for that."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from services.cards import Replaced, SeenCard
from services.fingerprints import named
from services.merging.revocation import Limits
from services.point_keys import TrustedKey
from services.texts import counted
from ui.coordination.keys.limits_field import LimitsField
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.heard_words import HeardWords
from ui.kit.widgets import GRID, Segments, button, column, restyle, row


class CardReview(Asking):
    """A card's point and its words, to be compared by telephone; ``accept`` is what the right answer does.

    ``suggested`` tells how far the point's other key would be believed if this one takes its place.
    """

    def __init__(self, accept: Callable[[], None], suggested: Callable[[str], Limits]) -> None:
        super().__init__()
        self.seen: SeenCard | None = None
        self._accept, self._suggested = accept, suggested
        self._old: TrustedKey | None = None
        self.point = widgets.label("", "heading", wrap=True)
        self.meaning = widgets.label("", "soft", wrap=True)
        self.heard = HeardWords("el punto")
        self.digits = widgets.label("", "small")
        self.wrong = widgets.label("", "error", wrap=True)
        self.accept_button = button("Autorizar", self._answer, "primary")
        self.cancel_button = button("Cancelar", self.leave)
        self.heard.changed.connect(self._show_answered)
        self.heard.answered.connect(self._answer)
        self.setLayout(
            column(
                self.point,
                self.meaning,
                self.heard,
                self.digits,
                self._other_key(),
                self.wrong,
                FlowLayout(self.accept_button, self.cancel_button, spacing=GRID),
                spacing=GRID,
                margins=2 * GRID,
            )
        )
        self.left.connect(self.clear)

    def _other_key(self) -> QWidget:
        """What becomes of the key that the point has already."""
        self.way: Segments[bool] = Segments(
            "La firma que el punto ya tenía",
            ((False, "Valen las dos"), (True, "Revocar la de antes")),
        )
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Motivo de la revocación")
        self.reason.setAccessibleName("Motivo de la revocación de la firma de antes")
        self.limits = LimitsField()
        self.revoking = QWidget()
        self.revoking.setLayout(column(self.reason, self.limits, spacing=GRID))
        self.other = QWidget()
        self.asked = widgets.label("", "strong", wrap=True)
        self.other.setLayout(column(self.asked, row(self.way, 1), self.revoking, spacing=GRID))
        self.way.chosen.connect(lambda: self.revoking.setVisible(self.way.value))
        return self.other

    def ask(self, seen: SeenCard, others: tuple[TrustedKey, ...], today: date) -> None:
        """Show a card that was read, and wait for the answer; ``others`` are the point's other keys."""
        self.seen = seen
        self._old = others[0] if len(others) == 1 and seen.is_new else None
        has_effect = seen.is_new or seen.new_epoch is not None
        self.point.setText(
            f"Tarjeta de {seen.point_name}: llame al punto y escriba las dos palabras que faltan, como él las lee"
            if seen.is_new
            else f"Tarjeta de {seen.point_name}"
        )
        self.meaning.setText(_meaning(seen, len(others)))
        self.setAccessibleName(self.point.text())
        self.heard.ask(seen.fingerprint, complete=not seen.is_new)
        self.digits.setText("" if seen.is_new else seen.fingerprint)
        self.digits.setVisible(not seen.is_new)
        self._ask_about_other(seen, today)
        self.wrong.hide()
        self.accept_button.setText("Autorizar" if seen.is_new else f"Aprobar la época {seen.new_epoch}")
        self.accept_button.setVisible(has_effect)
        self._show_answered()
        self.cancel_button.setText("Cancelar" if has_effect else "Cerrar")
        restyle(self.cancel_button, "role", "" if has_effect else "primary")
        # What changes nothing has the keyboard: a key pressed too often must not trust anybody.
        self.show_asking(next(iter(self.heard.fields.values())) if self.heard.fields else self.cancel_button)

    def _ask_about_other(self, seen: SeenCard, today: date) -> None:
        old = self._old
        self.other.setVisible(old is not None)
        self.way.choose(False)
        self.revoking.hide()
        self.reason.clear()
        if old is not None:
            self.asked.setText(
                f"{seen.point_name} ya tiene una firma, {named(old.fingerprint)}, desde el "
                f"{old.accepted_at.astimezone():%d/%m/%Y}. ¿La renovó, o cambió de computador? Si "
                "es un computador más, valen las dos."
            )
            self.limits.begin(today, lambda: self._suggested(old.kid))

    @property
    def replaced(self) -> Replaced | None:
        """The key that this one takes the place of, if it does."""
        if self._old is None or not self.way.value:
            return None
        return Replaced(self._old.kid, self.reason.text(), self.limits.limits)

    def clear(self) -> None:
        """Forget the card."""
        self.seen = None
        self.hide()

    def _show_answered(self) -> None:
        self.accept_button.setEnabled(self.heard.is_answered)

    def _answer(self) -> None:
        if not self.heard.is_answered:
            return
        self.wrong.setVisible(not self.heard.is_right)
        if self.heard.is_right:
            self._accept()
        else:
            self.wrong.setText(
                "Esas no son las palabras de esta tarjeta. Revise lo escrito; si el punto lee otras, no la autorice y "
                "pida la tarjeta otra vez."
            )


def _meaning(seen: SeenCard, others: int) -> str:
    """What trusting the card would change, in words."""
    if not seen.is_new and seen.new_epoch is None:
        return "Esta firma ya está autorizada: no hay nada más que hacer."
    parts = []
    if not seen.is_new:
        parts.append("Esta firma ya está autorizada.")
    else:
        parts.append(
            "Es una firma nueva y todavía no se ha autorizado nada. Use el teléfono que ya tenía del punto; las demás "
            "palabras también deben ser las mismas."
        )
    if seen.is_new and others > 1:
        parts.append(
            f"El punto ya tiene {counted(others, 'firma autorizada', 'firmas autorizadas')}: revoque después las que "
            "ya no use."
        )
    if seen.new_epoch is not None:
        parts.append(
            f"Al autorizar también aprueba su época {seen.new_epoch} (el punto se restauró de un respaldo): lo que "
            "esperaba por eso entra a las cifras."
        )
    return " ".join(parts)
