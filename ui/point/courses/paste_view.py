"""Pasting a list from a spreadsheet: what each column holds, the cells to correct, and who would be enrolled."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QTableView, QWidget

from services.people.consent import CURRENT
from services.texts import counted, number
from services.training.paste import Columns, Grid, PasteField, read_paste, remembered
from services.training.paste_enrol import BadPaste, Preview, enrol_paste, preview_paste
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.fields import Choice, Field
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column, row
from ui.point.courses.paste_model import UNUSED, CellPainter, PasteModel
from ui.point.courses.section import Beside, Section
from ui.point.courses.words import by_gender

HOW = (
    "En Excel elija las filas de la lista, con sus títulos si los tiene, y cópielas con Ctrl+C. Vuelva aquí y péguelas "
    "con Ctrl+V: se verán antes de inscribir a nadie."
)
CONSENT = f"Estas personas autorizaron el tratamiento\nde sus datos (versión {CURRENT})"
WITHOUT = "Sin esa autorización no se guardan nombres: solo se cuenta por género."
OTHER_PEOPLE = "Pegó otra lista: si estas personas también autorizaron, marque la casilla otra vez."
SIDE = 380


class PasteTable(DataTable):
    """The pasted cells; as wide as they need, and without any before something is pasted."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns, once there are some."""
        if self.model().columnCount():
            super().resizeEvent(event)


class ReasonTable(DataTable):
    """Long reasons go on in the next line."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the reason all the width that there is."""
        QTableView.resizeEvent(self, event)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)


class PasteView(Section):
    """Paste, look, correct, enrol; ``left`` tells that it is done or given up."""

    left = Signal()

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__(page, workspace, theme)
        self._grid: Grid | None = None
        self._columns: Columns = ()
        self.preview = Preview((), {}, {})
        self.paste_button = button("Pegar", self.paste_clipboard, "primary", "Pegar lo copiado (Ctrl+V)")
        self.choices: list[Choice] = []
        self._choices = FlowLayout(spacing=GRID)
        self.header = QCheckBox("La primera fila tiene los títulos")
        self.header.toggled.connect(self._set_header)
        self.consent = QCheckBox(CONSENT)
        self.consent.setAccessibleName(CONSENT.replace("\n", " "))
        self.consent.setAccessibleDescription(WITHOUT)
        self.consent.toggled.connect(lambda _on: self._check())
        self.model = PasteModel(theme)
        self.model.edited.connect(self._edited)
        self.table = PasteTable("Lista pegada", self.model)
        self.reasons: RowsModel[BadPaste] = RowsModel(
            (
                Column("Fila", lambda bad: str(self._line(bad))),
                Column("Qué pasa", lambda bad: f"{self._column_name(bad)}: {bad.why}"),
            )
        )
        self.reason_table = ReasonTable("Celdas por corregir", self.reasons, stretch=1)
        self.reason_table.row_chosen.connect(self._show_bad)
        self.reason_table.activated.connect(lambda _index: self._edit_bad())
        self.summary = widgets.label("", "strong", wrap=True)
        self.enrol_button = button("Inscribir", self.enrol, "primary")
        self._assemble()
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste_clipboard)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- building

    def _assemble(self) -> None:
        self._start = Card(
            column(
                widgets.label("Pegar una lista de Excel", "heading"),
                widgets.label(HOW, "soft", wrap=True),
                row(self.paste_button, button("Volver a los inscritos", self.leave), 1),
            )
        )
        choices, tools = QWidget(), QWidget()
        choices.setLayout(self._choices)
        again = button("Pegar otra", self.paste_clipboard, tip="Pegar lo copiado en lugar de esta lista (Ctrl+V)")
        self.header.setMinimumHeight(again.sizeHint().height())
        heading = widgets.label("Qué hay en cada columna", "heading")
        heading.setMinimumHeight(again.sizeHint().height())
        back = button("Volver a los inscritos", self.leave)
        tools.setLayout(FlowLayout(heading, self.header, again, back, spacing=2 * GRID))
        self._top = Card(column(tools, choices))
        self._set_up_tables()
        self._lists = Beside(self.theme, Card(column(self.table), 0), self._side(), SIDE)
        whole = column(self._start, self._top, self._lists, spacing=2 * GRID)
        whole.setStretch(2, 1)
        whole.addStretch(0)
        self.setLayout(whole)
        self._show_parts()

    def _side(self) -> QWidget:
        enrol = Card(
            column(self.consent, widgets.label(WITHOUT, "small", wrap=True), self.summary, row(self.enrol_button, 1))
        )
        head = column(widgets.label("Celdas por corregir", "heading"))
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        inside = column(head, self.reason_table, spacing=0)
        inside.setStretch(1, 1)
        self._bad = Card(inside, 0)
        side = QWidget()
        both = column(enrol, self._bad, spacing=2 * GRID)
        both.setStretch(1, 1)
        both.addStretch(0)
        side.setLayout(both)
        return side

    def _set_up_tables(self) -> None:
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setItemDelegate(CellPainter(self.table))
        self.table.verticalHeader().show()
        self.table.spread()
        self.table.setMinimumHeight(self.theme.px(220))
        self.reason_table.setWordWrap(True)
        self.reason_table.setMinimumHeight(self.theme.px(110))

    # --- what people do

    def begin(self) -> None:
        """Start without a list."""
        self._grid = None
        self.consent.setChecked(False)
        self._show_parts()
        self.paste_button.setFocus()

    @property
    def has_unsaved(self) -> bool:
        """Whether a list waits to be enrolled."""
        return self._grid is not None and not self.isHidden()

    def leave(self) -> None:
        """Go back to those enrolled."""
        self._grid = None
        self.left.emit()

    def paste_clipboard(self) -> None:
        """Take what was copied."""
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, text: str) -> None:
        """Take a block of cells."""
        with self.page.telling():
            grid = read_paste(text)
            self.page.notice.clear()
            if self.consent.isChecked():
                self.consent.setChecked(False)
                self.page.notice.say(NoticeKind.WARNING, OTHER_PEOPLE)
            self.header.blockSignals(True)
            self.header.setChecked(bool(grid.header))
            self.header.blockSignals(False)
            self._take(grid)
            self.consent.setFocus()

    def enrol(self) -> None:
        """Enrol the good rows."""
        if self._grid is None or self.detail is None:
            return
        with self.page.telling():
            result = enrol_paste(
                self.workspace, self.detail.id, self._grid, self._columns, consented=self.consent.isChecked()
            )
            self.leave()
            told = f"Se inscribieron {counted(result.enrolled, 'persona', 'personas')}"
            fresh = f", {counted(result.registered, 'nueva', 'nuevas')} en Ciudadanos" if result.registered else ""
            left = counted(result.left_out, "fila con errores quedó", "filas con errores quedaron")
            out = f". {left} fuera" if result.left_out else ""
            self.page.notice.say(NoticeKind.GOOD, f"{told}{fresh}{out}.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to those enrolled, but never throws away a list that was pasted."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._grid is None:
            self.leave()

    # --- inside

    def _take(self, grid: Grid) -> None:
        self._grid = grid
        self._columns = remembered(self.workspace, grid)
        widgets.clear(self._choices)
        self.choices = []
        for place, field in enumerate(self._columns):
            name = grid.header[place][:40] if grid.header and grid.header[place] else f"Columna {place + 1}"
            choice = Choice(f"Qué hay en «{name}»", {each: each.value for each in PasteField}, UNUSED)
            choice.choose(field or "")
            choice.currentIndexChanged.connect(lambda _place: self._map())
            self.choices.append(choice)
            self._choices.addWidget(Field(self.theme, name, choice, 190))
        self._check()

    def _set_header(self, has_header: bool) -> None:
        if self._grid is not None:
            self._take(self._grid.with_header() if has_header else self._grid.without_header())

    def _map(self) -> None:
        self._columns = tuple(PasteField(choice.key) if choice.key else None for choice in self.choices)
        self._check()

    def _edited(self, place: int, column: int, text: str) -> None:
        if self._grid is not None:
            self._grid = self._grid.with_cell(place, column, text)
            # The editor still has the table: what hangs on the other cells is shown once it is closed.
            QTimer.singleShot(0, self, self._check)

    def _check(self) -> None:
        """Check the cells again and show what is wrong."""
        if self._grid is not None and self.detail is not None:
            with self.page.telling():
                self.preview = preview_paste(
                    self.workspace, self.detail.id, self._grid, self._columns, consented=self.consent.isChecked()
                )
                self.model.show_grid(self._grid, self._columns, self.preview)
                self.reasons.set_rows(self.preview.bad)
        self._show_parts()

    def _show_parts(self) -> None:
        has_list = self._grid is not None
        self._start.setVisible(not has_list)
        for part in (self._top, self._lists):
            part.setVisible(has_list)
        self._bad.setVisible(bool(self.preview.bad))
        self.summary.setText(self._summary())
        self.enrol_button.setEnabled(self.preview.good > 0)
        people = counted(self.preview.good, "persona", "personas")
        self.enrol_button.setText(
            f"Inscribir a {people}" if self.consent.isChecked() else f"Inscribir {people} sin nombre"
        )

    def _summary(self) -> str:
        if self._grid is None:
            return ""
        if self.preview.missing:
            return self.preview.missing
        total, good = len(self._grid.rows), self.preview.good
        counts = by_gender(self.preview.counts)
        told = (
            f"{counted(total, 'fila copiada', 'filas copiadas')}: {number(good)} sin errores ({counts or 'ninguna'})."
        )
        if good < total:
            told += f" {counted(total - good, 'fila queda', 'filas quedan')} fuera si no se corrigen."
        return told

    def _line(self, bad: BadPaste) -> int:
        return self._grid.line(bad.row) if self._grid else bad.row

    def _column_name(self, bad: BadPaste) -> str:
        return self._columns[bad.column] or UNUSED

    def _show_bad(self) -> None:
        place = self.reason_table.selected_row()
        if place is not None and place < len(self.reasons.rows):
            bad = self.reasons.rows[place]
            index = self.model.index(bad.row, bad.column)
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _edit_bad(self) -> None:
        self._show_bad()
        self.table.setFocus()
        self.table.edit(self.table.currentIndex())
