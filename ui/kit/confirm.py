"""Asks in place before something that the user may not want."""

from collections.abc import Callable

from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.widgets import GRID, button, column


class Confirm(Asking):
    """A question with its consequence in words, and what to do if the answer is yes; Enter alone says no."""

    def __init__(self) -> None:
        super().__init__()
        self._question = widgets.label("", "heading", wrap=True)
        self._consequence = widgets.label("", "soft", wrap=True)
        self.accept = button("", self._accept, "primary")
        self._do: Callable[[], None] | None = None
        self.cancel = button("Cancelar", self.leave)
        buttons = FlowLayout(self.accept, self.cancel, spacing=GRID)
        self.setLayout(column(self._question, self._consequence, buttons, margins=2 * GRID))

    def ask(self, question: str, consequence: str, accept: str, do: Callable[[], None]) -> None:
        """Show the question; ``accept`` names the button that calls ``do``."""
        self._question.setText(question)
        self._consequence.setText(consequence)
        self.accept.setText(accept)
        self._do = do
        self.setAccessibleName(question)
        self.show_asking(self.cancel)

    def _accept(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()
