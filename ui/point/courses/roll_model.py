"""The list of a session under the keyboard: its model and its table."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from services.texts import number
from services.training.attendance import RollCall, RollRow
from services.words import PLURALS, label
from ui.kit import icons
from ui.kit.tables import LEFT, DataTable
from ui.kit.theme import Theme
from ui.kit.tips import tip

CAME = 0
TITLES = ("Vino", "Nombre", "Documento", "Género")
DIGITS = 6
Index = QModelIndex | QPersistentModelIndex


class RollModel(QAbstractTableModel):
    """The list of a session with the marks that are being made.

    ::

        Vino     | Nombre               | Documento     | Género
        Sí       | Persona Ejemplo Uno  | CC 1000000001 | Mujer
        15 de 20 | Mujeres sin nombre   |               | Mujer
    """

    marked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: tuple[RollRow, ...] = ()
        self.marks: dict[int, int] = {}

    @property
    def came(self) -> int:
        """How many are marked."""
        return sum(self.marks.values())

    def show_rows(self, call: RollCall | None, marks: Mapping[int, int] | None = None) -> None:
        """Show a list, as it was saved or with marks that were not saved yet."""
        self.beginResetModel()
        self.rows = call.rows if call else ()
        self.marks = {row.enrolment_id: row.came for row in self.rows}
        for enrolment, count in (marks or {}).items():
            if enrolment in self.marks:
                self.marks[enrolment] = count
        self.endResetModel()

    def mark(self, place: int, count: int) -> bool:
        """Mark how many of a row came; False if there are not so many."""
        row = self.rows[place]
        if not 0 <= count <= row.quantity:
            return False
        self.marks[row.enrolment_id] = count
        self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))
        self.marked.emit()
        return True

    def toggle(self, place: int) -> None:
        """Somebody came or did not; a headcount goes between all and none."""
        row = self.rows[place]
        self.mark(place, 0 if self.marks[row.enrolment_id] else row.quantity)

    def mark_all(self, *, present: bool) -> None:
        """Mark everybody, or nobody."""
        self.marks = {row.enrolment_id: row.quantity if present else 0 for row in self.rows}
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, self.columnCount() - 1))
        self.marked.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Mark, name, document and gender."""
        return 0 if parent is not None and parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell; the mark also has an icon."""
        row = self.rows[index.row()]
        count = self.marks[row.enrolment_id]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                text = (_mark_text(row, count), _name(row), row.document, label(row.gender))[index.column()]
                return tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
            case Qt.ItemDataRole.EditRole:
                return count
            case Qt.ItemDataRole.DecorationRole if index.column() == CAME and count:
                return icons.pixmap("check", self._theme.colours.accent_text, self._theme.px(16))
            case Qt.ItemDataRole.ForegroundRole if not count:
                return QColor(self._theme.colours.soft)
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == CAME:
                return f"{_name(row)}: {'vino' if count else 'no vino'}, {_mark_text(row, count)}"
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a number that was written in a headcount's cell."""
        return role == Qt.ItemDataRole.EditRole and self.mark(index.row(), int(value))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The number of a headcount can be written in its cell."""
        flags = super().flags(index)
        if index.column() == CAME and self.rows[index.row()].is_headcount:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return {Qt.ItemDataRole.DisplayRole: TITLES[section], Qt.ItemDataRole.TextAlignmentRole: LEFT}.get(
            Qt.ItemDataRole(role)
        )


class RollTable(DataTable):
    """The list under the keyboard: arrows move, Space marks, digits say how many of a headcount came."""

    too_many = Signal(int)

    def __init__(self, model: RollModel) -> None:
        super().__init__("Lista de asistencia", model, stretch=1)
        self.roll = model
        self._typed = ""
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.selectionModel().currentRowChanged.connect(lambda *_: self._forget())

    def _forget(self) -> None:
        self._typed = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark with Space and digits; the rest moves."""
        place = self.currentIndex().row()
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if place < 0 or not is_plain:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            self._forget()
            self.roll.toggle(place)
        elif event.text().isascii() and event.text().isdigit():
            self._type(place, event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            self.roll.mark(place, int(self._typed or 0))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the mark of a person changes it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == CAME and not self.roll.rows[index.row()].is_headcount:
            self.roll.toggle(index.row())

    def _type(self, place: int, digit: str) -> None:
        typed = (self._typed + digit)[-DIGITS:]
        if self.roll.mark(place, int(typed)):
            self._typed = typed
        else:
            self.too_many.emit(self.roll.rows[place].quantity)


def _name(row: RollRow) -> str:
    if row.name:
        return row.name
    return f"{PLURALS[row.gender]} sin nombre" if row.is_headcount else "Sin nombre"


def _mark_text(row: RollRow, count: int) -> str:
    if row.is_headcount:
        return f"{number(count)} de {number(row.quantity)}"
    return "Sí" if count else "No"
