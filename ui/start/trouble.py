"""A profile that cannot be opened: what happened, what that means, and what there is to choose."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from services import troubles
from ui.kit.centred import centred
from ui.kit.flow import FlowLayout
from ui.kit.widgets import GRID, Card, button, column, label

WIDTH = 680
COPIED = "El detalle está copiado: péguelo en un correo o mensaje a soporte. No lleva datos de personas."

Choice = tuple[str, Callable[[], object]]


class Trouble(QWidget):
    """Says why the profile does not open; the first of the choices is what to try first, the last one to leave."""

    def __init__(self, trouble: troubles.Trouble, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._trouble = trouble
        self.sentence = label(trouble.sentence, wrap=True)
        self.said = label("", "soft", wrap=True)
        self.said.hide()
        choices = [*choices[:-1], ("Copiar el detalle", self._copy), choices[-1]]
        self.buttons = [button(name, do, "primary" if place == 0 else "") for place, (name, do) in enumerate(choices)]
        card = Card(
            column(
                label(trouble.title, "title", wrap=True),
                self.sentence,
                label(trouble.meaning, "soft", wrap=True),
                FlowLayout(*self.buttons, spacing=GRID),
                self.said,
                spacing=2 * GRID,
            ),
            3 * GRID,
        )
        self.setLayout(centred(card, WIDTH))
        self.setFocusProxy(self.buttons[0])

    def choice(self, name: str) -> QPushButton:
        """The button of a choice."""
        return next(each for each in self.buttons if each.text() == name)

    def say(self, sentence: str) -> None:
        """Say something in place."""
        self.said.setText(sentence)
        self.said.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._trouble.detail)
        self.say(COPIED)
