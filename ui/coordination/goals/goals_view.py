"""The goals in a list and the chosen one in detail: its years and months, and what is done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from services.goals.indicators import count_missing, delete_indicator, load_plan
from services.goals.progress import Goal, goals, newest_year
from services.texts import counted
from services.workspace import Workspace
from ui.coordination.goals.columns import PROGRESS, BarDelegate, goal_columns
from ui.coordination.goals.detail import Detail
from ui.coordination.goals.goal_form import GoalForm
from ui.kit import widgets
from ui.kit.confirm import Confirm
from ui.kit.fields import Choice, Field
from ui.kit.fitted_table import FittedTable
from ui.kit.page import Page
from ui.kit.tables import RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, NoticeKind, button, column, row

NOTHING_YET = (
    "Todavía no hay metas. Cargue las del municipio, si las trae, o agregue la primera: qué se cuenta, cuánto se "
    "quiere alcanzar y en qué años."
)
USUAL_YEARS = 4


class GoalsView(QWidget):
    """List, detail and form; one of the form and the rest is in sight."""

    written = Signal()

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._page, self._workspace, self._theme = page, workspace, theme
        self.year = Choice("Año de la lista")
        self.add_button = button("Agregar una meta…", self.add, "primary")
        self.load_button = button("Cargar las metas del municipio", self.load)
        self.list: RowsModel[Goal] = RowsModel(goal_columns(workspace.today.year))
        self.table = FittedTable("Metas", self.list, most=20)
        self._bars = BarDelegate(theme)
        self.table.setItemDelegateForColumn(PROGRESS, self._bars)
        self.empty = widgets.label(NOTHING_YET, "soft", wrap=True)
        self.detail = Detail(page, workspace, theme, self.edit, self.ask_delete)
        self.form = GoalForm(page, workspace, theme)
        self._assemble(theme)
        self.year.currentIndexChanged.connect(self._show_list)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_detail())
        self.table.activated.connect(lambda _: self.detail.stretches_table.setFocus())
        self.detail.typed.written.connect(self._written)
        self.form.saved.connect(self._saved)
        self.form.left.connect(self.lists.show)

    def _assemble(self, theme: Theme) -> None:
        tools = row(Field(theme, "Año", self.year, 110), self.load_button, self.add_button, 1, spacing=2 * GRID)
        for each in (self.load_button, self.add_button):
            tools.setAlignment(each, Qt.AlignmentFlag.AlignBottom)
        self.confirm = Confirm()
        self.lists = QWidget()
        self.lists.setLayout(
            column(tools, Card(column(self.empty, self.table), 0), self.confirm, self.detail, 1, spacing=2 * GRID)
        )
        self.empty.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.setLayout(column(self.lists, self.form, 1))

    @property
    def chosen(self) -> Goal | None:
        """The goal that is selected."""
        place = self.table.selected_row()
        return None if place is None else self.list.rows[place]

    def refresh(self) -> None:
        """Read the goals again, and show the same one."""
        found = goals(self._workspace)
        years = {year for goal in found for year in range(goal.data.first_year, goal.data.last_year + 1)}
        newest = newest_year(found, self._workspace.today.year)
        before = self.year.key or str(newest)
        self.year.offer({str(year): str(year) for year in sorted(years)})
        self.year.choose(before if int(before) in years else str(newest))
        self.load_button.setVisible(bool(count_missing(self._workspace)))
        self._show_goals(found, self.chosen.code if self.chosen else "")

    def choose(self, code: str) -> None:
        """Select a goal."""
        place = next((number for number, goal in enumerate(self.list.rows) if goal.code == code), 0)
        self.table.select(place)

    def add(self) -> None:
        """Ask for a new goal, by default of the years of the others."""
        years = [(goal.data.first_year, goal.data.last_year) for goal in self.list.rows]
        today = self._workspace.today.year
        self._page.notice.clear()
        self.form.add(*(years[0] if years else (today, today + USUAL_YEARS - 1)))
        self.lists.hide()

    def edit(self) -> None:
        """Ask for the changes of the chosen goal."""
        if self.chosen is not None:
            self._page.notice.clear()
            self.form.change(self.chosen)
            self.lists.hide()

    def load(self) -> None:
        """Add the goals of the municipality that are not there."""
        with self._page.telling():
            added = load_plan(self._workspace)
            self._written()
            self._page.notice.say(
                NoticeKind.GOOD, f"{counted(added, 'meta agregada', 'metas agregadas')} del municipio."
            )

    def ask_delete(self) -> None:
        """Ask before the chosen goal goes."""
        goal = self.chosen
        if goal is None:
            return
        yearly = counted(len(goal.data.yearly), "meta de un año", "metas de un año")
        typed = counted(goal.typed, "valor escrito", "valores escritos")
        self.confirm.ask(
            f"¿Borrar la meta «{goal.data.name}»?",
            f"Se borra con {yearly} y {typed}, y no se puede deshacer. Las cifras de los puntos no cambian.",
            "Borrar la meta",
            lambda: self._delete(goal),
        )

    def _delete(self, goal: Goal) -> None:
        with self._page.telling():
            delete_indicator(self._workspace, goal.code)
            self._written()
            self._page.notice.say(NoticeKind.GOOD, f"La meta «{goal.data.name}» se borró.")
            self.table.setFocus()

    def _saved(self, code: str) -> None:
        self.form.hide()
        self.lists.show()
        self.table.setFocus()
        self._written()
        self.choose(code)
        self._page.notice.say(NoticeKind.GOOD, "La meta quedó guardada.")

    def _written(self) -> None:
        self.refresh()
        self.written.emit()

    def _show_list(self) -> None:
        self._show_goals(self.list.rows, self.chosen.code if self.chosen else "")

    def _show_goals(self, found: tuple[Goal, ...], chosen: str) -> None:
        self.list.columns = goal_columns(int(self.year.key or self._workspace.today.year))
        self.list.set_rows(found)
        self.table.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.year.setEnabled(bool(found))
        if found:
            self.choose(chosen)
        self._show_detail()

    def _show_detail(self) -> None:
        self.confirm.hide()
        self.detail.show_goal(self.chosen, int(self.year.key or 0))
