"""Tables: a model that holds rows and a view that reads, sorts by the caller, and copies into Excel."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QGuiApplication, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.kit.tips import tip

FRAME = 4
"""Above and below a table, where the style sheet shows that it has the focus."""
Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its title, what it shows of a row, whether that is a figure (set to the right), what it is about."""

    title: str
    text: Callable[[Row], str]
    is_figure: bool = False
    about: str = ""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows as a service gave them; with ``has_total`` the last one is set off, those that ``is_soft`` are paler."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        rows: Sequence[Row] = (),
        *,
        has_total: bool = False,
        is_soft: Callable[[Row], bool] = lambda _row: False,
    ) -> None:
        super().__init__()
        self._is_soft = is_soft
        self.columns = tuple(columns)
        self.rows = tuple(rows)
        self.has_total = has_total

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def insert_first(self, row: Row) -> None:
        """Put a row before all others."""
        self.beginInsertRows(QModelIndex(), 0, 0)
        self.rows = (row, *self.rows)
        self.endInsertRows()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, its alignment and weight."""
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(self.rows[index.row()])
            case Qt.ItemDataRole.ToolTipRole:
                return tip(column.text(self.rows[index.row()]))
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if column.is_figure else LEFT
            case Qt.ItemDataRole.FontRole if self.has_total and index.row() == len(self.rows) - 1:
                font = QFont(QGuiApplication.font())
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case Qt.ItemDataRole.ForegroundRole if self._is_soft(self.rows[index.row()]):
                return QGuiApplication.palette().placeholderText()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles of the columns, aligned as their cells, and what they are about."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if self.columns[section].is_figure else LEFT
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.columns[section].about)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self.columns[section].about
        return None


class DataTable(QTableView):
    """A quiet table: whole rows are selected, Ctrl+C copies them with their titles for a spreadsheet.

    ``row_chosen`` tells that ``selected_row`` is another one. (Of a click, Qt tells the current row before it is
    selected.)
    """

    row_chosen = Signal()

    def __init__(self, name: str, model: QAbstractTableModel, stretch: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() * 2)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._stretch: int | None = stretch
        model.modelReset.connect(self.fit_columns)
        self.selectionModel().selectionChanged.connect(lambda *_: self.row_chosen.emit())
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self, self.copy_selection)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)

    def changeEvent(self, event: QEvent) -> None:
        """Let the rows grow with the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() * 2)

    def spread(self) -> None:
        """Give every column the same share of the width."""
        self._stretch = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns take the new width."""
        super().resizeEvent(event)
        self.fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the columns take their width."""
        super().showEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Let one column take the width that is left; with none left the table scrolls, and nothing is cut.

        While nobody sees the table it waits: every cell is asked for its text.
        """
        if not self.isVisible():
            return
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        columns = range(self.model().columnCount())
        if not columns:
            return
        needed = [max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in columns]
        if self._stretch is None:
            fits = max(needed) * len(needed) <= self.viewport().width()
            header.setSectionResizeMode(modes.Stretch if fits else modes.ResizeToContents)
        else:
            fits = sum(needed) <= self.viewport().width()
            header.setSectionResizeMode(self._stretch, modes.Stretch if fits else modes.ResizeToContents)

    def fit_height(self) -> None:
        """Take exactly the height of the rows, for tables inside a page that scrolls."""
        rows = self.verticalHeader().defaultSectionSize() * self.model().rowCount()
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + FRAME)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def selected_row(self) -> int | None:
        """The row that is selected, if one is."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def select(self, row: int) -> None:
        """Select a row and show it."""
        index = self.model().index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Letters register people; they never jump in the table."""

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, or all of them if none is; no spreadsheet runs what is in them."""
        from services.report.styling import inert

        model = self.model()
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        columns = range(model.columnCount())
        cells = [[str(model.headerData(each, Qt.Orientation.Horizontal)) for each in columns]]
        cells += [
            [str(model.index(row, each).data() or "") for each in columns] for row in chosen or range(model.rowCount())
        ]
        lines = io.StringIO()
        writer = csv.writer(lines, "excel-tab", lineterminator="\n")
        writer.writerows([inert(cell) for cell in line] for line in cells)
        QGuiApplication.clipboard().setText(lines.getvalue().removesuffix("\n"))
