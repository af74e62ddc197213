"""Limits every figure of the page to a point, a gender, a service and so on."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from services.categories import Categories
from services.report.slices import UNKNOWN, Filters
from services.words import Facet, label
from ui.kit.flow import FlowLayout
from ui.kit.wide_list import WideList
from ui.kit.widgets import GRID, button

EVERYTHING: dict[Facet, str] = {
    Facet.POINT: "todos",
    Facet.MODALITY: "todas",
    Facet.GENDER: "todos",
    Facet.SERVICE: "todos",
    Facet.MEDIUM: "todos",
    Facet.KIND: "todos",
    Facet.AXIS: "todos",
    Facet.STRATEGY: "todas",
}
WIDEST = 18
"""Letters that a field has room for; its list shows the whole names."""


class FiltersBar(QWidget):
    """A field for each facet, the month aside, which the period chooses. ``chosen`` is emitted at each choice."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[Facet, QComboBox] = {}
        for facet in EVERYTHING:
            field = WideList()
            field.setAccessibleName(f"Filtrar por {label(facet).lower()}")
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.currentIndexChanged.connect(lambda _: self.chosen.emit())
            self.fields[facet] = field
        self.clear_button = button("Quitar los filtros", self.clear)
        self.setLayout(FlowLayout(*self.fields.values(), self.clear_button, spacing=GRID))

    @property
    def filters(self) -> Filters:
        """What is chosen."""
        pairs = ((facet, field.currentData()) for facet, field in self.fields.items())
        return tuple(sorted((facet, str(value)) for facet, value in pairs if value is not None))

    def offer(self, known: Categories) -> None:
        """Offer the values of each facet, and keep what is chosen."""
        for facet, field in self.fields.items():
            before = field.currentData()
            with QSignalBlocker(field):
                field.clear()
                field.addItem(f"{label(facet)}: {EVERYTHING[facet]}", None)
                for value, name in known.get(facet, {}).items():
                    field.addItem(f"{label(facet)}: {name}", value)
                if facet is Facet.STRATEGY:
                    field.addItem("Sin estrategia", UNKNOWN)
                field.setCurrentIndex(max(0, field.findData(before) if before is not None else 0))
                longest = max(len(field.itemText(place)) for place in range(field.count()))
                field.setMinimumContentsLength(min(longest, WIDEST))

    def choose(self, facet: Facet, value: str) -> None:
        """Filter by a value."""
        field = self.fields[facet]
        field.setCurrentIndex(field.findData(value))

    def clear(self) -> None:
        """Filter by nothing."""
        if self.filters:
            for field in self.fields.values():
                with QSignalBlocker(field):
                    field.setCurrentIndex(0)
            self.chosen.emit()
