"""Fields for what nobody should read over a shoulder: passphrases, codes, PINs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from ui.kit.widgets import GRID, column, label

CAPITALS = "Parece que las mayúsculas están fijas (Bloq Mayús)."


class SecretField(QLineEdit):
    """Shows dots; ``capitals`` tells whether the last letter came with the capitals locked."""

    capitals = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAccessibleName(name)

    def wipe(self) -> None:
        """Leave nothing of what was typed: clearing keeps it for Ctrl+Z, setting another text does not."""
        self.setText("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice capitals that nobody asked for: Qt does not tell the state of the key."""
        letter = event.text()
        if letter.isalpha() and letter.lower() != letter.upper():
            with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(letter.isupper() is not with_shift)
        elif event.key() == Qt.Key.Key_CapsLock:
            self.capitals.emit(False)
        super().keyPressEvent(event)


class SecretFields(QWidget):
    """Some of them, one below the other, that are shown and hidden together; ``given`` tells Enter in the last one."""

    given = Signal()

    def __init__(self, *names: str, width: int = 0) -> None:
        super().__init__()
        self.fields = tuple(SecretField(name) for name in names)
        self.captions = tuple(label(name, "caption", wrap=True) for name in names)
        self.shown = QCheckBox("Mostrar lo que escribo")
        self.shown.toggled.connect(self._show_letters)
        self._capitals = label(CAPITALS, "warning", wrap=True)
        self._capitals.hide()
        pairs = [column(*pair, spacing=GRID // 2) for pair in zip(self.captions, self.fields, strict=True)]
        self.setLayout(column(*pairs, self._capitals, self.shown, spacing=GRID + GRID // 2))
        for field in self.fields:
            field.capitals.connect(self._capitals.setVisible)
            if width:
                field.setMaximumWidth(width)
        self.fields[-1].returnPressed.connect(self.given)

    @property
    def texts(self) -> tuple[str, ...]:
        """What was typed."""
        return tuple(field.text() for field in self.fields)

    def take_focus(self) -> None:
        """Let type in the first field; a focus proxy would keep the tab key from what is inside."""
        next(field for field in self.fields if not field.isHidden()).setFocus()

    def offer(self, place: int, *, is_asked: bool) -> None:
        """Ask for one of them, or not."""
        self.captions[place].setVisible(is_asked)
        self.fields[place].setVisible(is_asked)

    def wipe(self) -> None:
        """Leave nothing of what was typed, in sight or to be taken back."""
        for field in self.fields:
            field.wipe()
        self.shown.setChecked(False)
        self._capitals.hide()

    def _show_letters(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        for field in self.fields:
            field.setEchoMode(mode)
