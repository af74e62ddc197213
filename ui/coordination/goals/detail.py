"""The chosen goal in detail: its years and months, each opened down to what it is made of."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.categories import categories
from services.goals.counting import MonthValue
from services.goals.progress import Goal, Stretch
from services.goals.words import spoken_progress, spoken_projection
from services.workspace import Workspace
from ui.coordination.goals.columns import month_columns, stretch_columns
from ui.coordination.goals.typed_form import TypedForm
from ui.coordination.goals.value_view import ValueView
from ui.kit import widgets
from ui.kit.beside import SideBySide
from ui.kit.fitted_table import FittedTable
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.tables import DataTable, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column


class Detail(Card):
    """Everything about one goal; ``edit`` and ``delete`` are what its buttons do."""

    def __init__(
        self, page: Page, workspace: Workspace, theme: Theme, edit: Callable[[], None], delete: Callable[[], None]
    ) -> None:
        self._page, self._workspace = page, workspace
        self._goal: Goal | None = None
        self._opened: DataTable | None = None
        self.title = widgets.label("", "heading", wrap=True)
        self.how = widgets.label("", "soft", wrap=True)
        self.plan_said = widgets.label("", wrap=True)
        self.year_said = widgets.label("", wrap=True)
        self.edit_button = button("Cambiar la meta…", edit)
        self.delete_button = button("Borrar la meta…", delete)
        self.stretches: RowsModel[Stretch] = RowsModel(stretch_columns(), has_total=True)
        self.stretches_table = FittedTable("Años de la meta", self.stretches, most=13)
        self.months: RowsModel[MonthValue] = RowsModel(month_columns(None), is_soft=lambda each: each.value is None)
        self.months_table = FittedTable("Meses de la meta", self.months, long=2)
        self.typed = TypedForm(page, workspace, theme)
        self.value = ValueView(workspace)
        super().__init__(self._assemble(theme))
        self.stretches_table.selectionModel().selectionChanged.connect(lambda *_: self._show_months())
        self.stretches_table.activated.connect(lambda _: self.open_stretch())
        self.months_table.activated.connect(lambda _: self.open_month())
        self.months_table.selectionModel().selectionChanged.connect(lambda *_: self._choose_typed())
        self.value.closed.connect(self._give_focus_back)
        self.value.failed.connect(page.tell)
        self.hide()

    def _assemble(self, theme: Theme) -> QVBoxLayout:
        years, months = QWidget(), QWidget()
        hint = "Intro abre la cifra elegida hasta sus consolidados."
        years.setLayout(column(self.stretches_table, widgets.label(hint, "small", wrap=True), 1))
        months.setLayout(column(self.months_table, 1))
        tables = SideBySide(theme, years, months, (4, 3))
        head = FlowLayout(self.edit_button, self.delete_button, spacing=GRID)
        said = column(self.title, self.how, self.plan_said, self.year_said, spacing=GRID)
        return column(said, tables, self.value, self.typed, head, spacing=2 * GRID)

    def show_goal(self, goal: Goal | None, year: int) -> None:
        """Show a goal and the months of a year, or nothing."""
        self.value.hide()
        self._goal = goal
        self.setVisible(goal is not None)
        if goal is None:
            return
        self.title.setText(goal.data.name)
        self.how.setText(_how(self._workspace, goal))
        this_year = goal.year(year)
        self.plan_said.setText(f"{spoken_progress(goal, goal.plan)} {spoken_projection(goal, goal.plan)}")
        self.year_said.setVisible(this_year is not None and len(goal.years) > 1)
        if this_year is not None:
            self.year_said.setText(f"{spoken_progress(goal, this_year)} {spoken_projection(goal, this_year)}")
        self.stretches.set_rows((*goal.years, goal.plan))
        self.stretches_table.select(next((p for p, each in enumerate(goal.years) if each is this_year), 0))
        self.typed.setVisible(goal.data.formula is None)
        if goal.data.formula is None:
            self.typed.show_goal(goal, goal.months, year)

    def open_stretch(self) -> None:
        """Open what a year or the plan has reached."""
        place = self.stretches_table.selected_row()
        if self._goal is not None and place is not None:
            self._opened = self.stretches_table
            self._open(self._goal, self._goal.months_of(self.stretches.rows[place]))

    def open_month(self) -> None:
        """Open the value of a month."""
        place = self.months_table.selected_row()
        if self._goal is not None and place is not None:
            self._opened = self.months_table
            self._open(self._goal, (self.months.rows[place],))

    def _open(self, goal: Goal, months: tuple[MonthValue, ...]) -> None:
        """Open what counts of some months: all of them for a sum, the last with a value for what stands at it."""
        known = tuple(each for each in months if each.value is not None)
        if not known:
            self._page.notice.say(NoticeKind.INFO, "De esos meses no hay cifras que abrir.")
            return
        with self._page.telling():
            self.value.show_value(goal, known if goal.data.is_cumulative else known[-1:])

    def _show_months(self) -> None:
        place = self.stretches_table.selected_row()
        if self._goal is None or place is None or place >= len(self.stretches.rows):
            return
        self.months.columns = month_columns(self._goal)
        self.months.set_rows(self._goal.months_of(self.stretches.rows[place]))
        self.months_table.setVisible(bool(self.months.rows))

    def _choose_typed(self) -> None:
        place = self.months_table.selected_row()
        if place is not None and self._goal is not None and self._goal.data.formula is None:
            self.typed.choose(self.months.rows[place].month)

    def _give_focus_back(self) -> None:
        if self._opened is not None:
            self._opened.setFocus()


def _how(workspace: Workspace, goal: Goal) -> str:
    """How a goal is known, in words."""
    formula = goal.data.formula
    known = formula.described(categories(workspace)) if formula else "Se escribe cada mes con su fuente"
    adds = "suma los meses" if goal.data.is_cumulative else "vale lo del último mes con cifras"
    return f"{known}. Para el año y el plan {adds}."
