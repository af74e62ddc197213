"""Cumplimiento: points × months of a year; what is missing stands out, and the letter that asks for it is at hand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from services.completeness import MonthOfPoint, board, compliance, latest_month
from services.office import office
from services.periods import FIRST_YEAR, Month, Period
from services.reminders import Reminder, reminders
from services.report.styling import long_date
from services.texts import counted, fold, number
from services.workspace import Workspace
from ui.coordination.completeness import words
from ui.coordination.completeness.board import MONTHS, BoardModel, BoardRow, BoardTable, Painter, board_rows
from ui.coordination.completeness.cards import LetterCard, OpenedCard
from ui.coordination.completeness.legend import Legend
from ui.kit.beside import SideBySide
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, Segments, button, column, row

MANY = 20
"""From how many points on they can be searched."""
NOTHING_YET = (
    "Todavía no ha llegado ningún archivo. Autorice la tarjeta de cada punto en «Puntos y firmas» y reciba sus "
    "archivos en «Recepción»."
)


class CompletenessPage(Page):
    """The board of a year, the month that is open and the letter to its point."""

    concerns = frozenset({Topic.PACKAGES, Topic.KEYS, Topic.OFFICE, Topic.LISTS})

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__("Cumplimiento")
        self._workspace = workspace
        self.year = 0
        self._rows: tuple[BoardRow, ...] = ()
        self._letters: tuple[Reminder, ...] = ()
        self.model = BoardModel()
        painter = Painter(theme)
        self.table = BoardTable("Puntos por mes", self.model, painter)
        self.opened = OpenedCard(workspace)
        self.letter = LetterCard()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Buscar un punto")
        self.search.setAccessibleName("Buscar un punto")
        self.which: Segments[bool] = Segments("Puntos", ((False, "Todos"), (True, "Con algo pendiente")))
        self.before = button("", lambda: self.show_year(self.year - 1))
        self.after = button("", lambda: self.show_year(self.year + 1))
        for tool in (self.before, self.after):
            self.tools.addWidget(tool, alignment=Qt.AlignmentFlag.AlignTop)
        self._finding = QWidget()
        finding = row(self.search, self.which)
        finding.setStretch(1, 1)
        self._finding.setLayout(finding)
        self.add(self._finding)
        legend = Legend(painter)
        self.table.fitted.connect(legend.fit)
        inside = column(self.table, legend, spacing=GRID)
        self._card = Card(inside)
        inside.setContentsMargins(12, GRID // 2, 12, 12)
        self.add(self._card)
        self.add(SideBySide(theme, self.opened, self.letter, (1, 1)), 1)
        self._connect(theme)

    def _connect(self, theme: Theme) -> None:
        self.search.textChanged.connect(lambda _: self._show_rows())
        self.which.chosen.connect(self._show_rows)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_opened())
        self.table.activated.connect(lambda _: self.opened.came.setFocus())
        self.letter.copied.connect(lambda text: self.notice.say(NoticeKind.GOOD, text))
        theme.changed.connect(self.table.fit_rows)

    def refresh(self) -> None:
        """Read the board again; at first that of the last year of which anything came."""
        last = latest_month(self._workspace)
        self.show_year(self.year or (last.year if last else (Month.of(self._workspace.today) + -1).year))

    def show_year(self, year: int) -> None:
        """Show a year; what was open stays so if it is there too."""
        if year != self.year:
            self.notice.let_go()
        self.year = year
        cells = board(self._workspace, Period.parse(str(year)))
        self._rows = board_rows(cells)
        self._letters = reminders(self._workspace, cells)
        self.title.setText(f"Cumplimiento {year}")
        self.subtitle.setText(self._summary(cells))
        self.subtitle.show()
        self.before.setText(str(year - 1))
        self.before.setAccessibleName(f"Año anterior, {year - 1}")
        self.before.setEnabled(year > FIRST_YEAR)
        self.after.setText(str(year + 1))
        self.after.setAccessibleName(f"Año siguiente, {year + 1}")
        self.after.setEnabled(year < self._workspace.today.year)
        self._finding.setVisible(len(self._rows) >= MANY)
        self._show_rows()

    def open_month(self, point: str, month: int) -> None:
        """Open a month (1 to 12, 0 for the whole year) of a point by code."""
        place = next((place for place, row in enumerate(self.model.rows) if row.point == point), 0)
        self.table.select(place)
        self.table.setCurrentIndex(self.model.index(place, month))

    def _show_rows(self) -> None:
        """Show the points that are searched for, and keep open what was."""
        before, column_before = self._chosen(), self.table.currentIndex().column()
        wanted = fold(self.search.text())
        pending = {letter.point for letter in self._letters} if self.which.value else None
        self.model.show(
            [row for row in self._rows if wanted in fold(row.name) and (pending is None or row.point in pending)]
        )
        self.table.fit_rows()
        self.body.setStretchFactor(self._card, 2 if self.table.is_long else 0)
        first = self._letters[0].point if self._letters else ""
        self.open_month(before.point if before else first, max(column_before, 0))
        self._show_opened()

    def _chosen(self) -> BoardRow | None:
        place = self.table.currentIndex().row()
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def _show_opened(self) -> None:
        chosen, place = self._chosen(), self.table.currentIndex().column()
        self.letter.show_letter(chosen, self._letters)
        if chosen is None:
            self.opened.show_nothing("Ningún punto por mostrar." if self._rows else "Ningún punto debía este año.")
        elif 1 <= place <= MONTHS:
            self.opened.show_month(chosen, Month(self.year, place))
        else:
            self.opened.show_year(chosen, self.year)

    def _summary(self, cells: Sequence[MonthOfPoint]) -> str:
        met, day = compliance(cells), office(self._workspace).deadline_day
        if latest_month(self._workspace) is None:
            return NOTHING_YET
        if not met.due:
            return f"Ningún mes de {self.year} ha vencido. {self._awaited(cells)}"
        received = f"{number(met.received)} de {counted(met.due, 'mes recibido', 'meses recibidos')}"
        return (
            f"{received} ({words.percent(met.received_rate)}), {number(met.on_time)} a tiempo "
            f"({words.percent(met.on_time_rate)}). Plazo: hasta el día {day} del mes siguiente. {self._awaited(cells)}"
        )

    def _awaited(self, cells: Sequence[MonthOfPoint]) -> str:
        """How the month that ended last stands while its deadline has not passed."""
        ended = Month.of(self._workspace.today) + -1
        awaited = [cell for cell in cells if cell.month == str(ended) and cell.is_expected and not cell.is_due]
        if not awaited:
            return ""
        there = sum(cell.is_received for cell in awaited)
        return (
            f"{ended.name.capitalize()} vence el {long_date(awaited[0].deadline)}: "
            f"han llegado {number(there)} de {number(len(awaited))}."
        )
