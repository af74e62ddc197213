"""What a goal counts: a measure, and the values of its facets that it is limited to, all chosen from lists."""

from PySide6.QtWidgets import QWidget

from services.categories import Categories
from services.goals.formula import TITLED, CountFormula
from services.report.slices import FACETS, measure_name
from services.words import Facet, Measure, label
from ui.kit import widgets
from ui.kit.fields import Choice, Field, line
from ui.kit.fitted_table import FittedTable
from ui.kit.flow import FlowLayout
from ui.kit.tables import Column, RowsModel
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, button, column

Filter = tuple[Facet, str]


class FiltersField(QWidget):
    """The measure, its filters in a list, and the words that the title must have; says in words what is counted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._known: Categories = {}
        self.measure = Choice("Qué se cuenta", {each: measure_name(each) for each in Measure})
        self.facet = Choice("Solo donde")
        self.value = Choice("Es", any_name="Cualquiera")
        self.add_button = button("Agregar condición", self.add)
        self.remove_button = button("Quitar la elegida", self.remove)
        self.filters: RowsModel[Filter] = RowsModel(
            (
                Column("Solo donde", lambda each: label(each[0])),
                Column("Es", lambda each: self._known.get(each[0], {}).get(each[1], each[1])),
            )
        )
        self.table = FittedTable("Condiciones", self.filters, long=1)
        self.words = line("Palabras del título", "Palabras o frases completas, separadas por comas", 1000)
        self.title = Field(theme, "Solo si el título de la actividad tiene alguna de estas palabras", self.words)
        self.said = widgets.label("", "soft", wrap=True)
        choose = FlowLayout(
            Field(theme, "Qué se cuenta", self.measure, 220),
            Field(theme, "Solo donde", self.facet, 180),
            Field(theme, "Es", self.value, 260),
            spacing=2 * GRID,
        )
        buttons = FlowLayout(self.add_button, self.remove_button, spacing=GRID)
        self.setLayout(column(choose, buttons, self.table, self.title, self.said))
        self.measure.currentIndexChanged.connect(self._show_measure)
        self.facet.currentIndexChanged.connect(self._show_values)
        self.value.currentIndexChanged.connect(self._say)
        self.words.textChanged.connect(self._say)

    def offer(self, known: Categories) -> None:
        """Offer the values of each facet."""
        self._known = known

    def show_formula(self, formula: CountFormula | None) -> None:
        """Show a formula, or none yet."""
        self.measure.choose(formula.medida if formula else Measure.ATTENTIONS)
        self.words.setText(", ".join(formula.titulo) if formula else "")
        self.words.setCursorPosition(0)
        self.value.choose("")
        self._show_measure()
        filters = formula.filtros.items() if formula else ()
        self._show_filters(tuple((facet, value) for facet, values in filters for value in values))

    def formula(self) -> CountFormula:
        """What is chosen, also a condition that is not in the list yet; raises FormulaError."""
        chosen: dict[Facet, tuple[str, ...]] = {}
        for facet, value in self._with_written():
            chosen[facet] = (*chosen.get(facet, ()), value)
        measure = Measure(self.measure.key)
        words = tuple(each.strip() for each in self.words.text().split(",") if each.strip())
        return CountFormula(measure, chosen, words if measure in TITLED else ())

    def add(self) -> None:
        """Add the condition that is chosen, and make room for another."""
        filters = self._with_written()
        self.value.choose("")
        self._show_filters(filters)

    def remove(self) -> None:
        """Take out the condition that is selected, or the last one."""
        place = self.table.selected_row()
        gone = len(self.filters.rows) - 1 if place is None else place
        self._show_filters(tuple(each for number, each in enumerate(self.filters.rows) if number != gone))

    def _with_written(self) -> tuple[Filter, ...]:
        """The conditions of the list, and the one that is chosen above it."""
        kept = tuple(self.filters.rows)
        fresh = (Facet(self.facet.key), self.value.key)
        return (*kept, fresh) if fresh[1] and fresh not in kept else kept

    def _show_measure(self) -> None:
        measure = Measure(self.measure.key)
        usable = [facet for facet in Facet if facet in FACETS[measure] and facet is not Facet.MONTH]
        self.facet.offer({facet: label(facet) for facet in usable})
        self._show_values()
        self.title.setVisible(measure in TITLED)
        self._show_filters(tuple(each for each in self.filters.rows if each[0] in usable))

    def _show_values(self) -> None:
        self.value.offer(self._known.get(Facet(self.facet.key), {}))
        self._say()

    def _show_filters(self, filters: tuple[Filter, ...]) -> None:
        self.filters.set_rows(filters)
        self.table.setVisible(bool(filters))
        self.remove_button.setEnabled(bool(filters))
        self._say()

    def _say(self) -> None:
        """Say what is counted; half-typed words are refused when the goal is saved."""
        try:
            self.said.setText(f"Cuenta: {self.formula().described(self._known)}.")
        except ValueError as error:
            self.said.setText(str(error))
