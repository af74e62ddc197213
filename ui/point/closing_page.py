"""Cierre y envío: look at a month, correct what its checks find, close it, hand over its file."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from services.cards import write_card
from services.month_checks import MonthCheck, check_month
from services.months import (
    MonthStatus,
    close_month,
    export_month,
    is_empty_month,
    months_with_records,
    reopen_month,
)
from services.outbox import Sending, outbox, send_pending, set_outbox_folder
from services.periods import Month, Period
from services.receipts import SUFFIX, Acknowledged, acknowledged, import_receipt
from services.report.compile import compile_report
from services.report.figures import count
from services.report.tables import report_tables
from services.texts import counted
from services.words import MonthState
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.confirm import Confirm
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.report_view import ReportView
from ui.kit.tables import Column, DataTable, RowsModel
from ui.kit.widgets import GRID, Card, NoticeKind, ReasonForm, button, column, row
from ui.kit.work import Worker
from ui.point.closing.checks_view import ChecksView
from ui.point.closing.delivery_card import DeliveryCard
from ui.point.closing.letter_column import LetterColumn
from ui.point.closing.scrolling import scrolling
from ui.point.closing.words import card_text, import_text, is_disputed, receipt_text, state_name, state_text
from ui.roles import OF_MONTHS

LIST_LETTERS = 38
CARD_FILE = "tarjeta-{point}.txt"
NO_RECORDS = "Este mes no tiene registros; si no hubo actividad, ciérrelo así, con un motivo."


class ClosingPage(Page):
    """The months on the left; on the right what can be done with the chosen one, its checks and its tables."""

    concerns = frozenset({Topic.RECORDS, Topic.MONTHS})

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__(
            "Cierre y envío", "Cierre el mes cuando esté completo y entregue su archivo a la coordinación."
        )
        self._workspace, self._worker = workspace, worker
        self._receipts: dict[Month, Acknowledged] = {}
        self.work = WorkBar(worker)
        self.limits = widgets.label(OF_MONTHS.get(workspace.user_role, ""), "strong", wrap=True)
        self.months: RowsModel[MonthStatus] = RowsModel(self._columns())
        self.table = DataTable("Meses", self.months)
        self.table.row_chosen.connect(self._show_month)
        self.heading = widgets.label("", "title")
        self.state = widgets.label("", "soft", wrap=True)
        self.receipt = widgets.label("", "soft", wrap=True)
        self.close_button = button("Cerrar mes", self.close_chosen, "primary")
        self.zero_button = button("Cerrar sin actividad…", self._ask_zero)
        self.reopen_button = button("Reabrir…", self._ask_reopen)
        self.export_button = button("Exportar a una carpeta…", self._ask_folder, "primary")
        self.confirm = Confirm()
        self._since: Month | None = None
        self.form = ReasonForm()
        self.form.given.connect(self._reason_given)
        self._use_reason = self._close_empty
        self.checks = ChecksView()
        self.view = ReportView()
        self.delivery = DeliveryCard()
        self._is_empty = True
        self._below = QTimer(self)  # So that the page is there before its many tables are counted and made.
        self._below.setSingleShot(True)
        self._below.timeout.connect(self._show_below)
        self._assemble()

    # --- building

    def _assemble(self) -> None:
        self.card_button = button(
            "Tarjeta del punto…", self._ask_card_file, tip="El archivo con el que la coordinación reconoce a este punto"
        )
        self.tools.addWidget(self.card_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.delivery.send_button.clicked.connect(self.send_now)
        self.delivery.folder_button.clicked.connect(self._ask_outbox)
        self.delivery.receipt_button.clicked.connect(self._ask_receipt)
        if self.limits.text():
            self.add(self.limits)
        self.add(self.work)
        self.add(self.form)
        self.add(self.confirm)
        both = row(self._left(), self._right(), spacing=2 * GRID)
        both.setStretch(1, 1)
        self.add(both, 1)

    def _left(self) -> LetterColumn:
        earlier = button("Mes anterior", self.show_earlier, tip="Agrega a la lista el mes de antes, para declararlo")
        head = row(widgets.label("Meses", "heading"), 1, earlier)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.table.setMinimumHeight(4 * self.table.verticalHeader().defaultSectionSize())
        return LetterColumn(LIST_LETTERS, Card(column(head, self.table, spacing=0), 0), self.delivery)

    def _right(self) -> QVBoxLayout:
        buttons = FlowLayout(self.close_button, self.zero_button, self.export_button, self.reopen_button, spacing=GRID)
        chosen = Card(column(self.heading, self.state, self.receipt, buttons))
        right = column(chosen, scrolling(self.checks, self.view), spacing=2 * GRID)
        right.setStretch(1, 1)
        return right

    def _columns(self) -> tuple[Column[MonthStatus], ...]:
        return (
            Column("Mes", lambda status: status.month.name.capitalize()),
            Column("Estado", lambda status: state_name(status, self._receipts.get(status.month))),
            Column("Rev.", lambda status: str(status.revision or ""), is_figure=True),
        )

    # --- what is shown

    @property
    def chosen(self) -> MonthStatus | None:
        """The month that is looked at."""
        place = self.table.selected_row()
        return None if place is None else self.months.rows[place]

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be shown."""
        return self._below.isActive() or self._worker.is_busy

    def choose(self, month: Month) -> None:
        """Look at a month of the list."""
        self.table.select(next(place for place, each in enumerate(self.months.rows) if each.month == month))

    def refresh(self) -> None:
        """Read the months again and keep the chosen one."""
        before = self.chosen.month if self.chosen else None
        self._receipts = acknowledged(self._workspace)
        self.delivery.show_outbox(outbox(self._workspace))
        self.months.set_rows(tuple(reversed(months_with_records(self._workspace, self._since))))
        self.choose(before or self._first_to_close())

    def show_earlier(self) -> None:
        """Show one month more, before the first: one without any record has to be declared as well."""
        self._since = self.months.rows[-1].month + -1
        self.refresh()
        self.choose(self._since)

    def _first_to_close(self) -> Month:
        """The oldest past month that is not closed, for it is what people come for; else the newest."""
        newest = self.months.rows[0].month
        waiting = [
            each.month for each in self.months.rows if each.state is not MonthState.CLOSED and each.month < newest
        ]
        return min(waiting, default=newest)

    def _show_month(self) -> None:
        status = self.chosen
        if status is None:
            return
        self.form.hide()
        figures = count(self._workspace, Period.starting(status.month, 1))
        is_empty = is_empty_month(self._workspace, status.month)
        is_closed = status.state is MonthState.CLOSED
        self.heading.setText(status.month.name.capitalize())
        self.state.setText(state_text(status, figures.attentions.total))
        self.receipt.setText(receipt_text(status, self._receipts.get(status.month)))
        self.receipt.setVisible(bool(self.receipt.text()))
        self.close_button.setVisible(not is_closed and not is_empty)
        self.zero_button.setVisible(not is_closed and is_empty)
        self.export_button.setVisible(is_closed)
        self.reopen_button.setVisible(is_closed)
        self._is_empty = is_empty
        self.checks.say("Revisando el mes…")
        self._below.start()

    def _show_below(self) -> None:
        """Show the tables, and look at single records beside the window: a large month takes longer than a blink."""
        if self.chosen is None:
            return
        month = self.chosen.month
        report = compile_report(self._workspace, Period.starting(month, 1))
        self.view.show_tables([] if self._is_empty else report_tables(report))
        job = self._worker.start(self, lambda _progress: (month, check_month(self._workspace, month)))
        job.done.connect(self._show_checks)
        job.failed.connect(self.tell)

    def _show_checks(self, found: tuple[Month, tuple[MonthCheck, ...]]) -> None:
        month, checks = found
        if self.chosen is None or self.chosen.month != month:
            return  # Another month was chosen meanwhile.
        if not checks and self._is_empty:
            self.checks.say(NO_RECORDS)
        else:
            self.checks.show_checks(checks)

    # --- what people do

    def close_chosen(self) -> None:
        """Close the chosen month; one that has not ended is asked first."""
        if self.chosen is None:
            return
        month = self.chosen.month
        left = (month.last_day - self._workspace.today).days
        if left <= 0:
            self._close(None)
            return
        self.confirm.ask(
            f"{month.name.capitalize()} termina en {counted(left, 'día', 'días')}. ¿Cerrarlo ya?",
            "Lo que llegue después no se podrá registrar hasta reabrirlo con un motivo.",
            "Cerrar mes",
            lambda: self._close(None),
        )

    def export_to(self, folder: Path) -> None:
        """Write the chosen month's file to a folder."""
        if self.chosen is None:
            return
        if self.work.is_busy:
            self.notice.say(NoticeKind.INFO, "Hay un envío en curso; cuando termine, exporte otra vez.")
            return
        month = self.chosen.month
        self.notice.clear()
        self.work.start(
            "Escribiendo el archivo…",
            lambda _progress: export_month(self._workspace, month, folder),
            self._exported,
            self.tell,
            can_cancel=False,
        )

    def send_now(self) -> None:
        """Send what waits to the outbox folder."""
        if not self.work.is_busy:
            self.work.start(
                "Enviando…", lambda progress: send_pending(self._workspace, progress), self._sent, self.tell
            )

    def send_to(self, folder: Path) -> None:
        """Send closed months to a folder from now on, beginning at once."""
        with self.telling():
            set_outbox_folder(self._workspace, folder)
            self._written(NoticeKind.GOOD, f"Los meses que cierre se enviarán solos a {folder}.")
            self.send_now()

    def take_receipt(self, path: Path) -> None:
        """Import a receipt of the coordination."""
        with self.telling():
            imported = import_receipt(self._workspace, path)
            kind = NoticeKind.WARNING if is_disputed(imported) else NoticeKind.GOOD
            self._written(kind, import_text(imported))

    def write_card_to(self, path: Path) -> None:
        """Write the point's card and show its fingerprint."""
        with self.telling():
            self.notice.say(NoticeKind.GOOD, card_text(path, write_card(self._workspace, path)))

    def _close(self, zero_reason: str | None) -> None:
        if self.chosen is None:
            return
        with self.telling():
            closed = close_month(self._workspace, self.chosen.month, zero_reason)
            has_outbox = outbox(self._workspace).folder is not None
            rest = "Se está enviando." if has_outbox else "Falta exportarlo."
            self._written(
                NoticeKind.GOOD,
                f"{closed.month.name.capitalize()} quedó cerrado en la revisión {closed.revision}. {rest}",
            )
            if has_outbox:
                self.send_now()

    def _close_empty(self, reason: str) -> None:
        self._close(reason)

    def _reopen(self, reason: str) -> None:
        if self.chosen is None:
            return
        with self.telling():
            month = self.chosen.month
            reopen_month(self._workspace, month, reason)
            self._written(
                NoticeKind.INFO,
                f"{month.name.capitalize()} está abierto otra vez. Ciérrelo y expórtelo cuando termine.",
            )

    def _exported(self, path: Path) -> None:
        self._written(NoticeKind.GOOD, f"El archivo está en {path}. Entréguelo a la coordinación.")

    def _sent(self, sending: Sending) -> None:
        if sending.failure:
            self._written(NoticeKind.WARNING, sending.failure)
        elif sending.sent:
            files = counted(len(sending.sent), "archivo", "archivos")
            self._written(NoticeKind.GOOD, f"Se envió a {sending.sent[-1].parent}: {files}.")

    def _written(self, kind: NoticeKind, text: str) -> None:
        self.refresh()
        self.changed.emit(Topic.MONTHS)
        self.notice.say(kind, text)

    # --- what is asked

    def _ask_zero(self) -> None:
        self.notice.clear()
        self._use_reason = self._close_empty
        self.form.ask(
            "¿Por qué no hubo actividad?",
            "El mes se cierra con cero atenciones y la coordinación verá este motivo.",
            "Cerrar sin actividad",
        )

    def _ask_reopen(self) -> None:
        self.notice.clear()
        self._use_reason = self._reopen
        self.form.ask(
            "¿Por qué se reabre el mes?",
            "El archivo entregado deja de ser el último: habrá que cerrar y exportar otra vez.",
            "Reabrir mes",
        )

    def _reason_given(self, reason: str) -> None:
        self._use_reason(reason)

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Carpeta o memoria donde dejar el archivo")
        if folder:
            self.export_to(Path(folder))

    def _ask_outbox(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Carpeta compartida con la coordinación")
        if folder:
            self.send_to(Path(folder))

    def _ask_receipt(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Acuse de la coordinación", "", f"Acuses (*{SUFFIX});;Todos los archivos (*)"
        )
        if chosen:
            self.take_receipt(Path(chosen))

    def _ask_card_file(self) -> None:
        name = CARD_FILE.format(point=self._workspace.point)
        chosen, _ = QFileDialog.getSaveFileName(self, "Guardar la tarjeta del punto", name)
        if chosen:
            self.write_card_to(Path(chosen))
