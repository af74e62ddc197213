"""Cumplimiento: points × months of a year; what is missing stands out by shape, text and colour."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from services.completeness import Completeness, MonthOfPoint, board
from services.periods import MONTH_NAMES, Month, Period
from services.texts import counted
from services.workspace import Workspace
from ui.kit import icons, widgets
from ui.kit.page import Page, Topic
from ui.kit.tables import LEFT, RIGHT, DataTable
from ui.kit.theme import Colours, Theme
from ui.kit.widgets import GRID, Card, button, column, row

Index = QModelIndex | QPersistentModelIndex

MARGIN = 3
HEADER = """
QHeaderView::section { padding-left: 2px; padding-right: 2px; }
QHeaderView::section:first { padding-left: 15px; }
QHeaderView::section:last { padding-right: 15px; }
"""
CELL = Qt.ItemDataRole.UserRole
NAMES = {
    Completeness.RECEIVED: "recibido",
    Completeness.ZERO: "cero declarado",
    Completeness.MISSING: "falta",
    Completeness.HELD: "retenido, espera decisión",
}
ICONS = {Completeness.RECEIVED: "check", Completeness.HELD: "eye"}
TEXTS = {Completeness.ZERO: "0", Completeness.MISSING: "falta"}


class BoardModel(QAbstractTableModel):
    """A row per point, a column per month of the year, and the share received of what is due."""

    def __init__(self) -> None:
        super().__init__()
        self._points: list[str] = []
        self._cells: dict[tuple[str, int], MonthOfPoint] = {}

    def show(self, cells: Sequence[MonthOfPoint]) -> None:
        """Show the cells of one year."""
        self.beginResetModel()
        self._points = list(dict.fromkeys(cell.point_name for cell in cells))
        self._cells = {(cell.point_name, Month.parse(cell.month).number): cell for cell in cells}
        self.endResetModel()

    def cell(self, point: str, month: int) -> MonthOfPoint | None:
        """What is held of a point (by name) in a month (1 to 12), or None if it is not due."""
        return self._cells.get((point, month))

    def rowCount(self, parent: Index | None = None) -> int:
        """The points."""
        return 0 if parent is not None and parent.isValid() else len(self._points)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, twelve months, share."""
        return 0 if parent is not None and parent.isValid() else len(MONTH_NAMES) + 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for reading aloud and copying; the cell itself for the painter."""
        point, place = self._points[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and place > len(MONTH_NAMES):
            return RIGHT
        if place == 0 or place > len(MONTH_NAMES):
            text = point if place == 0 else self._share(point)
            return text if role == Qt.ItemDataRole.DisplayRole else None
        cell = self._cells.get((point, place))
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return NAMES[cell.state] if cell else ""
            case Qt.ItemDataRole.ToolTipRole:
                return _told(cell) if cell else None
            case _ if role == CELL:
                return cell
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The months by their first letters."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 0:
            return LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("Punto", *(name[:3] for name in MONTH_NAMES), "Recibido")[section]

    def _share(self, point: str) -> str:
        due = [cell for (name, _), cell in self._cells.items() if name == point]
        there = [cell for cell in due if cell.state in (Completeness.RECEIVED, Completeness.ZERO)]
        return f"{100 * len(there) // len(due)} %" if due else ""


class BoardDelegate(QStyledItemDelegate):
    """Paints a month as a coloured field with a sign or a word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one month."""
        cell: MonthOfPoint | None = index.data(CELL)
        if cell is None:
            return
        ground, ink = _colours(self._theme.colours, cell.state)
        field = QRectF(option.rect).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(field, 4, 4)
        if cell.state in TEXTS:
            painter.setPen(QColor(ink))
            painter.setFont(self._theme.font(12, bold=True))
            painter.drawText(field, Qt.AlignmentFlag.AlignCenter, TEXTS[cell.state])
        else:
            size = self._theme.px(16)
            place = field.center().toPoint()
            painter.drawPixmap(place.x() - size // 2, place.y() - size // 2, icons.pixmap(ICONS[cell.state], ink, size))
        painter.restore()


class BoardTable(DataTable):
    """The names and the shares as wide as they need, the months alike in what is left."""

    def __init__(self, name: str, model: BoardModel) -> None:
        super().__init__(name, model)
        self.horizontalHeader().setStyleSheet(HEADER)

    def fit_columns(self) -> None:
        """Take the new width."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        for place in range(self.model().columnCount()):
            is_month = 0 < place <= len(MONTH_NAMES)
            header.setSectionResizeMode(place, modes.Stretch if is_month else modes.ResizeToContents)


class CompletenessPage(Page):
    """The board of a year."""

    concerns = frozenset({Topic.PACKAGES, Topic.KEYS})

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__("Cumplimiento", "")
        self._workspace = workspace
        self.year = 0
        self.model = BoardModel()
        self.table = BoardTable("Puntos por mes", self.model)
        self._delegate = BoardDelegate(theme)
        for place in range(1, len(MONTH_NAMES) + 1):
            self.table.setItemDelegateForColumn(place, self._delegate)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(40))
        self.before = button("", lambda: self.show_year(self.year - 1))
        self.after = button("", lambda: self.show_year(self.year + 1))
        self.tools.addWidget(self.before)
        self.tools.addWidget(self.after)
        legend = row(*(widgets.label(text, "small") for text in _legend()), 1, spacing=3 * GRID)
        legend.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        self.add(Card(column(self.table, legend), 0))
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read the board again; at first that of the last year of which anything came."""
        if not self.year:
            received = [cell.month for cell in board(self._workspace) if cell.received_at or cell.held]
            self.year = Month.parse(max(received)).year if received else self._workspace.today.year
        self.show_year(self.year)

    def show_year(self, year: int) -> None:
        """Show a year: the months that have ended, and any that came early."""
        self.year = year
        ended = Month.of(self._workspace.today)
        cells = [
            cell
            for cell in board(self._workspace, Period.parse(str(year)))
            if Month.parse(cell.month) < ended or cell.state is not Completeness.MISSING
        ]
        self.model.show(cells)
        there = sum(cell.state in (Completeness.RECEIVED, Completeness.ZERO) for cell in cells)
        self.title.setText(f"Cumplimiento {year}")
        self.subtitle.setText(f"{there} de {counted(len(cells), 'mes recibido', 'meses recibidos')} y verificados.")
        self.subtitle.show()
        self.before.setText(str(year - 1))
        self.after.setText(str(year + 1))
        self.after.setEnabled(year < self._workspace.today.year)
        self.table.fit_height()


def _legend() -> list[str]:
    return ["✓ recibido", "0 cero declarado", "falta: no ha llegado", "ojo: retenido, espera decisión"]


def _told(cell: MonthOfPoint) -> str:
    month = Month.parse(cell.month).name
    if cell.received_at is None:
        return f"{cell.point_name}, {month}: {NAMES[cell.state]}"
    when = cell.received_at.astimezone().strftime("%d/%m/%Y %H:%M")
    zero = f". Sin actividad: {cell.zero_reason}" if cell.zero_reason else ""
    held = f". {counted(cell.held, 'archivo espera', 'archivos esperan')} decisión" if cell.held else ""
    return f"{cell.point_name}, {month}: revisión {cell.revision}, recibida el {when}{zero}{held}"


def _colours(colours: Colours, state: Completeness) -> tuple[str, str]:
    """Ground and ink of a state."""
    match state:
        case Completeness.RECEIVED:
            return colours.accent_soft, colours.accent_text
        case Completeness.ZERO:
            return colours.line, colours.text
        case Completeness.MISSING:
            return colours.error_soft, colours.error
        case Completeness.HELD:
            return colours.info_soft, colours.info
