"""Asks for the passphrase of a profile."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from services import profiles
from services.errors import explain
from ui.kit.widgets import Card, button, column, label, row

WIDTH = 420


class Unlock(QWidget):
    """One field and one button; ``opened`` carries the workspace."""

    opened = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("Clave")
        self.passphrase.returnPressed.connect(self.open)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        card = Card(
            column(
                label("Bitácora Puntos Digitales", "title"),
                label("Escriba la clave de este perfil.", "soft"),
                self.passphrase,
                self.error,
                row(1, button("Abrir", self.open, "primary")),
                spacing=16,
            ),
            24,
        )
        card.setFixedWidth(WIDTH)
        self.setLayout(column(1, row(1, card, 1), 1))
        self.setFocusProxy(self.passphrase)

    def open(self) -> None:
        """Try the passphrase."""
        try:
            workspace = profiles.open_profile(self._folder, self.passphrase.text())
        except Exception as error:
            sentence = explain(error)
            if sentence is None:
                raise
            self.error.setText(sentence)
            self.error.show()
            self.passphrase.selectAll()
            return
        self.opened.emit(workspace)
