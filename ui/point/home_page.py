"""Inicio: today and the month at a glance, what is pending, and the first steps of a new point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout

from services import home
from services.home import Matter, Overview, Pending, Step, StepKind
from services.periods import Month
from services.report.cube import Cube
from services.texts import number
from services.words import PLURALS, Gender, Modality
from services.workspace import Workspace
from ui.kit import icons, widgets
from ui.kit.beside import SideBySide
from ui.kit.chart import ChartView
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, button, clear, column, row, rule
from ui.shell import spoken_day

REGISTER, CLOSING, SETTINGS = "Registrar", "Cierre y envío", "Ajustes"
ICON = 18

WHERE = {
    Matter.CLOSE: ("Cerrar…", CLOSING),
    Matter.EXPORT: ("Exportar…", CLOSING),
    Matter.RECEIPT: ("Ver…", CLOSING),
    Matter.BACKUP: ("Hacer una copia…", SETTINGS),
}
STEPS = {
    StepKind.ATTENTION: ("Registre la primera atención.", "Registrar", REGISTER),
    StepKind.CARD: ("Escriba la tarjeta del punto y entréguela a la coordinación.", "Escribir la tarjeta…", SETTINGS),
    StepKind.BACKUP: ("Haga la primera copia de respaldo.", "Hacer una copia…", SETTINGS),
}
PERIODS = 3  # today, this month, the last one
LINES = (*Modality, *Gender)


class HomePage(Page):
    """Opens fast and asks for nothing; ``go`` carries the name of the page that a button leads to."""

    go = Signal(str)
    concerns = frozenset({Topic.RECORDS, Topic.MONTHS})

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__("Inicio")
        self._workspace = workspace
        self._theme = theme
        self._overview: Overview | None = None
        self.figures = FiguresCard()
        self.waiting = TodoCard("Pendiente", theme)
        self.steps = TodoCard("Primeros pasos", theme)
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
        steps = home.first_steps(self._workspace)
        asked = {step.kind for step in steps if not step.is_done}
        pending = [
            each
            for each in home.pending(self._workspace)
            if each.matter is not Matter.BACKUP or StepKind.BACKUP not in asked  # Asked once, not twice.
        ]
        self.steps.setVisible(bool(steps))
        self.steps.show_lines([self._step_line(step) for step in steps])
        self.waiting.show_lines([self._pending_line(each) for each in pending] or [NOTHING])

    def _pending_line(self, pending: Pending) -> "TodoLine":
        action, page = WHERE[pending.matter]
        return TodoLine("triangle-alert", pending.text, action, self._going(page))

    def _step_line(self, step: Step) -> "TodoLine":
        text, action, page = STEPS[step.kind]
        if step.is_done:
            return TodoLine("circle-check", text)
        return TodoLine("arrow-right", text, action, self._going(page))

    def _going(self, page: str) -> Callable[[], None]:
        return lambda: self.go.emit(page)


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


class TodoCard(Card):
    """Things to do, one below the other, each with a button that leads there."""

    def __init__(self, title: str, theme: Theme) -> None:
        self._theme = theme
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID)
        self.lines: tuple[TodoLine, ...] = ()
        self.buttons: list[QPushButton] = []
        super().__init__(column(widgets.label(title, "heading"), self._lines, spacing=12))
        theme.changed.connect(lambda: self.show_lines(self.lines))

    def show_lines(self, lines: Sequence["TodoLine"]) -> None:
        """Show other things to do."""
        clear(self._lines)
        self.lines = tuple(lines)
        self.buttons = []
        for line in lines:
            sign = widgets.label()
            sign.setPixmap(icons.pixmap(line.icon, self._ink(line.icon), self._theme.px(ICON)))
            text = widgets.label(line.text, "soft" if line.do is None else "", wrap=True)
            made = row(sign, text, spacing=12)
            made.setStretch(1, 1)
            if line.do is not None:
                action = button(line.action, line.do)
                action.setAccessibleName(f"{line.action.removesuffix('…')}: {line.text}")
                self.buttons.append(action)
                made.addWidget(action)
            self._lines.addLayout(made)

    def _ink(self, icon: str) -> str:
        colours = self._theme.colours
        return {"triangle-alert": colours.warning, "circle-check": colours.accent}.get(icon, colours.info)


@dataclass(frozen=True)
class TodoLine:
    """A sentence with its icon; without ``do`` there is nothing left to do about it."""

    icon: str
    text: str
    action: str = ""
    do: Callable[[], None] | None = None


NOTHING = TodoLine("circle-check", "Todo está al día.")


def _right(role: str) -> QLabel:
    made = widgets.label("", role)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _show(figure: QLabel, value: int, name: str) -> None:
    figure.setText(number(value))
    figure.setAccessibleName(f"{name}: {number(value)}")
