"""A goal is added or changed here: what it is called, what is to be reached, and how it is known, chosen from lists."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services.categories import categories
from services.errors import AppError
from services.goals.formula import CountFormula, Formula, SitesFormula
from services.goals.indicators import (
    LATEST_YEAR,
    LONGEST_NAME,
    LONGEST_UNIT,
    IndicatorData,
    add_indicator,
    change_indicator,
)
from services.goals.progress import Goal
from services.municipality import HIGHEST_FIGURE, LONGEST_PLAN
from services.periods import FIRST_YEAR
from services.workspace import Workspace
from ui.coordination.goals.filters_field import FiltersField
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.fields import Field, Figure, line
from ui.kit.flow import FlowLayout
from ui.kit.page import Page
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Notice, NoticeKind, Segments, button, clear, column, number_field

COUNTED, SITES, TYPED = "medida", "sedes", "escrita"


class GoalForm(Asking):
    """Adds a goal or changes one; ``saved`` carries its code."""

    saved = Signal(str)

    def __init__(self, page: Page, workspace: Workspace, theme: Theme) -> None:
        super().__init__()
        self._page, self._workspace, self._theme = page, workspace, theme
        self._code = ""
        self.title = widgets.label("", "heading")
        self.name = line("Nombre de la meta", "Lo que se quiere alcanzar", LONGEST_NAME)
        self.unit = line("Unidad", "personas, sedes, zonas…", LONGEST_UNIT)
        self.first, self.last = number_field(FIRST_YEAR, LATEST_YEAR), number_field(FIRST_YEAR, LATEST_YEAR)
        self.target = Figure("Meta de todos los años", HIGHEST_FIGURE, "")
        self.adds: Segments[bool] = Segments(
            "Cómo avanza", [(True, "Suma los meses"), (False, "Vale lo del último mes")]
        )
        self.how: Segments[str] = Segments(
            "Cómo se sabe",
            [
                (COUNTED, "De los consolidados"),
                (SITES, "Sedes activas"),
                (TYPED, "Escrita cada mes"),
            ],
        )
        self.filters = FiltersField(theme)
        self.yearly: dict[int, Figure] = {}
        self._written: dict[int, str] = {}
        self._years = FlowLayout(spacing=2 * GRID)
        self.trouble = Notice()
        self.save_button = button("Guardar la meta", self.save, "primary")
        self.cancel_button = button("Cancelar", self.leave)
        self.setLayout(column(*self._parts(theme), spacing=2 * GRID, margins=2 * GRID))
        self.how.chosen.connect(self._show_how)
        for field in (self.first, self.last):
            field.valueChanged.connect(self._show_years)

    def _parts(self, theme: Theme) -> tuple[QWidget | FlowLayout, ...]:
        what = FlowLayout(
            Field(theme, "Nombre", self.name, 420), Field(theme, "Unidad", self.unit, 180), spacing=2 * GRID
        )
        target = FlowLayout(
            Field(theme, "Del año", self.first, 110),
            Field(theme, "Al año", self.last, 110),
            Field(theme, "Meta en todos esos años", self.target, 190),
            Field(theme, "Cómo avanza", self.adds),
            spacing=2 * GRID,
        )
        yearly = QWidget()
        yearly.setLayout(
            column(widgets.label("Meta de cada año, si la tiene", "caption"), self._years, spacing=GRID // 2)
        )
        buttons = FlowLayout(self.save_button, self.cancel_button, spacing=GRID)
        how = Field(theme, "Cómo se sabe", self.how)
        return self.title, what, target, yearly, how, self.filters, self.trouble, buttons

    def add(self, first: int, last: int) -> None:
        """Ask for a new goal of some years."""
        self._code = ""
        self._show("Nueva meta", IndicatorData("", "", None, True, first, last, 0))
        self.how.choose(COUNTED)

    def change(self, goal: Goal) -> None:
        """Ask for the changes of a goal."""
        self._code = goal.code
        self._show(f"Cambiar «{goal.data.name}»", goal.data)

    def save(self) -> None:
        """Keep the goal."""
        self.trouble.clear()
        with self._page.telling():
            try:
                data = self._data()
                if self._code:
                    change_indicator(self._workspace, self._code, data)
                else:
                    self._code = add_indicator(self._workspace, data)
            except AppError as error:  # Beside the button: the page's own notice may be out of sight.
                self.trouble.say(NoticeKind.ERROR, str(error))
                return
            self.saved.emit(self._code)

    def _show(self, title: str, data: IndicatorData) -> None:
        self.title.setText(title)
        self.trouble.clear()
        self.name.setText(data.name)
        self.unit.setText(data.unit)
        self.first.setValue(data.first_year)
        self.last.setValue(data.last_year)
        self.target.show_value(data.target or None)
        self.adds.choose(data.is_cumulative)
        self._show_years()
        self._written = {}
        for year, field in self.yearly.items():
            field.show_value(data.yearly.get(year))
        self.filters.offer(categories(self._workspace))
        self.filters.show_formula(data.formula if isinstance(data.formula, CountFormula) else None)
        kind = SITES if isinstance(data.formula, SitesFormula) else COUNTED if data.formula else TYPED
        self.how.choose(kind)
        self._show_how()
        self.show_asking(self.name)

    def _show_how(self) -> None:
        self.filters.setVisible(self.how.value == COUNTED)

    def _show_years(self) -> None:
        """A field for every year, keeping what is written, also of years that are left out and come back."""
        self._written |= {year: field.text() for year, field in self.yearly.items()}
        years = range(self.first.value(), min(self.last.value(), self.first.value() + LONGEST_PLAN - 1) + 1)
        if list(years) == list(self.yearly):
            return
        clear(self._years)
        self.yearly = {}
        for year in years:
            field = Figure(f"Meta de {year}", HIGHEST_FIGURE, "sin meta")
            field.setText(self._written.get(year, ""))
            self._years.addWidget(Field(self._theme, str(year), field, 110))
            self.yearly[year] = field

    def _data(self) -> IndicatorData:
        yearly = {year: field.value for year, field in self.yearly.items() if field.known is not None}
        return IndicatorData(
            name=self.name.text(),
            unit=self.unit.text(),
            formula=self._formula(),
            is_cumulative=self.adds.value,
            first_year=self.first.value(),
            last_year=self.last.value(),
            target=self.target.value,
            yearly=yearly,
        )

    def _formula(self) -> Formula | None:
        match self.how.value:
            case "medida":
                return self.filters.formula()
            case "sedes":
                return SitesFormula()
        return None
