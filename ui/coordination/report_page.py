"""Informes: choose a period, see its tables and its pages, save it in any format."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from services.periods import Period
from services.report.compile import Report, compile_report, reported_months
from services.report.save import ReportFormat, save_report
from services.report.slices import Slice
from services.report.styling import NumberedTable, numbered_tables
from services.report.tables import unfinished
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.open_data_card import OpenDataCard
from ui.coordination.period_choice import PeriodChoice
from ui.coordination.report.latest import Latest
from ui.coordination.report.preview_view import PreviewView
from ui.coordination.report.tables_view import TablesView
from ui.kit import widgets
from ui.kit.fields import Choice
from ui.kit.flow import FlowLayout
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.widgets import GRID, NoticeKind, Segments, button
from ui.kit.work import Progress, Worker

FORMATS = {
    ReportFormat.PDF: "PDF",
    ReportFormat.WORD: "Word",
    ReportFormat.EXCEL: "Excel",
    ReportFormat.CSV: "CSV",
    ReportFormat.JSON: "JSON",
}
TABLES, PAGES, OPEN_DATA = "tablas", "paginas", "abiertos"
PARTS = ((TABLES, "Tablas"), (PAGES, "Páginas"), (OPEN_DATA, "Datos abiertos"))
RECONCILIATION = "Conciliación"
MOST_SENTENCES = 3
BUSY = "Todavía se escribe otro archivo; espere a que termine y repita."
INDIVISIBLE = "Esta cifra no se divide más: es la que el punto declaró para esa actividad o ese total."

Shown = tuple[Report, tuple[NumberedTable, ...]]


class ReportPage(Page):
    """A period as every file shows it: its tables, with what each figure is made of, and its pages.

    ``go`` carries the name of a page that a button leads to.
    """

    go = Signal(str)
    concerns = frozenset({Topic.PACKAGES, Topic.HISTORY, Topic.RECONCILIATION, Topic.OFFICE, Topic.LISTS})

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__("Informes", "Las mismas cifras en la pantalla y en cada archivo.")
        self._workspace = workspace
        self.report: Report | None = None
        self.period = PeriodChoice()
        self.format = Choice("Formato del archivo", {each.value: name for each, name in FORMATS.items()})
        self.save_button = button("Guardar…", self._ask_file, "primary")
        self.part = Segments("Qué se ve", PARTS)
        self.work = WorkBar(worker)
        self.waiting = widgets.label("Contando las cifras del periodo…", "soft")
        self.state = widgets.Notice()
        self.tables = TablesView(workspace)
        self.pages = PreviewView(worker)
        self.open_data = OpenDataCard(self, workspace, self.work)
        self._counting = Latest(self, worker)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        self.add(FlowLayout(self.period, self.format, self.save_button, spacing=GRID))
        self.tools.addWidget(self.part, alignment=Qt.AlignmentFlag.AlignTop)
        for above in (self.work, self.waiting, self.state):
            self.add(above)
        for below in (self.tables, self.pages):
            self.add(below, 1)
        self.add(self.open_data)
        self.body.addStretch(0)
        for part in (self.waiting, self.pages, self.open_data):
            part.hide()

    def _connect(self) -> None:
        self.period.chosen.connect(self.notice.let_go)
        self.period.chosen.connect(self._count)
        self.part.chosen.connect(self._show_part)
        self.tables.asked.connect(self._open_figure)
        self.tables.indivisible.connect(lambda: self.notice.say(NoticeKind.INFO, INDIVISIBLE))
        self.tables.origin.done.connect(lambda sentence: self.notice.say(NoticeKind.GOOD, sentence))
        self._counting.overdue.connect(self.waiting.show)
        self._counting.failed.connect(self._show_nothing)
        for failed in (self._counting.failed, self.pages.failed, self.tables.origin.failed):
            failed.connect(self.tell)

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be shown or written."""
        return self._counting.is_busy or self.work.is_busy or self.pages.is_busy

    def refresh(self) -> None:
        """Offer the periods that something was received of, and read the chosen one again."""
        self.period.offer(*reported_months(self._workspace))
        self._count()

    def choose(self, period: Period) -> None:
        """Show a period."""
        self.period.choose(period)

    def save_to(self, path: Path, chosen: ReportFormat) -> None:
        """Write the chosen period to a file, as it stands now, and show it so."""
        period = self.period.period
        if period is None:
            return
        if self.work.is_busy:
            self.notice.say(NoticeKind.INFO, BUSY)
            return

        def work(_progress: Progress) -> Shown:
            report, tables = _counted(self._workspace, period)
            save_report(report, chosen, path)
            return report, tables

        self.work.start(
            "Escribiendo el informe…", work, lambda shown: self._saved(shown, path), self.tell, can_cancel=False
        )

    def _saved(self, shown: Shown, path: Path) -> None:
        if shown[0].figures.period == self.period.period:
            self._show(shown)
        self.notice.say(
            NoticeKind.GOOD, f"El informe está en {path}.", "Abrir la carpeta", lambda: _open_folder(path.parent)
        )

    def _count(self) -> None:
        """Count the chosen period beside the window: with many points it takes a while."""
        period = self.period.period
        if period is not None:
            self._counting.ask(lambda _progress: _counted(self._workspace, period), self._show)

    def _show(self, shown: Shown) -> None:
        report, tables = shown
        self.report = report
        self.waiting.hide()
        action = f"Abrir {RECONCILIATION}" if report.contradictions else ""
        self.state.say(*_state(report), action, lambda: self.go.emit(RECONCILIATION))
        self.tables.show_tables(tables)
        self._show_part()

    def _show_nothing(self) -> None:
        """Leave no figures of another period below the chosen one."""
        self.report = None
        self.waiting.hide()
        self.state.clear()
        self.tables.show_tables(())
        self.pages.clear()
        self.open_data.clear()

    def _show_part(self) -> None:
        """Show one part; the pages are written, and the open data looked at, only when somebody wants to see them."""
        part = self.part.value
        for tool in (self.format, self.save_button):  # the open data have buttons of their own
            tool.setVisible(part != OPEN_DATA)
        self.tables.setVisible(part == TABLES)
        self.pages.setVisible(part == PAGES)
        self.open_data.setVisible(part == OPEN_DATA)
        if self.report and part == PAGES:
            self.pages.show_report(self.report)
        elif self.report and part == OPEN_DATA:
            self.open_data.show_period(self.report.figures.period)

    def _open_figure(self, part: Slice) -> None:
        with self.telling():
            self.tables.open_slice(part)

    def _ask_file(self) -> None:
        chosen = ReportFormat(self.format.key)
        name = f"informe-{self.period.period}.{chosen.value}"
        kinds = f"{FORMATS[chosen]} (*.{chosen.value})"
        answer, _ = QFileDialog.getSaveFileName(self, "Guardar el informe", name, kinds)
        if not answer:
            return
        path = Path(answer)
        whole = path if path.suffix.lower() == f".{chosen.value}" else path.with_name(f"{path.name}.{chosen.value}")
        if whole != path and whole.exists():  # The system asked about replacing another name.
            self.notice.say(NoticeKind.ERROR, f"Ya hay un archivo «{whole.name}»; escriba otro nombre, o ese completo.")
        else:
            self.save_to(whole, chosen)


def _counted(workspace: Workspace, period: Period) -> Shown:
    report = compile_report(workspace, period)
    return report, numbered_tables(report)


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _state(report: Report) -> tuple[NoticeKind, str]:
    """What must be known before the figures."""
    missing, wrong = len(report.figures.missing), report.contradictions
    files = f"{'Falta' if missing == 1 else 'Faltan'} {counted(missing, 'consolidado', 'consolidados')}"
    partial = f"Cifras parciales. {files}: la lista está al final."
    ahead = f"{unfinished(report.figures)}. " if report.figures.ahead else ""
    if wrong:
        sentences = "; ".join(check.sentence for check in wrong[:MOST_SENTENCES])
        more = len(wrong) - MOST_SENTENCES
        also = f"; y {counted(more, 'contradicción más', 'contradicciones más')} en la conciliación" if more > 0 else ""
        lacking = f"{partial} " if missing else ""
        return NoticeKind.ERROR, f"{ahead}{lacking}Hay cifras que se contradicen: {sentences}{also}."
    if not report.figures.told_months:
        return NoticeKind.WARNING, "No hay cifras de este periodo: reciba primero los consolidados de los puntos."
    if missing:
        return NoticeKind.WARNING, f"{ahead}{partial}"
    there = "Los meses que ya terminaron están" if ahead else "Todos los meses están"
    if report.excused:
        return NoticeKind.INFO, f"{ahead}{there}; hay contradicciones justificadas por escrito, en el anexo."
    return NoticeKind.INFO if ahead else NoticeKind.GOOD, f"{ahead}{there} y todas las cifras cuadran."
