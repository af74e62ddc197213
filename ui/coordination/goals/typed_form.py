"""A value that the counts cannot give: typed for a month with its source."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.goals.counting import MonthValue
from services.goals.indicators import LONGEST_SOURCE, GoalError, Typed, forget_value, type_value
from services.goals.progress import Goal
from services.municipality import HIGHEST_FIGURE
from services.office import LONGEST_NAME, office
from services.periods import Month
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.fields import Choice, Field, Figure, line
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, NoticeKind, button, column


class TypedForm(QWidget):
    """Month, value, source and who writes; a month that has a value shows it, to be corrected."""

    written = Signal()

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._page, self._workspace = page, workspace
        self._code, self._year = "", 0
        self._months: dict[str, MonthValue] = {}
        self.month = Choice("Mes del valor")
        self.value = Figure("Valor del mes", HIGHEST_FIGURE, "")
        self.source = line("Fuente del valor", "Documento, oficina o contrato", LONGEST_SOURCE)
        self.author = line("Quién lo escribe", "", LONGEST_NAME)
        self.save_button = button("Guardar el valor", self.save, "primary")
        self.forget_button = button("Quitar el valor", self.forget)
        fields = FlowLayout(
            Field(theme, "Mes", self.month, 190),
            Field(theme, "Valor", self.value, 120),
            Field(theme, "Fuente", self.source, 340),
            Field(theme, "Quién lo escribe", self.author, 220),
            spacing=2 * GRID,
        )
        buttons = FlowLayout(self.save_button, self.forget_button, spacing=GRID)
        self.setLayout(column(widgets.label("Escribir el valor de un mes", "heading"), fields, buttons))
        self.month.currentIndexChanged.connect(self._show_month)
        for field in (self.value, self.source, self.author):
            field.returnPressed.connect(self.save)
        self.hide()

    def show_goal(self, goal: Goal, months: Sequence[MonthValue], year: int) -> None:
        """Offer the months of a goal, the newest first; another goal has another source, and another year a month."""
        is_other = (goal.code, year) != (self._code, self._year)
        if goal.code != self._code:
            self.source.clear()
        self._code, self._year = goal.code, year
        self._months = {str(each.month): each for each in reversed(months)}
        self.month.offer({key: each.month.name.capitalize() for key, each in self._months.items()})
        if is_other:
            self._propose()
        if not self.author.text():
            self.author.setText(office(self._workspace).author)
        self._show_month()

    def choose(self, month: Month) -> None:
        """Show the value of a month, to be corrected."""
        self.month.choose(str(month))

    def _propose(self) -> None:
        """Propose the first month of the year that has ended and has no value, or the last one of the year."""
        now = Month.of(self._workspace.today)
        ended = [each for key, each in sorted(self._months.items()) if each.month.year == self._year]
        ended = [each for each in ended if each.month < now]
        if ended:
            self.choose(next((each for each in ended if each.value is None), ended[-1]).month)

    def save(self) -> None:
        """Write the value down, in the place of what the month had."""
        with self._page.telling():
            if self.value.known is None:
                msg = "Falta el valor; escriba un número, aunque sea 0."
                raise GoalError(msg)
            month = Month.parse(self.month.key)
            typed = Typed(self.value.value, self.source.text(), self.author.text())
            type_value(self._workspace, self._code, month, typed)
            self._tell(f"Quedó escrito el valor de {month.name}.")

    def forget(self) -> None:
        """Take the value of the month out; can be undone at once."""
        with self._page.telling():
            code, month = self._code, Month.parse(self.month.key)
            gone = forget_value(self._workspace, code, month)
            self.written.emit()
            self._page.notice.say(
                NoticeKind.INFO,
                f"{month.name.capitalize()} ya no tiene valor.",
                "Deshacer",
                lambda: self._put_back(code, month, gone),
            )

    def _put_back(self, code: str, month: Month, gone: Typed) -> None:
        with self._page.telling():
            type_value(self._workspace, code, month, gone)
            self._tell(f"El valor de {month.name} está otra vez.")

    def _tell(self, text: str) -> None:
        self.written.emit()
        self._page.notice.say(NoticeKind.GOOD, text)

    def _show_month(self) -> None:
        chosen = self._months.get(self.month.key)
        typed = chosen.typed if chosen else None
        self.value.show_value(typed.value if typed else None)
        if typed:
            self.source.setText(typed.source)
        self.forget_button.setEnabled(typed is not None)
        self.save_button.setText("Corregir el valor" if typed else "Guardar el valor")
        self.save_button.setEnabled(chosen is not None)
