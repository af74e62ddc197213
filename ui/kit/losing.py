"""Asks in place before a window is closed with something in it that no draft keeps."""

from collections.abc import Callable, Sequence

from services.texts import listed
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.flow import FlowLayout
from ui.kit.hearing import announce
from ui.kit.sight import bring_into_sight
from ui.kit.widgets import GRID, NoticeKind, button, column


class Losing(Asking):
    """The question, with the focus on the answer that loses nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("notice", NoticeKind.WARNING.value)
        self._question = widgets.label("", "strong", wrap=True)
        self.stay = button("Seguir escribiendo", self.leave, "primary")
        self.lose = button("Cerrar sin guardar", self._lose)
        self._close: Callable[[], object] = bool
        buttons = FlowLayout(self.stay, self.lose, spacing=GRID)
        self.setLayout(column(self._question, buttons, margins=2 * GRID))

    def ask(self, places: Sequence[str], close: Callable[[], object]) -> None:
        """Ask about the pages named; ``close`` closes the window whatever is typed."""
        named = listed([f"«{place}»" for place in places])
        question = f"Hay datos sin guardar en {named}: ¿cerrar y perderlos?"
        self._close = close
        self._question.setText(question)
        self.setAccessibleName(question)
        self.show_asking(self.stay)
        announce(self, question, is_urgent=True)
        bring_into_sight(self)

    def _lose(self) -> None:
        self._close()
