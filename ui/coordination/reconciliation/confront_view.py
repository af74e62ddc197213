"""Confrontar: figures that somebody published, typed or pasted, beside those of the system."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from services.confront.claims import Corrections
from services.confront.compare import Confrontation, Finding, confront
from services.confront.result import agreements_table, findings_table, summary
from services.periods import Month, Period
from services.report.slices import Slice, measure_name
from services.words import Measure
from services.workspace import Workspace
from ui.coordination.origin_view import OriginView
from ui.coordination.reconciliation.correction_form import CorrectionForm
from ui.coordination.report.latest import Latest
from ui.kit import widgets
from ui.kit.clipboard import copy_tables
from ui.kit.drafts import DraftKeeper
from ui.kit.fields import Choice, Field
from ui.kit.fitted_table import FittedTable
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.report_view import table_model
from ui.kit.sight import bring_into_sight
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, clear, column, row
from ui.kit.work import Worker

HINT = (
    "Escriba una cifra por línea (qué, periodo, cifra) o pegue una tabla de Word, Excel o PDF con sus títulos. "
    "Ctrl+Intro confronta."
)
EXAMPLE = "5.281 mujeres y 3.842 hombres de 9.123\nCertificaciones, febrero de 2021: 742\nIném: 315 atenciones"
STALE = "El texto cambió: este resultado es del anterior. Vuelva a confrontar."
LINES = 7
PUBLISHED, UNDERSTOOD, SENTENCE = 1, 5, 1
ONCE_IN_BOTH = 2


class ConfrontView(QWidget):
    """A text, what it was understood to say, and what the system says to it."""

    def __init__(self, page: Page, workspace: Workspace, theme: Theme, worker: Worker) -> None:
        super().__init__()
        self._page, self._workspace = page, workspace
        self._period: Period | None = None
        self._corrections: Corrections = {}
        self._confronted = ""
        self._result: Confrontation | None = None
        self._asking = Latest(self, worker)
        self._asking.failed.connect(self._failed)
        self.text = _text_field()
        self.measure = Choice("Si no dice qué se cuenta", {each: measure_name(each) for each in Measure})
        self.confront_button = button("Confrontar", self.confront, "primary", "Ctrl+Intro")
        self.clear_button = button("Vaciar", self.clear)
        self.copy_button = button("Copiar el resultado", self.copy)
        self.summary = widgets.label("", "heading", wrap=True)
        self.stale = widgets.label(STALE, wrap=True)
        self.results = QWidget()
        self.tables = column(spacing=GRID)
        self.form = CorrectionForm(workspace, theme)
        self.origin = OriginView(workspace)
        self.findings: FittedTable | None = None
        self.agreements: FittedTable | None = None
        self._assemble(theme)
        self._drafts = DraftKeeper(self, workspace, "confrontar", {"texto": self.text, "medida": self.measure})
        self._connect()

    def _assemble(self, theme: Theme) -> None:
        choices = FlowLayout(
            Field(theme, "Si no dice qué se cuenta", self.measure, 240),
            spacing=2 * GRID,
        )
        buttons = row(choices, 1, self.clear_button, self.confront_button)
        for each in (self.clear_button, self.confront_button):
            buttons.setAlignment(each, Qt.AlignmentFlag.AlignBottom)
        entry = Card(column(widgets.label(HINT, "soft", wrap=True), self.text, buttons))
        head = row(self.summary, self.copy_button)
        head.setStretch(0, 1)
        self.results.setLayout(
            column(Card(column(head, self.stale, self.tables)), self.form, self.origin, spacing=2 * GRID)
        )
        self.results.hide()
        self.setLayout(column(entry, self.results, 1, spacing=2 * GRID))

    def _connect(self) -> None:
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.confront).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.text.textChanged.connect(self._show_age)
        self.form.corrected.connect(self._correct)
        self.form.undone.connect(self._forget_correction)
        self.form.asked.connect(self._open)
        self.origin.closed.connect(self._focus_findings)
        self.origin.failed.connect(self._page.tell)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._asking.is_busy

    def offer(self, first: Month, last: Month) -> None:
        """Offer the years of these months to whoever says how a figure is to be understood."""
        self.form.offer_years(first.year, last.year)

    def show_period(self, period: Period) -> None:
        """Take what does not say its period for one of this; what is shown is confronted again."""
        self._period = period
        self.form.offer(period)
        if self._result is not None:
            self.confront()

    def restore(self) -> None:
        """Offer again what was typed before."""
        if not self.text.toPlainText():
            self._drafts.restore()

    def keep(self) -> None:
        """Write down what is typed."""
        with self._page.telling():
            self._drafts.save()

    def confront(self) -> None:
        """Set the published figures beside the system's."""
        text, period = self.text.toPlainText(), self._period
        if period is None or not text.strip():
            self._page.notice.say(NoticeKind.INFO, "Escriba o pegue primero las cifras publicadas.")
            return
        self._page.notice.clear()
        self._ask(text, period, self._still_there(text))

    def _ask(self, text: str, period: Period, corrections: Corrections) -> None:
        measure = Measure(self.measure.key)

        def done(result: Confrontation) -> None:
            self._confronted, self._corrections = text, corrections
            self._show(result)

        self._asking.ask(lambda _progress: confront(self._workspace, text, period, measure, corrections), done)

    def clear(self) -> None:
        """Forget what was typed and its result."""
        self.text.clear()
        self._forget()
        self._drafts.forget()
        self.text.setFocus()

    def copy(self) -> None:
        """Put the result on the clipboard."""
        if self._result is not None:
            tables = [each for each in (findings_table(self._result), agreements_table(self._result)) if each.rows]
            copy_tables(*tables, heading=(summary(self._result),))
            self._page.notice.say(NoticeKind.GOOD, "El resultado está en el portapapeles; péguelo donde quiera.")

    # --- the result

    def _still_there(self, text: str) -> Corrections:
        """The corrections of the confronted text that are sure to be of the same figures in another one.

        A line that stands more than once is known only by its place, which is another as soon as the text is.
        """
        if text == self._confronted:
            return self._corrections
        before, after = self._confronted.splitlines(), text.splitlines()
        single = {line for line, times in (Counter(before) + Counter(after)).items() if times == ONCE_IN_BOTH}
        places = {line: number for number, line in enumerate(after) if line in single}
        return {
            ((places[before[line]], place), figure): part
            for ((line, place), figure), part in self._corrections.items()
            if before[line] in places
        }

    def _show_age(self) -> None:
        """Say whether the result is of what stands there now; another one is not to be corrected."""
        is_stale = self._result is not None and self.text.toPlainText() != self._confronted
        self.stale.setVisible(is_stale)
        self.form.setEnabled(not is_stale)

    def _failed(self, error: Exception) -> None:
        self._forget()
        self._page.tell(error)

    def _forget(self) -> None:
        """There is no result any more."""
        self._corrections, self._confronted, self._result = {}, "", None
        self.results.hide()
        self._show_age()

    def _show(self, result: Confrontation) -> None:
        chosen = self.findings.selected_row() if self.findings else None
        self._result = result
        self.origin.hide()
        self.summary.setText(summary(result))
        clear(self.tables)
        self.findings = self.agreements = None
        self.results.show()
        self.copy_button.setVisible(bool(result.findings))
        self.form.setVisible(bool(result.findings))
        if result.findings:
            self._show_findings(result, chosen or 0)
        if result.agreements:
            self._show_agreements(result)
        self._show_age()

    def _show_findings(self, result: Confrontation, chosen: int) -> None:
        self.findings = FittedTable("Lo que se encontró", table_model(findings_table(result)), long=PUBLISHED, most=10)
        self.findings.selectionModel().selectionChanged.connect(lambda *_: self._chosen())
        self.findings.activated.connect(lambda _: self._open_chosen())
        self.tables.addWidget(self.findings)
        self.findings.select(min(chosen, len(result.findings) - 1))
        self._chosen()

    def _show_agreements(self, result: Confrontation) -> None:
        made = agreements_table(result)
        self.agreements = FittedTable(made.title, table_model(made), long=SENTENCE, most=6)
        said = widgets.label("", wrap=True)
        self.agreements.selectionModel().currentRowChanged.connect(
            lambda now, _before: said.setText(result.agreements[now.row()].sentence)
        )
        for part in (widgets.label(made.title, "heading"), self.agreements, said):
            self.tables.addWidget(part)
        self.agreements.select(0)

    @property
    def finding(self) -> Finding | None:
        """The published figure that is selected."""
        place = self.findings.selected_row() if self.findings else None
        return None if place is None or self._result is None else self._result.findings[place]

    def _chosen(self) -> None:
        if self.finding is not None:
            is_corrected = self.finding.claim.key in self._corrections
            self.form.show_finding(self.finding, is_corrected=is_corrected)

    def _correct(self, part: Slice) -> None:
        if self.finding is not None and self._period is not None:
            self._ask(self._confronted, self._period, {**self._corrections, self.finding.claim.key: part})

    def _forget_correction(self) -> None:
        if self.finding is not None and self._period is not None:
            kept = {key: part for key, part in self._corrections.items() if key != self.finding.claim.key}
            self._ask(self._confronted, self._period, kept)

    def _open_chosen(self) -> None:
        finding = self.finding
        if finding is None or finding.claim.part is None or finding.claim.title:
            self.form.measure.setFocus()
        else:
            self._open(finding.claim.part)

    def _open(self, part: Slice) -> None:
        with self._page.telling():
            self.origin.show_slice(part)
            bring_into_sight(self.origin)

    def _focus_findings(self) -> None:
        if self.findings is not None:
            self.findings.setFocus()


def _text_field() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setAccessibleName("Cifras publicadas")
    made.setPlaceholderText(EXAMPLE)
    made.setTabChangesFocus(True)
    made.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    made.setFixedHeight(made.fontMetrics().lineSpacing() * LINES + 3 * GRID)
    return made
