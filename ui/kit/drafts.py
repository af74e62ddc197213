"""Keeps what is typed in a form until it is recorded, so that a closed or killed window loses nothing."""

from collections.abc import Mapping

from PySide6.QtCore import QDate, QObject, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from services.drafts import load_draft, save_draft
from services.workspace import Workspace
from ui.kit.widgets import Segments

PAUSE = 400
"""Milliseconds without typing before the draft is written."""

ISO = "yyyy-MM-dd"


class DraftKeeper(QObject):
    """Watches named fields and keeps them in the store; ``restored`` tells that they were filled again.

    A field that stands as it did when the keeper was made counts as empty.
    """

    restored = Signal()

    def __init__(self, parent: QObject, workspace: Workspace, page: str, fields: Mapping[str, QWidget]) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._page = page
        self._fields = dict(fields)
        self._untouched = {name: text_of(field) for name, field in fields.items()}
        self._saved: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.save)
        for field in self._fields.values():
            _on_change(field, self._timer)

    def restore(self) -> bool:
        """Fill in what was kept; says whether there was anything."""
        kept = load_draft(self._workspace, self._page)
        for name, text in kept.items():
            if name in self._fields:
                fill(self._fields[name], text)
        self._saved = kept
        if kept:
            self.restored.emit()
        return bool(kept)

    def save(self) -> None:
        """Write now what stands in the fields, if it is not written yet."""
        self._timer.stop()
        content = {
            name: text
            for name, field in self._fields.items()
            if (text := text_of(field)) != self._untouched[name] and text
        }
        if content != self._saved:
            save_draft(self._workspace, self._page, content)
            self._saved = content

    def forget(self) -> None:
        """The fields were recorded or given up: nothing is to be offered again."""
        self._timer.stop()
        if self._saved:
            save_draft(self._workspace, self._page, {})
            self._saved = {}


def text_of(field: QWidget) -> str:  # noqa: PLR0911 - one for each kind of field
    """What stands in a field, as text."""
    match field:
        case QLineEdit():
            return field.text()
        case QPlainTextEdit():
            return field.toPlainText()
        case QComboBox():
            return field.currentText()
        case QDateEdit():
            return field.date().toString(ISO)
        case QSpinBox():
            return str(field.value())
        case QCheckBox():
            return "x" if field.isChecked() else ""
        case Segments():
            return str(field.value)
    raise TypeError(field)


def fill(field: QWidget, text: str) -> None:
    """Put a text back in a field."""
    match field:
        case QLineEdit():
            field.setText(text)
        case QPlainTextEdit():
            field.setPlainText(text)
        case QComboBox():
            field.setCurrentText(text)
        case QDateEdit():
            field.setDate(QDate.fromString(text, ISO))
        case QSpinBox():
            field.setValue(int(text))
        case QCheckBox():
            field.setChecked(bool(text))
        case Segments():
            field.choose(next(value for value in field.values if str(value) == text))


def _on_change(field: QWidget, timer: QTimer) -> None:
    start = timer.start
    match field:
        case QLineEdit() | QPlainTextEdit():
            field.textChanged.connect(lambda *_: start())
        case QComboBox():
            field.currentTextChanged.connect(lambda *_: start())
        case QDateEdit():
            field.dateChanged.connect(lambda *_: start())
        case QSpinBox():
            field.valueChanged.connect(lambda *_: start())
        case QCheckBox():
            field.toggled.connect(lambda *_: start())
        case Segments():
            field.chosen.connect(start)
