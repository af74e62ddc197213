"""The pasted cells as a table that can be corrected in place."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from services.training.paste import Columns, Grid
from services.training.paste_enrol import Preview
from ui.kit import icons
from ui.kit.tables import LEFT
from ui.kit.theme import Theme
from ui.kit.tips import tip

EMPTY = "(vacía)"
UNUSED = "No se usa"
Index = QModelIndex | QPersistentModelIndex


class PasteModel(QAbstractTableModel):
    """Rows numbered as they were copied; a bad cell has a colour, a sign and its reason.

    ::

              Documento       Nombres
        2     1.098.700.001   Persona
        3   ! 12A45           Persona     («El documento lleva solo números…»)
    """

    edited = Signal(int, int, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.grid = Grid((), ())
        self.columns: Columns = ()
        self.bad: dict[tuple[int, int], str] = {}

    def show_grid(self, grid: Grid, columns: Columns, preview: Preview) -> None:
        """Show other cells, or the same ones checked again."""
        bad = {(cell.row, cell.column): cell.why for cell in preview.bad}
        if (len(grid.rows), grid.columns) == (len(self.grid.rows), self.grid.columns):
            self.grid, self.columns, self.bad = grid, columns, bad
            if grid.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(grid.rows) - 1, grid.columns - 1))
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, grid.columns - 1)
        else:
            self.beginResetModel()
            self.grid, self.columns, self.bad = grid, columns, bad
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else self.grid.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell, and if it is bad its colours, sign and reason."""
        row, column = index.row(), index.column()
        text, why = self.grid.rows[row][column], self.bad.get((row, column))
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text or (EMPTY if why else "")
            case Qt.ItemDataRole.EditRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return tip(why or text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{text or EMPTY}. Error: {why}" if why else text
        return self._look(role, is_bad=bool(why), is_used=self.columns[column] is not None)

    def _look(self, role: int, *, is_bad: bool, is_used: bool) -> QColor | QPixmap | None:
        colours = self._theme.colours
        match role:
            case Qt.ItemDataRole.BackgroundRole if is_bad:
                return QColor(colours.error_soft)
            case Qt.ItemDataRole.ForegroundRole if is_bad or not is_used:
                return QColor(colours.error if is_bad else colours.soft)
            case Qt.ItemDataRole.DecorationRole if is_bad:
                return icons.pixmap("circle-alert", colours.error, self._theme.px(14))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell that a cell was written anew."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        self.edited.emit(index.row(), index.column(), str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be corrected."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What each column holds, and the number of each row."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(self.grid.line(section))
        return self.columns[section] or UNUSED


class CellPainter(QStyledItemDelegate):
    """Colours the ground of bad cells, which the style sheet would leave white."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground and then the cell."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)
