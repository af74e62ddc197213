"""Asks for the passphrase of a profile; it tells who works, and the printed recovery code opens too."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services import profiles
from services.attempts import TooSoonError, seconds_left
from services.keys import WrongPassphraseError
from services.workspace import Clock, Workspace
from ui.kit.centred import centred
from ui.kit.widgets import Card, button, column, label, row, rule
from ui.kit.work import Worker
from ui.start.awaited import awaited
from ui.start.secret_form import SecretForm

WIDTH = 420
RESCUE_HINT = "¿Nadie la recuerda ni tiene el código? La coordinación rescata un respaldo del punto."


class Unlock(QWidget):
    """``opened`` carries the workspace and what opened it, ``failed`` what no other passphrase would mend.

    Who knows no passphrase any more ``has_backup``, which the coordination rescued, and goes on with that.
    Trying a passphrase takes long on purpose: it is done beside the window.
    """

    opened = Signal(object, str)
    failed = Signal(object)
    has_backup = Signal()

    def __init__(self, folder: Path, worker: Worker, clock: Clock = profiles.system_clock) -> None:
        super().__init__()
        self._folder, self._worker, self._clock = folder, worker, clock
        self._tried = ""
        self.form = SecretForm("Abrir", lambda: seconds_left(folder, clock()))
        self.form.given.connect(self.open)
        self.backup_button = button("Restaurar un respaldo…", self.has_backup.emit)
        card = Card(
            column(
                label("Bitácora Puntos Digitales", "title"),
                label("Escriba su clave.", "soft"),
                self.form,
                rule(),
                label(RESCUE_HINT, "small", wrap=True),
                row(self.backup_button, 1),
                spacing=16,
            ),
            24,
        )
        self.setLayout(centred(card, WIDTH))
        self.setFocusProxy(self.form)
        self.form.begin()

    def open(self, secret: str) -> None:
        """Try a passphrase."""
        self._tried = secret
        self.backup_button.setEnabled(False)
        job = self._worker.start(
            self, lambda report: awaited(profiles.open_profile(self._folder, secret, self._clock), report)
        )
        job.done.connect(self._opened)
        job.failed.connect(self._refused)

    def _opened(self, workspace: Workspace) -> None:
        tried, self._tried = self._tried, ""
        self.form.secret.wipe()
        self.opened.emit(workspace, tried)

    def _refused(self, error: Exception) -> None:
        self._tried = ""
        self.backup_button.setEnabled(True)
        if isinstance(error, WrongPassphraseError | TooSoonError):
            self.form.refuse(str(error))
        else:
            self.failed.emit(error)
