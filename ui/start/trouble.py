"""A profile that cannot be opened: one sentence that says why, and a way to try again."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.kit.widgets import Card, button, column, label, row

WIDTH = 560


class Trouble(QWidget):
    """Says why the profile does not open."""

    def __init__(self, sentence: str, again: Callable[[], None]) -> None:
        super().__init__()
        self.sentence = label(sentence, wrap=True)
        card = Card(
            column(
                label("No se pudo abrir el perfil", "title"),
                self.sentence,
                row(1, button("Intentar otra vez", again, "primary")),
                spacing=16,
            ),
            24,
        )
        card.setFixedWidth(WIDTH)
        self.setLayout(column(1, row(1, card, 1), 1))
