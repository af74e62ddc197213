"""Predial e ICA: one key registers an attention together with what was printed for it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from services import taxes
from services.day_slip import write_day_slip
from services.periods import Month
from services.recording import ChangedRecordError, Entry
from services.texts import number
from services.words import Gender, Modality, Service, Tax, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.day_field import DayField
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.tables import DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.titled import titled
from ui.kit.widgets import GRID, Card, CounterButton, NoticeKind, ReasonForm, Segments, button, column, row
from ui.kit.work import Worker
from ui.point.taxes_parts import CopiesFields, TaxTotalsCard, in_words, record_columns
from ui.shell import spoken_day

GENDER_KEYS = {Gender.WOMAN: "M", Gender.MAN: "H", Gender.OTHER: "O", Gender.UNDISCLOSED: "N"}
MODALITY_KEYS = {Modality.IN_PERSON: "P", Modality.VIRTUAL: "V"}
LEAST_LIST = 140  # height of the list below which nobody would read it
TODAY, THAT_DAY = "hoy en este impuesto", "ese día en este impuesto"
SLIP_FILE = "planilla-predial-ica_{point}_{day}.pdf"


class TaxesPage(Page):
    """Tax and modality stay; a key per gender registers an attention with the copies that stand in the fields."""

    concerns = frozenset({Topic.RECORDS, Topic.MONTHS})

    def __init__(self, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__("Predial e ICA")
        self._workspace = workspace
        self._theme = theme
        self._chosen_day: date | None = None
        self._shown_day = workspace.today
        self._undone: list[taxes.TaxRecord] = []
        self._voiding: taxes.TaxRecord | None = None
        self._counts: taxes.TaxCounts | None = None
        self.tax: Segments[Tax] = Segments("Impuesto", [(each, label(each)) for each in Tax])
        self.modality: Segments[Modality] = Segments("Modalidad", [(each, label(each)) for each in Modality])
        self.copies = CopiesFields(theme, self.setFocus)
        self.alone = button("Solo impresiones", self.register_prints, tip="Registra las copias sin una atención (I)")
        self.counters = {gender: CounterButton(label(gender), key, TODAY) for gender, key in GENDER_KEYS.items()}
        self.reason = ReasonForm()
        self.reason.given.connect(self._void)
        self.records: RowsModel[taxes.TaxRecord] = RowsModel(record_columns(workspace.clock().tzinfo))
        self.table = DataTable("Registros del día", self.records)
        self.table.spread()
        self.table.setMinimumHeight(theme.px(LEAST_LIST))
        self.slip = button("Imprimir planilla del día…", self._ask_slip_file)
        self.totals = TaxTotalsCard(self.slip)
        self.work = WorkBar(worker)
        self._build_head()
        self._build_body()
        self._build_shortcuts()

    @property
    def day(self) -> date:
        """The day that records go to: today, unless another was chosen."""
        return self._chosen_day or self._workspace.today

    # --- building

    def _build_head(self) -> None:
        hint = FlowLayout(
            widgets.label("Una tecla registra a una persona con sus copias.", "soft"),
            widgets.label("Otro número de copias:", "soft"),
            *(widgets.label(text, "key") for text in ("2", "M")),
            widgets.label("registra una mujer con 2.", "soft"),
            spacing=GRID // 2,
        )
        self.add(hint)
        self.date = DayField("Fecha de los registros")
        self.date.picked.connect(self._show_day)
        self.date.refused.connect(lambda why: self.notice.say(NoticeKind.WARNING, why))
        self.today = button("Hoy", self._choose_today, tip="Volver a la fecha de hoy")
        for part in (widgets.label("Fecha", "caption"), self.date, self.today):
            self.tools.addWidget(part)
        self.past = widgets.Notice()
        self.add(self.past)
        self.add(self.work)

    def _build_body(self) -> None:
        blocks = (
            titled("Impuesto", "← →", self.tax),
            titled("Modalidad", "P V", self.modality),
            self.copies,
            titled("Sin atención", "I", self.alone),
        )
        self.add(FlowLayout(*blocks, spacing=3 * GRID))
        self.tax.chosen.connect(self._show_counts)
        self.modality.chosen.connect(self._modality_chosen)
        for gender, counter in self.counters.items():
            counter.clicked.connect(self._registering(gender))
        self.add(row(*self.counters.values(), spacing=2 * GRID))
        self.add(self.reason)
        self.add(SideBySide(self._theme, self._records_card(), self.totals, (1, 0)), 1)

    def _records_card(self) -> Card:
        self.void_button = button("Anular…", self._ask_void, tip="Anula el registro elegido, con un motivo (Supr)")
        self.undo_button = button("Deshacer", self.undo, tip="Quita el último registro que hizo usted (Ctrl+Z)")
        self.redo_button = button("Rehacer", self.redo, tip="Vuelve a poner lo que deshizo (Ctrl+Mayús+Z)")
        head = row(
            widgets.label("Registros del día", "heading"), 1, self.void_button, self.redo_button, self.undo_button
        )
        head.setContentsMargins(2 * GRID, GRID, GRID, 0)
        self.empty = widgets.label(
            "Todavía no hay registros de predial o ICA en este día. Oprima M, H, O o N para registrar a la primera "
            "persona.",
            "soft",
            wrap=True,
        )
        self.empty.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        self.table.selectionModel().selectionChanged.connect(self._allow)
        delete = QShortcut(QKeySequence("Del"), self.table, self._ask_void)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        inside = column(head, self.empty, self.table)
        inside.setStretch(2, 1)
        inside.addStretch(0)
        return Card(inside, 0)

    def _build_shortcuts(self) -> None:
        actions: dict[str, Callable[[], None]] = {
            "Ctrl+Z": self.undo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+Y": self.redo,
            "Escape": self._start_over,
            "Left": lambda: self.tax.step(-1),
            "Right": lambda: self.tax.step(1),
            "F": self.copies.physical.setFocus,
            "D": self.copies.digital.setFocus,
            "I": self.register_prints,
        }
        actions |= {key: self._registering(gender) for gender, key in GENDER_KEYS.items()}
        actions |= {key: self._choosing(modality) for modality, key in MODALITY_KEYS.items()}
        actions |= {str(digit): self._typing(str(digit)) for digit in range(10)}
        for key, action in actions.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)  # A key held down is one person, not twenty.
            shortcut.activated.connect(action)

    def _registering(self, gender: Gender) -> Callable[[], None]:
        return lambda: self.register(gender)

    def _choosing(self, modality: Modality) -> Callable[[], None]:
        return lambda: self.modality.choose(modality)

    def _typing(self, digit: str) -> Callable[[], None]:
        return lambda: self.copies.type_digit(digit)

    # --- what people do

    def register(self, gender: Gender) -> None:
        """Register one attention with the copies that stand in the fields."""
        self._follow_midnight()
        entry = Entry(self._shown_day, self.modality.value, gender, Service(self.tax.value.value))
        with self.telling():
            taxes.register(self._workspace, entry, self.copies.copies)
            self._registered()

    def register_prints(self) -> None:
        """Register the copies that stand in the fields, without an attention."""
        self._follow_midnight()
        with self.telling():
            taxes.register_prints(self._workspace, self._shown_day, self.tax.value, self.copies.copies)
            self._registered()

    def undo(self) -> None:
        """Take back the last record of the day that who works now made, with its prints."""
        self._follow_midnight()
        if self._last:
            with self.telling():
                self._undone.append(taxes.undo_last(self._workspace, self._shown_day))
                self._written()

    def redo(self) -> None:
        """Put back what was last undone."""
        self._follow_midnight()
        if self._undone:
            with self.telling():
                self._restore(self._undone[-1])
                self._undone.pop()
                self._written()

    def refresh(self) -> None:
        """Read the day again."""
        today, day = self._workspace.today, self.day
        records, counts = taxes.day_records(self._workspace, day), taxes.counts(self._workspace, day)
        if day != self._shown_day:  # Another one was chosen, or midnight went by: what was undone stays behind.
            self._shown_day = day
            self._undone.clear()
        self.date.show_day(day, today)
        self.today.setVisible(day != today)
        if day == today:
            self.past.clear()
        else:
            text = f"Los registros van al {spoken_day(day)}."
            self.past.say(NoticeKind.WARNING, text, "Volver a hoy", self._choose_today)
        self._counts = counts
        self.records.set_rows(records)
        self.empty.setVisible(not self.records.rows)
        self.table.setVisible(bool(self.records.rows))
        self._show_counts()
        self._allow()

    def write_slip_to(self, path: Path) -> None:
        """Write the slip of the day shown, beside the window."""
        day = self._shown_day

        def done(_: object) -> None:
            self.slip.setEnabled(True)
            self.notice.say(NoticeKind.GOOD, f"La planilla está en {path}.", "Abrir para imprimir", lambda: _open(path))

        def failed(error: Exception) -> None:
            self.slip.setEnabled(True)
            self.tell(error)

        self.slip.setEnabled(False)
        self.work.start(
            "Haciendo la planilla…",
            lambda _: write_day_slip(self._workspace, day, path),
            done,
            failed,
            can_cancel=False,
        )

    def _follow_midnight(self) -> None:
        """Show the day that records go to, if it is no longer the one that is shown."""
        if self.day != self._shown_day:
            self.refresh()

    def _restore(self, record: taxes.TaxRecord) -> None:
        """Put a record back; what was changed elsewhere is not offered again."""
        try:
            taxes.restore(self._workspace, record)
        except ChangedRecordError:
            self._undone.remove(record)
            self.refresh()
            raise

    def _registered(self) -> None:
        self._undone.clear()
        self._start_over()
        self._written()

    def _written(self) -> None:
        self.notice.clear()
        self.refresh()
        self.changed.emit(Topic.RECORDS)

    def _start_over(self) -> None:
        """Back to the usual copies, and the keys to the page."""
        self.copies.reset()
        self.setFocus()

    def _ask_void(self) -> None:
        place = self.table.selected_row()
        if place is None:
            return
        self._voiding = self.records.rows[place]
        self.reason.ask(
            f"¿Por qué se anula {in_words(self._voiding)}?", "Deja de contar; queda escrito con el motivo.", "Anular"
        )

    def _void(self, reason: str) -> None:
        if self._voiding is not None:
            with self.telling():
                taxes.void(self._workspace, self._voiding, reason)
                self._undone.clear()
                self._written()
        self.setFocus()

    def _ask_slip_file(self) -> None:
        name = SLIP_FILE.format(point=self._workspace.point, day=self._shown_day)
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar la planilla del día", name, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self.write_slip_to(path if path.suffix else path.with_suffix(".pdf"))

    def _choose_today(self) -> None:
        self._show_day(self._workspace.today)

    def _show_day(self, day: date) -> None:
        self._chosen_day = None if day == self._workspace.today else day
        self.reason.hide()
        self.notice.clear()  # It was about the other day.
        self.refresh()
        self.setFocus()

    def _modality_chosen(self) -> None:
        self.copies.follow(self.modality.value)
        self._show_counts()

    def _show_counts(self) -> None:
        if self._counts is None:
            return
        here = self._counts.attentions.only(service=self.tax.value.value, modality=self.modality.value).by("gender")
        latest = self.records.rows[0].gender if self.records.rows else None
        is_today = self._shown_day == self._workspace.today
        for gender, counter in self.counters.items():
            counter.show_caption(TODAY if is_today else THAT_DAY)
            counter.show_count(number(here[gender]))
            counter.mark_latest(gender is latest)
        day_name = "Hoy" if is_today else "Ese día"
        self.totals.show_counts(self.tax.value, self._counts, day_name, Month.of(self._shown_day))

    @property
    def _last(self) -> taxes.TaxRecord | None:
        """What undo would take back."""
        return taxes.last_of(self._workspace.actor, self.records.rows)

    def _allow(self) -> None:
        self.undo_button.setEnabled(self._last is not None)
        self.redo_button.setEnabled(bool(self._undone))
        self.void_button.setEnabled(self.table.selected_row() is not None)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
