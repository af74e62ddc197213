"""Informes: choose a period, see its tables, save it in any format."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFileDialog

from services.completeness import board
from services.periods import Month, Period
from services.report.compile import Report, compile_report
from services.report.save import ReportFormat, save_report
from services.report.tables import annex_tables, report_tables
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.page import Page, Topic, WorkBar
from ui.kit.report_view import ReportView
from ui.kit.widgets import NoticeKind, button, row
from ui.kit.work import Worker

FORMATS = {
    ReportFormat.PDF: "PDF",
    ReportFormat.WORD: "Word",
    ReportFormat.EXCEL: "Excel",
    ReportFormat.CSV: "CSV",
    ReportFormat.JSON: "JSON",
}
YEAR = 12
QUARTER = 3
LENGTHS = {"Trimestre": QUARTER, "Mes": 1, "Semestre": 6, "Año": YEAR}


class ReportPage(Page):
    """The tables of a period, as every file shows them."""

    concerns = frozenset({Topic.PACKAGES})

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__("Informes", "Las mismas cifras en la pantalla y en cada archivo.")
        self._workspace = workspace
        self.length = QComboBox()
        self.length.addItems(list(LENGTHS))
        self.length.setAccessibleName("Duración del periodo")
        self.period = QComboBox()
        self.period.setAccessibleName("Periodo")
        self.format = QComboBox()
        self.format.addItems(list(FORMATS.values()))
        self.format.setAccessibleName("Formato del archivo")
        self.save_button = button("Guardar…", self._ask_file, "primary")
        tools = row(self.length, self.period, self.format, self.save_button)
        tools.setStretch(1, 1)
        self.add(tools)
        self.work = WorkBar(worker)
        self.state = widgets.Notice()
        self.view = ReportView()
        for part in (self.work, self.state):
            self.add(part)
        self.add(self.view, 1)
        self.length.currentIndexChanged.connect(self._list_periods)
        self.period.currentIndexChanged.connect(self._show_period)

    def refresh(self) -> None:
        """Offer the periods that something was received of, and read the chosen one again."""
        self._list_periods()

    def choose(self, period: Period) -> None:
        """Show a period."""
        name = next(text for text, length in LENGTHS.items() if length == period.length)
        self.length.setCurrentText(name)
        place = self.period.findData(str(period))
        if place >= 0:
            self.period.setCurrentIndex(place)

    def save_to(self, path: Path, chosen: ReportFormat) -> None:
        """Write the shown period to a file."""
        period = Period.parse(str(self.period.currentData()))
        self.work.start(
            "Escribiendo el informe…",
            lambda _progress: save_report(compile_report(self._workspace, period), chosen, path),
            lambda _: self.notice.say(NoticeKind.GOOD, f"El informe está en {path}."),
            self.tell,
        )

    def _list_periods(self) -> None:
        length = LENGTHS[self.length.currentText()]
        before = self.period.currentData()
        cells = [Month.parse(cell.month) for cell in board(self._workspace) if cell.received_at or cell.held]
        last = max(cells, default=Month.of(self._workspace.today) + -1)
        first = min(cells, default=last)
        with QSignalBlocker(self.period):
            self.period.clear()
            for period in _periods(first, last, length):
                self.period.addItem(period.name.capitalize(), str(period))
            place = self.period.findData(before)
            self.period.setCurrentIndex(max(place, 0))
        self._show_period()

    def _show_period(self) -> None:
        report = compile_report(self._workspace, Period.parse(str(self.period.currentData())))
        self._say_state(report)
        annex = annex_tables(report)
        missing = [table for table in annex if table.key == "faltantes" and table.rows]
        checks = [table for table in annex if table.key == "conciliacion"]
        self.view.show_tables([*report_tables(report), *missing, *checks])

    def _say_state(self, report: Report) -> None:
        missing, wrong = len(report.figures.missing), report.contradictions
        if wrong:
            self.state.say(
                NoticeKind.ERROR, "Hay cifras que se contradicen: " + "; ".join(check.sentence for check in wrong)
            )
        elif missing:
            months = "Falta 1 mes" if missing == 1 else f"Faltan {missing} meses"
            self.state.say(NoticeKind.WARNING, f"Cifras parciales. {months}: la lista está al final.")
        else:
            self.state.say(NoticeKind.GOOD, "Todos los meses están y todas las cifras cuadran.")

    def _ask_file(self) -> None:
        chosen = list(FORMATS)[self.format.currentIndex()]
        name = f"informe-{self.period.currentData()}.{chosen.value}"
        path, _ = QFileDialog.getSaveFileName(self, "Guardar el informe", name)
        if path:
            self.save_to(Path(path), chosen)


def _periods(first: Month, last: Month, length: int) -> list[Period]:
    """The periods of a length that touch the months from ``first`` to ``last``, newest first."""
    start = Month(first.year, (first.number - 1) // length * length + 1)
    found = []
    while start <= last:
        found.append(Period.starting(start, length))
        start += length
    return found[::-1]
