"""Asks for a passphrase and makes who gives wrong ones wait."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.kit.secret_fields import SecretFields
from ui.kit.widgets import GRID, button, column, label, restyle, row

SECOND = 1000
CODE_HINT = "¿La olvidó? Escriba aquí mismo el código de recuperación impreso."
AGAIN = "Ya puede escribir la clave otra vez."


class SecretForm(QWidget):
    """One field and one button; ``given`` carries what was typed. Whoever checks it says how that went.

    ``seconds_left`` tells how long the next passphrase has to wait.
    """

    given = Signal(str)

    def __init__(self, action: str, seconds_left: Callable[[], int]) -> None:
        super().__init__()
        self._action, self._seconds_left = action, seconds_left
        self.secret = SecretFields("Clave")
        self.secret.given.connect(self._give)
        self.passphrase = self.secret.fields[0]
        self.error = label("", "error", wrap=True)
        self.error.hide()
        self.open_button = button(action, self._give, "primary")
        self.setLayout(
            column(
                self.secret,
                self.error,
                row(1, self.open_button),
                label(CODE_HINT, "small", wrap=True),
                spacing=GRID + GRID // 2,
            )
        )
        self.setFocusProxy(self.passphrase)
        self._tick = QTimer(self)
        self._tick.setInterval(SECOND)
        self._tick.timeout.connect(self._count_down)

    def begin(self) -> None:
        """Be ready for a passphrase, or wait for what is left of an earlier one."""
        self.refuse("")

    def refuse(self, sentence: str) -> None:
        """Say what was wrong with what was typed, and take another one, at once or after the wait."""
        self.secret.wipe()
        self._say(sentence)
        self._enable(is_ready=True)
        self._count_down()
        if not self._tick.isActive():
            self.passphrase.setFocus()

    def _give(self) -> None:
        typed = self.passphrase.text()
        if not typed or not self.passphrase.isEnabled():
            return
        self._say("")
        self._enable(is_ready=False)
        self.open_button.setText("Abriendo…")
        self.given.emit(typed)

    def _count_down(self) -> None:
        seconds = self._seconds_left()
        if seconds:
            self._enable(is_ready=False)
            self._say(f"Hubo varias claves equivocadas; podrá escribir otra en {seconds}\u00a0s.")
            self._tick.start()
        elif self._tick.isActive():
            self._tick.stop()
            self._enable(is_ready=True)
            self._say(AGAIN, "soft")
            self.passphrase.setFocus()

    def _enable(self, *, is_ready: bool) -> None:
        for each in (self.secret, self.open_button):
            each.setEnabled(is_ready)
        self.open_button.setText(self._action)

    def _say(self, sentence: str, role: str = "error") -> None:
        restyle(self.error, "role", role)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
