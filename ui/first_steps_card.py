"""What is still to be set up, on the page that a new profile is looked at first."""

from functools import partial

from PySide6.QtCore import Signal

from services.first_steps import Step, StepKind, dismiss_first_steps, first_steps
from services.workspace import Workspace
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.todo_card import TodoCard, TodoLine
from ui.kit.widgets import NoticeKind, button

SETTINGS = "Ajustes"
PUT_AWAY = "Los primeros pasos ya no se muestran; están en la Ayuda (F1)."
STEPS = {
    StepKind.PASSPHRASE: ("Póngale una clave al perfil.", "Poner la clave…", SETTINGS, "Clave"),
    StepKind.CODE: ("Imprima el código de recuperación y guárdelo bajo llave.", "Imprimirlo…", SETTINGS, "Código"),
    StepKind.COPIES: ("Elija una memoria o una carpeta para la segunda copia.", "Elegirla…", SETTINGS, "Copias"),
    StepKind.CARD: (
        "Escriba la tarjeta del punto y entréguela a la coordinación.",
        "Escribir la tarjeta…",
        SETTINGS,
        "Este punto",
    ),
    StepKind.ATTENTION: ("Registre la primera atención.", "Registrar", "Registrar", ""),
    StepKind.CLOSING: ("Cuando termine el mes, ciérrelo y entréguelo.", "Ver el mes…", "Cierre y envío", ""),
}
"""What each step says, its button, and the page and the section that it leads to."""


class FirstStepsCard(TodoCard):
    """Ticks itself from what is there, and goes when all is done; ``go`` carries a page and a section of it."""

    go = Signal(str, str)

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        self._page, self._workspace = page, workspace
        self.dismiss_button = button("No mostrar más", self._dismiss, "plain")
        super().__init__("Primeros pasos", theme, self.dismiss_button)
        self.hide()

    def refresh(self) -> None:
        """Look again at what is there."""
        steps = first_steps(self._workspace)
        self.show_lines([self._line(step) for step in steps])
        self.setVisible(bool(steps))

    def _line(self, step: Step) -> TodoLine:
        text, action, page, section = STEPS[step.kind]
        if step.is_done:
            return TodoLine("circle-check", text)
        return TodoLine("arrow-right", text, action, partial(self.go.emit, page, section))

    def _dismiss(self) -> None:
        with self._page.telling():
            dismiss_first_steps(self._workspace)
            self.refresh()
            self._page.notice.say(NoticeKind.INFO, PUT_AWAY, "Deshacer", self._show_again)

    def _show_again(self) -> None:
        with self._page.telling():
            dismiss_first_steps(self._workspace, are_dismissed=False)
            self._page.notice.clear()
            self.refresh()
