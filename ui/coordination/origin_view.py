"""Where a figure comes from: its packages with their fingerprints, the rows of each day, and the files of before."""

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QVBoxLayout

from services.periods import Month
from services.report.origin import (
    MOST_ROWS,
    Origin,
    PackageOrigin,
    day_rows,
    day_table,
    earlier_table,
    origin,
    package_table,
)
from services.report.slices import Slice, spoken_runs
from services.report.table import Cell, Table
from services.texts import counted, number
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.asking import leave_with_escape
from ui.kit.clipboard import copy_tables
from ui.kit.report_view import shown, table_model
from ui.kit.sight import bring_into_sight
from ui.kit.tables import DataTable, RowsModel
from ui.kit.total_table import TotalTable
from ui.kit.widgets import GRID, Card, button, column, row

DIGITS = 12
"""How much of a fingerprint is shown; the tooltip and the clipboard have all of it."""
FEWEST_ROWS, MOST_ROWS_SHOWN = 3, 6
DIGEST, FILE = 5, 6  # their columns
WHAT = 1  # the column that tells what a row of a day is
SHORTEST = 12  # letters of a text that gives way


class ShortDigest(QStyledItemDelegate):
    """Shows the beginning of a fingerprint."""

    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:  # noqa: ARG002 - Qt's name
        """The first digits."""
        return str(value)[:DIGITS]


class GivingTable(TotalTable):
    """A table whose column ``long`` is shortened where all columns do not fit; the tooltip has all of it."""

    def __init__(self, name: str, model: RowsModel[tuple[Cell, ...]], long: int) -> None:
        self._long = long
        super().__init__(name, model, stretch=long)

    def fit_columns(self) -> None:
        """Give the long column what the others leave, if that is enough to know its texts by."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        others = [each for each in range(self.model().columnCount()) if each != self._long]
        needed = sum(max(self.sizeHintForColumn(each), header.sectionSizeHint(each)) for each in others)
        fits = self.viewport().width() - needed >= self.fontMetrics().averageCharWidth() * SHORTEST
        header.setSectionResizeMode(self._long, modes.Stretch if fits else modes.ResizeToContents)


class OriginView(Card):
    """A card that opens a figure down to its packages and their day rows; hidden until a slice is shown.

    ``closed`` is emitted when the user is done: the page then gives the focus back. ``done`` says what was copied,
    ``failed`` carries what could not be read while the user looked around.
    """

    closed = Signal()
    done = Signal(str)
    failed = Signal(Exception)

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._origin: Origin | None = None
        self.title = widgets.label("", "heading", wrap=True)
        self.total = widgets.label("", "figure")
        self.note = widgets.label("", "soft", wrap=True)
        self.packages_title = widgets.label("", "heading", wrap=True)
        self.package_rows = _empty(package_table(()))
        self.packages = GivingTable("Consolidados", self.package_rows, FILE)
        self.packages.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._short = ShortDigest()
        self.packages.setItemDelegateForColumn(DIGEST, self._short)
        self.earlier_title = widgets.label("Cifras cargadas, anteriores al programa", "heading", wrap=True)
        self.earlier_rows = _empty(earlier_table(()))
        self.earlier = DataTable("Cifras cargadas", self.earlier_rows, stretch=1)
        self.days_title = widgets.label("", "heading", wrap=True)
        self.day_rows = _empty(day_table(()))
        self.days = GivingTable("Filas por día", self.day_rows, WHAT)
        self.copy_button = button("Copiar", self.copy, tip="Copia estas tablas para pegarlas en una hoja de cálculo.")
        self.close_button = button("Cerrar", self.leave, tip="Escape")
        super().__init__(self._assemble())
        self.packages.selectionModel().currentChanged.connect(lambda now, _before: self._show_days(now.row()))
        self.packages.activated.connect(lambda _: self.days.setFocus())
        leave_with_escape(self, self.leave)
        self.hide()

    def _assemble(self) -> QVBoxLayout:
        buttons = column(row(self.copy_button, self.close_button), 1)
        head = row(column(self.title, self.total, self.note, spacing=GRID // 2), buttons)
        head.setStretch(0, 1)
        return column(
            head,
            self.packages_title,
            self.packages,
            self.earlier_title,
            self.earlier,
            self.days_title,
            self.days,
            1,
        )

    def show_slice(self, part: Slice) -> None:
        """Show what a slice is made of, and take the focus."""
        made = origin(self._workspace, part)
        self._origin = made
        self.setAccessibleName(f"De dónde sale: {made.title}")
        self.title.setText(made.title)
        self.total.setText(shown(made.total))
        self.total.setAccessibleName(f"{made.title}: {shown(made.total)}")
        self.note.setText(_note(made))
        self.note.setVisible(bool(self.note.text()))
        self._fill(made)
        self.show()
        self._show_days(0)
        if made.packages:
            self.packages.select(0)
            self.packages.setFocus()
        else:
            self.close_button.setFocus()
        bring_into_sight(self.title)

    def _fill(self, made: Origin) -> None:
        self.packages_title.setText(f"Sale de {counted(len(made.packages), 'consolidado', 'consolidados')}")
        self.packages_title.setVisible(bool(made.packages))
        self.packages.setVisible(bool(made.packages))
        self.earlier_title.setVisible(bool(made.earlier))
        self.earlier.setVisible(bool(made.earlier))
        self.package_rows.set_rows(package_table(made.packages).rows)
        self.earlier_rows.set_rows(earlier_table(made.earlier).rows)
        _fit(self.packages)
        _fit(self.earlier)

    def copy(self) -> None:
        """Put the figure, its packages and the files of before on the clipboard."""
        if self._origin is not None:
            made = self._origin
            tables = [package_table(made.packages)] if made.packages else []
            tables += [earlier_table(made.earlier)] if made.earlier else []
            copy_tables(*tables, heading=(made.title, shown(made.total)))
            self.done.emit("La cifra y su origen están copiados; péguelos en una hoja de cálculo.")

    def leave(self) -> None:
        """Close the card."""
        self.hide()
        self.closed.emit()

    def _show_days(self, place: int) -> None:
        """Show the day rows of a package, if the place is one's."""
        packages = self._origin.packages if self._origin else ()
        chosen = packages[place] if 0 <= place < len(packages) else None
        for part in (self.days_title, self.days):
            part.setVisible(chosen is not None)
        if self._origin is None or chosen is None:
            return
        try:
            rows = day_rows(self._workspace, self._origin.part, chosen.package)
        except Exception as error:  # noqa: BLE001 - the page tells it, or raises it again
            self.failed.emit(error)
            return
        self.days_title.setText(_days_title(chosen, len(rows)))
        self.day_rows.set_rows(day_table(rows).rows)
        _fit(self.days)


def _note(made: Origin) -> str:
    """What must be known to read the figure: the months that it lacks, and what a zero means."""
    sentences = []
    if made.absent:
        sentences.append(f"Sin datos de {spoken_runs(made.absent)}.")
    if made.total == 0 and made.read:
        one, many = "consolidado leído no tiene", "consolidados leídos no tienen"
        sentences.append(f"Es un cero verdadero: {counted(made.read, one, many)} nada de esto.")
    return " ".join(sentences)


def _days_title(chosen: PackageOrigin, rows: int) -> str:
    month = Month.parse(chosen.month).name
    title = f"Filas por día de {chosen.point_name}, {month}, revisión {chosen.revision}"
    return f"{title} (las primeras {number(MOST_ROWS)})" if rows == MOST_ROWS else title


def _empty(table: Table) -> RowsModel[tuple[Cell, ...]]:
    """The columns of a table that is filled later."""
    made = table_model(table)
    made.set_rows(())
    return made


def _fit(table: DataTable) -> None:
    """As high as its rows within reason; a longer one scrolls."""
    rows = min(max(table.model().rowCount(), FEWEST_ROWS), MOST_ROWS_SHOWN)
    height = (rows + 0.5) * table.verticalHeader().defaultSectionSize()  # half a row tells that there are more
    table.setFixedHeight(round(height) + table.horizontalHeader().sizeHint().height())
