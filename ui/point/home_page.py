"""Inicio: today and the month at a glance, the first steps of a new point, and what is pending."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel

from services import home
from services.home import Matter, Overview, Pending
from services.periods import Month
from services.report.cube import Cube
from services.texts import number
from services.words import PLURALS, Gender, Modality
from services.workspace import Workspace
from ui.first_steps_card import FirstStepsCard
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.chart import ChartView
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.todo_card import TodoCard, TodoLine
from ui.kit.widgets import GRID, Card, column, rule
from ui.roles import may_open
from ui.shell import spoken_day

CLOSING, SETTINGS = "Cierre y envío", "Ajustes"

WHERE = {
    Matter.CLOSE: ("Cerrar…", CLOSING, ""),
    Matter.EXPORT: ("Exportar…", CLOSING, ""),
    Matter.RECEIPT: ("Ver…", CLOSING, ""),
    Matter.BACKUP: ("Hacer una copia…", SETTINGS, "Copias"),
    Matter.RECOVERY: ("Ver…", SETTINGS, "Rescate"),
}
PERIODS = 3  # today, this month, the last one
LINES = (*Modality, *Gender)


class HomePage(Page):
    """Opens fast and asks for nothing; ``go`` carries the name of the page that a button leads to, and of its part."""

    go = Signal(str, str)
    concerns = frozenset({Topic.RECORDS, Topic.MONTHS})

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__("Inicio")
        self._workspace = workspace
        self._theme = theme
        self._overview: Overview | None = None
        self.figures = FiguresCard()
        self.waiting = TodoCard("Pendiente", theme)
        self.steps = FirstStepsCard(self, workspace, theme)
        self.chart = ChartView(theme)
        self.chart.failed.connect(self.tell)
        todo = column(self.steps, self.waiting, 1, spacing=2 * GRID)
        self.add(SideBySide(theme, self.figures, todo, (3, 2)))
        self.add(Card(column(self.chart), GRID), 1)

    def refresh(self) -> None:
        """Read the figures and what is pending again."""
        self._overview = home.overview(self._workspace)
        self.subtitle.setText(spoken_day(self._overview.today).capitalize())
        self.subtitle.show()
        self.figures.show_figures(self._overview)
        self.chart.show_chart(self._overview.chart)
        self._show_todo()

    def showEvent(self, event: QShowEvent) -> None:
        """Backups, cards and a new day are told by nobody: look at them whenever the page comes into sight."""
        super().showEvent(event)
        if self._overview is None:
            return
        if self._overview.today == self._workspace.today:
            self._show_todo()
        else:
            self.refresh()

    def _show_todo(self) -> None:
        if self._overview is None:
            return
        pending = home.pending(self._workspace)
        self.steps.refresh()
        self.waiting.show_lines([self._pending_line(each) for each in pending] or [NOTHING])

    def _pending_line(self, pending: Pending) -> TodoLine:
        action, page, part = WHERE[pending.matter]
        return TodoLine("triangle-alert", pending.text, action, self._going(page, part))

    def _going(self, page: str, part: str) -> Callable[[], None] | None:
        return (lambda: self.go.emit(page, part)) if may_open(self._workspace, page, part) else None


class FiguresCard(Card):
    """Today, this month and the last one side by side, by modality and by gender."""

    def __init__(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(0, 1)
        self.names = [_right("strong") for _ in range(PERIODS)]
        self.totals = [_right("figure") for _ in range(PERIODS)]
        self.notes = [_right("small") for _ in range(PERIODS)]
        self.lines = {line: [_right("strong") for _ in range(PERIODS)] for line in LINES}
        self._add_line("", self.names)
        self._add_line("Atenciones", self.totals, "heading")
        self._add_line("", self.notes)
        for line, figures in self.lines.items():
            if line in {next(iter(Modality)), next(iter(Gender))}:
                self._grid.addWidget(rule(), self._grid.rowCount(), 0, 1, PERIODS + 1)
            self._add_line(PLURALS[line], figures)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        super().__init__(self._grid)

    def _add_line(self, title: str, figures: list[QLabel], role: str = "") -> None:
        place = self._grid.rowCount()
        self._grid.addWidget(widgets.label(title, role), place, 0)
        for column_place, figure in enumerate(figures, start=1):
            self._grid.setColumnStretch(column_place, 1)
            self._grid.addWidget(figure, place, column_place)

    def show_figures(self, overview: Overview) -> None:
        """Show other figures."""
        month = Month.of(overview.today)
        names = ("Hoy", month.name.capitalize(), (month + -1).name.capitalize())
        so_far = f"{number(overview.last_month_so_far)} hasta el día {overview.today.day}"
        for place, (name, cube) in enumerate(
            zip(names, (overview.day, overview.month, overview.last_month), strict=True)
        ):
            self.names[place].setText(name)
            _show(self.totals[place], cube.total, f"{name}, atenciones")
            self.notes[place].setText(("", "hasta hoy", so_far)[place])
            self._show_lines(place, name, cube)

    def _show_lines(self, place: int, name: str, cube: Cube) -> None:
        counts = cube.by("modality") + cube.by("gender")
        for line, figures in self.lines.items():
            _show(figures[place], counts[line], f"{name}, {PLURALS[line].lower()}")


NOTHING = TodoLine("circle-check", "Todo está al día.")


def _right(role: str) -> QLabel:
    made = widgets.label("", role)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _show(figure: QLabel, value: int, name: str) -> None:
    figure.setText(number(value))
    figure.setAccessibleName(f"{name}: {number(value)}")
