"""Likely duplicates, and two records side by side to decide which one stays."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QPushButton, QWidget

from services.people.data import spoken_document
from services.people.duplicates import Duplicate
from services.people.held import Held
from services.people.search import PersonBrief
from services.texts import counted
from services.words import label
from ui.kit import widgets
from ui.kit.asking import Asking
from ui.kit.quiet_list import QuietList
from ui.kit.tips import tip
from ui.kit.widgets import GRID, button, clear, column, row

ITEMS_SHOWN = 4
LINES = 3
CONSEQUENCE = (
    "Las atenciones, inscripciones y certificaciones de la otra ficha pasan a la que se conserva, y la otra ficha se "
    "elimina. No se puede deshacer: una las dos solo si está seguro de que son la misma persona."
)
NONE = "No hay fichas que parezcan de la misma persona."


class DuplicatesCard(Asking):
    """The list of pairs; ``picked`` carries the Duplicate to look at."""

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pairs: tuple[Duplicate, ...] = ()
        self.list = QuietList()
        self.list.setAccessibleName("Fichas que parecen de la misma persona")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._pick)
        self.hint = widgets.label("", "soft", wrap=True)
        self.close_button = button("Cerrar", self.leave)
        head = row(widgets.label("Posibles duplicados", "heading"), 1, self.close_button)
        self.setLayout(column(head, self.hint, self.list, margins=2 * GRID))

    def show_pairs(self, pairs: Sequence[Duplicate]) -> None:
        """Show the pairs that were found."""
        self._pairs = ()
        self.list.clear()
        self._pairs = tuple(pairs)
        tall = LINES * self.fontMetrics().lineSpacing() + 2 * GRID
        for pair in pairs:
            item = QListWidgetItem(f"{_named(pair.first)}\n{_named(pair.second)}\n{pair.reason}", self.list)
            item.setToolTip(tip(item.text()))
            item.setSizeHint(QSize(0, tall))
        found = counted(len(pairs), "par de fichas parece", "pares de fichas parecen")
        self.hint.setText(f"{found} de la misma persona. Elija uno para compararlo." if pairs else NONE)
        self.list.setVisible(bool(pairs))
        self.list.setFixedHeight(tall * min(len(pairs), ITEMS_SHOWN) + GRID)

    def _pick(self, place: int) -> None:
        if 0 <= place < len(self._pairs):
            self.picked.emit(self._pairs[place])


class ComparisonCard(Asking):
    """Two records side by side; ``joined`` carries the ids of the one that stays and of the other."""

    joined = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._sides = row(spacing=2 * GRID)
        self.keep: list[QPushButton] = []
        self.leave_button = button("No unir", self.leave)
        head = row(widgets.label("¿Son la misma persona?", "heading"), 1, self.leave_button)
        consequence = widgets.label(CONSEQUENCE, "soft", wrap=True)
        self.setLayout(column(head, self._sides, consequence, spacing=12, margins=2 * GRID))

    def compare(self, first: Held, second: Held) -> None:
        """Show two records."""
        clear(self._sides)
        self.keep = []
        for one, other in ((first, second), (second, first)):
            join = button("Conservar esta ficha", partial(self.joined.emit, one.id, other.id), "primary")
            join.setAccessibleName(f"Conservar la ficha de {one.data.full_name}, {one.data.document}")
            self.keep.append(join)
            self._sides.addWidget(_side(one, join), 1)


def _side(held: Held, join: QWidget) -> QWidget:
    data = held.data
    born = data.birth_date.strftime("%d/%m/%Y") if data.birth_date else "Sin fecha de nacimiento"
    lines = (
        spoken_document(data.document_type, data.document),
        born,
        label(data.gender),
        *filter(None, (data.phone, data.email)),
        f"Registrada el {held.created_at.astimezone():%d/%m/%Y}",
        counted(len(held.attendances), "atención", "atenciones"),
        counted(len(held.enrolments), "inscripción", "inscripciones"),
        counted(len(held.certifications), "certificación", "certificaciones"),
    )
    side = QWidget()
    shown = [widgets.label(line, wrap=True) for line in lines]
    side.setLayout(column(widgets.label(data.full_name, "strong", wrap=True), *shown, 1, join, spacing=GRID // 2))
    return side


def _named(person: PersonBrief) -> str:
    return f"{person.name} · {spoken_document(person.document_type, person.document)}"
