"""The last records of the day: what was registered, undone with a key, corrected or voided with a reason."""

from collections.abc import Callable, Sequence

from services.recording import OF_ROLL_CALL, AttendanceRecord
from services.texts import number
from services.words import label
from ui.kit import widgets
from ui.kit.flow import FlowLayout
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, button, column, row

EMPTY = "Todavía no hay registros en este día. Oprima M, H, O o N para registrar a la primera persona."

SERVICE = 1
"""Its column."""
VOID_TIP = "Quita el registro elegido, con motivo"
CORRECT_TIP = "Cambia el registro elegido, con motivo"

RecordAction = Callable[[AttendanceRecord], None]


class RecordsCard(Card):
    """A table, newest first; the actions on one record wait until one is chosen."""

    def __init__(
        self, undo: Callable[[], None], redo: Callable[[], None], void: RecordAction, correct: RecordAction
    ) -> None:
        self.model: RowsModel[AttendanceRecord] = RowsModel(_columns(), is_soft=lambda record: record.is_void)
        self.table = DataTable("Últimos registros", self.model, stretch=5)
        self.undo_button = button("Deshacer", undo, tip="Quita lo último que hizo (Ctrl+Z)")
        self.redo_button = button("Rehacer", redo, tip="Vuelve a hacer lo que deshizo (Ctrl+Mayús+Z)")
        self.void_button = button("Anular…", lambda: self._with_chosen(void), tip=VOID_TIP)
        self.correct_button = button("Corregir…", lambda: self._with_chosen(correct), tip=CORRECT_TIP)
        buttons = FlowLayout(
            self.void_button, self.correct_button, self.redo_button, self.undo_button, spacing=GRID, to_right=True
        )
        head = row(widgets.label("Últimos registros", "heading"), buttons)
        head.setStretch(1, 1)
        head.setContentsMargins(2 * GRID, GRID, GRID, 0)
        self.empty = widgets.label(EMPTY, "soft", wrap=True)
        self.empty.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        layout = column(head, self.empty, self.table)
        layout.setStretch(2, 1)
        layout.addStretch(0)
        super().__init__(layout, 0)
        self.table.setMinimumHeight(5 * self.table.verticalHeader().defaultSectionSize())
        self.table.selectionModel().selectionChanged.connect(self._allow_choice)
        self._allow_choice()

    @property
    def rows(self) -> Sequence[AttendanceRecord]:
        """The records that are shown, newest first."""
        return self.model.rows

    @property
    def newest(self) -> AttendanceRecord | None:
        """The last record that counts and can be changed here."""
        return next((record for record in self.model.rows if _is_open(record)), None)

    def newest_of(self, actor: str) -> AttendanceRecord | None:
        """The last one that somebody made, which they can take back."""
        return next((each for each in self.model.rows if _is_open(each) and each.recorded_by == actor), None)

    @property
    def chosen(self) -> AttendanceRecord | None:
        """The record that is chosen, if it still counts and can be changed here."""
        record = self._selected
        return record if record is not None and _is_open(record) else None

    @property
    def _selected(self) -> AttendanceRecord | None:
        place = self.table.selected_row()
        return None if place is None else self.model.rows[place]

    def show_records(self, records: Sequence[AttendanceRecord]) -> None:
        """Show other records."""
        self.model.set_rows(records)
        self._show_empty()

    def add(self, record: AttendanceRecord) -> None:
        """Put a new record on top."""
        self.model.insert_first(record)
        self._show_empty()
        if self._is_cut():
            self.table.horizontalHeader().resizeSections()

    def allow(self, *, undo: bool, redo: bool) -> None:
        """Say what can be undone and redone."""
        self.undo_button.setEnabled(undo)
        self.redo_button.setEnabled(redo)

    def _is_cut(self) -> bool:
        """Whether the newest service is longer than its column: Qt looks only at the records that were there."""
        newest = self.model.index(0, SERVICE)
        return self.table.sizeHintForIndex(newest).width() > self.table.columnWidth(SERVICE)

    def _show_empty(self) -> None:
        self.empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))
        self._allow_choice()

    def _allow_choice(self) -> None:
        is_of_roll_call = self._selected is not None and self._selected.is_of_roll_call
        for action, tip in ((self.void_button, VOID_TIP), (self.correct_button, CORRECT_TIP)):
            action.setEnabled(self.chosen is not None)
            action.setToolTip(OF_ROLL_CALL if is_of_roll_call else tip)

    def _with_chosen(self, act: RecordAction) -> None:
        if self.chosen is not None:
            act(self.chosen)


def _columns() -> tuple[Column[AttendanceRecord], ...]:
    return (
        Column("Hora", lambda record: record.recorded_at.strftime("%H:%M:%S")),
        Column("Servicio", lambda record: record.service_name),
        Column("Modalidad", lambda record: label(record.entry.modality)),
        Column("Género", lambda record: label(record.entry.gender)),
        Column("Personas", lambda record: number(record.entry.quantity), is_figure=True),
        Column("Ciudadano", _told),
    )


def _is_open(record: AttendanceRecord) -> bool:
    return not record.is_void and not record.is_of_roll_call


def _told(record: AttendanceRecord) -> str:
    if record.is_void:
        return f"anulado: {record.void_reason}"
    return record.citizen or ("grupo" if record.entry.quantity > 1 else "anónimo")
