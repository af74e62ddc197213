"""How a published figure was understood, and the lists to say it otherwise."""

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Signal

from services.categories import categories
from services.confront.compare import Finding
from services.confront.result import told
from services.periods import Month, Period
from services.report.slices import FACETS, Slice, measure_name, slice_of, spoken_months
from services.texts import number
from services.words import Facet, Measure, label
from services.workspace import Workspace
from ui.kit import widgets
from ui.kit.fields import Choice, Field
from ui.kit.flow import FlowLayout
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, button, column, row

YEAR = 12
LENGTHS = (YEAR, 6, 3, 1)
SEPARATOR = "|"


class CorrectionForm(Card):
    """The measure, the months and a value for each facet; ``corrected`` carries the slice, ``asked`` opens it."""

    corrected = Signal(object)
    undone = Signal()
    asked = Signal(object)

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        self._workspace = workspace
        self._period: Period | None = None
        self._finding: Finding | None = None
        self._years: range = range(0)
        self.title = widgets.label("", "heading", wrap=True)
        self.measure = Choice("Qué se cuenta", {each: measure_name(each) for each in Measure})
        self.year = Choice("De qué año")
        self.months = Choice("De cuándo")
        self.values = {facet: Choice(label(facet), any_name="Todos") for facet in Facet if facet is not Facet.MONTH}
        self._fields = {facet: Field(theme, label(facet), each, 190) for facet, each in self.values.items()}
        self.correct_button = button("Confrontar así", self.correct, "primary")
        self.undo_button = button("Volver a lo que se entendió", self._undo)
        self.open_button = button("De dónde sale", self._open)
        fields = FlowLayout(
            Field(theme, "Qué se cuenta", self.measure, 240),
            Field(theme, "De qué año", self.year, 100),
            Field(theme, "De cuándo", self.months, 260),
            *self._fields.values(),
            spacing=2 * GRID,
        )
        buttons = row(self.correct_button, self.undo_button, 1, self.open_button)
        super().__init__(column(self.title, fields, buttons, spacing=GRID))
        self.measure.currentIndexChanged.connect(self._show_facets)
        self.year.currentIndexChanged.connect(self._change_year)

    def offer(self, period: Period) -> None:
        """Offer the months of a period where a figure says none."""
        self._period = period

    def offer_years(self, first: int, last: int) -> None:
        """Offer these years, both included."""
        self._years = range(first, last + 1)

    def show_finding(self, finding: Finding, *, is_corrected: bool) -> None:
        """Show how a figure was understood."""
        self._finding = finding
        part = finding.claim.part
        understood = f"se entendió como {told(finding)}" if part else f"{finding.reason}; elija qué cuenta"
        self.title.setText(f"«{finding.claim.words}», {number(finding.claim.figure)}: {understood}.")
        self._offer_months(part)
        names = categories(self._workspace)
        for facet, choice in self.values.items():
            choice.offer(names.get(facet, {}))
            choice.choose((part.value(facet) or "") if part else "")
        self.measure.choose(part.measure if part else Measure.ATTENTIONS)
        self._show_facets()
        self.undo_button.setVisible(is_corrected)
        self.open_button.setVisible(part is not None and finding.held is not None and not finding.claim.title)

    def chosen(self) -> Slice:
        """What is chosen."""
        measure = Measure(self.measure.key)
        filters = [
            (facet, choice.key) for facet, choice in self.values.items() if choice.key and facet in FACETS[measure]
        ]
        return slice_of(measure, self.months.key.split(SEPARATOR), filters)

    def correct(self) -> None:
        """Take the figure for what is chosen."""
        self.corrected.emit(self.chosen())

    def _undo(self) -> None:
        self.undone.emit()

    def _open(self) -> None:
        if self._finding is not None and self._finding.claim.part is not None:
            self.asked.emit(self._finding.claim.part)

    def _offer_months(self, part: Slice | None) -> None:
        """Offer the years that are known, that of the period and that of the figure; choose what it was taken for."""
        chosen = part.months if part else tuple(map(str, self._period.months)) if self._period else ()
        years = {*self._years, *(int(month[:4]) for month in chosen[:1])}
        with QSignalBlocker(self.year):
            self.year.offer({str(year): str(year) for year in sorted(years, reverse=True)})
            self.year.choose(chosen[0][:4] if chosen else "")
        self._fill_months(chosen)

    def _change_year(self) -> None:
        """The same months of another year."""
        year = self.year.key
        self._fill_months(tuple(f"{year}{month[4:]}" for month in self.months.key.split(SEPARATOR)))

    def _fill_months(self, chosen: tuple[str, ...]) -> None:
        offered = {SEPARATOR.join(chosen): spoken_months(chosen).capitalize()} if chosen else {}
        for period in _of_year(int(self.year.key)) if self.year.key else ():
            offered[SEPARATOR.join(map(str, period.months))] = period.name.capitalize()
        self.months.offer(offered)
        self.months.choose(SEPARATOR.join(chosen))

    def _show_facets(self) -> None:
        usable = FACETS[Measure(self.measure.key)]
        for facet, field in self._fields.items():
            field.setVisible(facet in usable)


def _of_year(year: int) -> Iterator[Period]:
    """The year, its half-years, quarters and months."""
    for length in LENGTHS:
        for start in range(1, YEAR + 1, length):
            yield Period.starting(Month(year, start), length)
