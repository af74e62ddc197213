"""The board: a row per point, a column per month; each state has its own shape, its word and its colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from services.completeness import Completeness, Compliance, MonthOfPoint, compliance
from services.periods import MONTH_NAMES, Month
from ui.coordination.completeness import words
from ui.kit import icons
from ui.kit.tables import LEFT, RIGHT, DataTable
from ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex

CELL = Qt.ItemDataRole.UserRole
MONTHS = len(MONTH_NAMES)
RECEIVED_RATE, ON_TIME_RATE = MONTHS + 1, MONTHS + 2
TITLES = ("Punto", *(each[:3] for each in MONTH_NAMES), "Recibido", "A tiempo")
MARGIN = 3
LEAST_MONTH, GOOD_MONTH = 28, 44
"""Widths of a month at the usual text size: the names take no more than what the good one leaves."""
LEAST_NAME, USUAL_NAME = 110, 165
BETWEEN_RATES = 10
FEWEST_ROWS = 9
NARROW = """
QHeaderView::section { padding-left: 1px; padding-right: 1px; }
QHeaderView::section:first { padding-left: 4px; }
QHeaderView::section:last { padding-right: 4px; }
QTableView::item { padding: 0 1px; }
"""


@dataclass(frozen=True)
class BoardRow:
    """A point's year: its months by number, and how they were met."""

    point: str
    name: str
    cells: Mapping[int, MonthOfPoint]
    met: Compliance


def board_rows(cells: Sequence[MonthOfPoint]) -> tuple[BoardRow, ...]:
    """The rows of a year's cells, in their order."""
    points: dict[str, dict[int, MonthOfPoint]] = {}
    for cell in cells:
        points.setdefault(cell.point, {})[Month.parse(cell.month).number] = cell
    return tuple(
        BoardRow(point, next(iter(months.values())).point_name, months, compliance(months.values()))
        for point, months in points.items()
    )


class BoardModel(QAbstractTableModel):
    """Name, twelve months, share received and share in time."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[BoardRow, ...] = ()

    def show(self, rows: Sequence[BoardRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def cell(self, name: str, month: int) -> MonthOfPoint | None:
        """What is held of a point (by name) in a month (1 to 12), or None if nobody owes it."""
        return next((row.cells.get(month) for row in self.rows if row.name == name), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """The points."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, twelve months, two shares."""
        return 0 if parent is not None and parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words to be read aloud and copied; the cell itself for the painter."""
        row, place = self.rows[index.row()], index.column()
        if 1 <= place <= MONTHS:
            return _month_data(row, place, role)
        match role:
            case Qt.ItemDataRole.DisplayRole if place == 0:
                return row.name
            case Qt.ItemDataRole.DisplayRole:
                return words.percent(row.met.received_rate if place == RECEIVED_RATE else row.met.on_time_rate)
            case Qt.ItemDataRole.ToolTipRole:
                return row.name if place == 0 else words.share(row.met)
            case Qt.ItemDataRole.TextAlignmentRole:
                return LEFT if place == 0 else RIGHT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The months by their first letters."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            case Qt.ItemDataRole.TextAlignmentRole if section == 0:
                return LEFT
            case Qt.ItemDataRole.TextAlignmentRole if section > MONTHS:
                return RIGHT
        return None


def _month_data(row: BoardRow, number: int, role: int) -> Any:
    cell = row.cells.get(number)
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return words.name(cell)
        case Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {MONTH_NAMES[number - 1]}: {words.name(cell) or 'no se espera'}"
        case Qt.ItemDataRole.ToolTipRole:
            return f"{row.name}, {MONTH_NAMES[number - 1]}. {words.state(cell)}"
        case _ if role == CELL:
            return cell
    return None


@dataclass(frozen=True)
class Sign:
    """How a state is drawn: an icon or a short word on a field; ``corner`` is a second, small icon."""

    ground: str
    ink: str
    icon: str = ""
    text: str = ""
    corner: str = ""


class Painter:
    """Draws the signs in the colours of the theme; the icons are drawn once and kept."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}

    def sign(self, cell: MonthOfPoint) -> Sign | None:
        """The sign of a month, or None while it is neither due nor there."""
        colours = self.theme.colours
        corner = "eye" if cell.held else ""
        match cell.state:
            case Completeness.RECEIVED if cell.is_late:
                return Sign(colours.warning_soft, colours.warning, icon="clock", corner=corner)
            case Completeness.RECEIVED:
                return Sign(colours.accent_soft, colours.accent_text, icon="check", corner=corner)
            case Completeness.ZERO:
                return Sign(colours.line, colours.text, text="0", corner=corner or ("clock" if cell.is_late else ""))
            case Completeness.HELD:
                return Sign(colours.info_soft, colours.info, icon="eye")
            case Completeness.MISSING if cell.is_due:
                return Sign(colours.error_soft, colours.error, icon="x", text="falta")
        return None

    def draw(self, painter: QPainter, field: QRectF, sign: Sign) -> None:
        """Draw a sign; a word that does not fit gives way to its icon."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(sign.ground))
        painter.drawRoundedRect(field, 4, 4)
        whole = field
        if sign.corner:
            field = field.adjusted(0, 0, -self.theme.px(12), 0)
        painter.setFont(self.theme.font(12, bold=True))
        fits = painter.fontMetrics().horizontalAdvance(sign.text) + 2 * MARGIN <= field.width()
        if sign.text and fits:
            painter.setPen(QColor(sign.ink))
            painter.drawText(field, Qt.AlignmentFlag.AlignCenter, sign.text)
        else:
            self._icon(painter, sign.icon, sign.ink, self.theme.px(16), field.center())
        if sign.corner:
            size = self.theme.px(12)
            self._icon(painter, sign.corner, sign.ink, size, whole.topRight() + QPointF(-size / 2 - 2, size / 2 + 2))

    def _icon(self, painter: QPainter, name: str, ink: str, size: int, centre: QPointF) -> None:
        key = (name, ink, size)
        if key not in self._pixmaps:
            self._pixmaps[key] = icons.pixmap(*key)
        painter.drawPixmap(centre - QPointF(size / 2, size / 2), self._pixmaps[key])


class BoardDelegate(QStyledItemDelegate):
    """Paints a month, and a frame round the one that is open."""

    def __init__(self, painter: Painter, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._painter = painter
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one month."""
        colours = self._painter.theme.colours
        cell: MonthOfPoint | None = index.data(CELL)
        field = QRectF(option.rect).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN - 1)
        painter.save()
        painter.fillRect(option.rect, QColor(colours.card))  # A chosen row must not swallow the signs of its months.
        painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, QColor(colours.line))
        sign = self._painter.sign(cell) if cell else None
        if sign:
            self._painter.draw(painter, field, sign)
        if index == self._view.currentIndex():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(field.adjusted(-1, -1, 1, 1), 5, 5)
        painter.restore()


class BoardTable(DataTable):
    """The names as wide as there is room for, the months alike; it takes the height of its rows if there is.

    ``fitted`` carries how wide the sign of a month is.
    """

    fitted = Signal(int)

    def __init__(self, name: str, model: BoardModel, painter: Painter) -> None:
        self._theme = painter.theme
        super().__init__(name, model)
        self.setStyleSheet(NARROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        delegate = BoardDelegate(painter, self)
        for place in range(1, MONTHS + 1):
            self.setItemDelegateForColumn(place, delegate)
        self._theme.changed.connect(self.fit_columns)

    def fit_columns(self) -> None:
        """Take the new width: a name too long for it is cut, and told whole by its tooltip."""
        header, width = self.horizontalHeader(), self.viewport().width()
        needed = {
            place: max(self.sizeHintForColumn(place), header.sectionSizeHint(place)) + BETWEEN_RATES
            for place in (0, RECEIVED_RATE, ON_TIME_RATE)
        }
        px, months = self._theme.px, width - needed[RECEIVED_RATE] - needed[ON_TIME_RATE]
        room = max(px(USUAL_NAME), months - MONTHS * px(GOOD_MONTH))
        name = max(px(LEAST_NAME), min(needed[0], room, months - MONTHS * px(LEAST_MONTH)))
        month = max(px(LEAST_MONTH), (months - name) // MONTHS)
        name = max(name, months - MONTHS * month)
        sizes = [name, *[month] * MONTHS, needed[RECEIVED_RATE], needed[ON_TIME_RATE]]
        for place, size in enumerate(sizes):
            header.resizeSection(place, size)
        self.fitted.emit(month - 2 * MARGIN)

    @property
    def is_long(self) -> bool:
        """Whether there are more rows than must be in sight."""
        return self.model().rowCount() > FEWEST_ROWS

    def sizeHint(self) -> QSize:
        """The rows that must be in sight; of more, the table shows what there is room for and scrolls."""
        return QSize(super().sizeHint().width(), self._height(min(self.model().rowCount(), FEWEST_ROWS)))

    def minimumSizeHint(self) -> QSize:
        """As much, so that few points never scroll."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def fit_rows(self) -> None:
        """Take no more height than the rows need."""
        self.setMaximumHeight(self._height(self.model().rowCount()))
        self.updateGeometry()

    def _height(self, rows: int) -> int:
        return self.horizontalHeader().sizeHint().height() + 2 + self.verticalHeader().defaultSectionSize() * rows
