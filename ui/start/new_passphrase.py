"""Asks for a new passphrase from who came in with the printed recovery code."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.errors import explain
from services.profiles import SHORTEST_PASSPHRASE
from services.settings import change_passphrase
from services.workspace import Workspace
from ui.kit.centred import centred
from ui.kit.secret_fields import SecretFields
from ui.kit.widgets import GRID, Card, button, column, label, row
from ui.kit.work import Worker

WIDTH = 480
UNLIKE = "Las dos claves no son iguales; escríbalas otra vez."
CODE, NEW, AGAIN = "Código de recuperación", "Clave nueva", "Clave nueva, otra vez"


class NewPassphrase(QWidget):
    """``done`` carries the workspace of who has a passphrase again; until then there are no pages.

    ``code`` is what opened the profile; it is asked for if it is not known. It is let go of once there is a passphrase.
    """

    done = Signal(object)

    def __init__(self, workspace: Workspace, worker: Worker, code: str = "") -> None:
        super().__init__()
        self._workspace, self._worker, self._code = workspace, worker, code
        self.secrets = SecretFields(CODE, NEW, AGAIN)
        self.secrets.offer(0, is_asked=not code)
        self.secrets.given.connect(self.save)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.save_button = button("Guardar la clave y entrar", self.save, "primary")
        card = Card(
            column(
                label("Ponga una clave nueva", "title"),
                label(
                    f"Usted entró con el código de recuperación, como {workspace.actor}. Escriba la clave que va a "
                    f"usar desde ahora, de {SHORTEST_PASSPHRASE} caracteres o más; la que olvidó deja de abrir.",
                    "soft",
                    wrap=True,
                ),
                self.secrets,
                self.error,
                row(1, self.save_button),
                spacing=2 * GRID,
            ),
            3 * GRID,
        )
        self.setLayout(centred(card, WIDTH))
        self.setFocusProxy(self.secrets.fields[1 if code else 0])

    def save(self) -> None:
        """Set the passphrase, if it was written twice alike."""
        if not self.save_button.isEnabled():
            return
        code, new, again = self.secrets.texts
        if new != again:
            self._refuse(UNLIKE)
            return
        self._enable(is_ready=False)
        old = self._code or code
        job = self._worker.start(self, lambda _: change_passphrase(self._workspace, old, new))
        job.done.connect(self._saved)
        job.failed.connect(self._failed)

    def forget(self) -> None:
        """Leave neither the code nor what was typed."""
        self._code = ""
        self.secrets.wipe()

    def _saved(self, _nothing: object) -> None:
        self.forget()
        self.done.emit(replace(self._workspace, by_code=False))

    def _failed(self, error: Exception) -> None:
        self._enable(is_ready=True)
        sentence = explain(error)
        if sentence is None:
            raise error
        self._refuse(sentence)

    def _refuse(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
        self.secrets.take_focus()

    def _enable(self, *, is_ready: bool) -> None:
        self.secrets.setEnabled(is_ready)
        self.save_button.setEnabled(is_ready)
        self.save_button.setText("Guardar la clave y entrar" if is_ready else "Guardando…")
