"""The parts of «Predial e ICA»: the fields for what is printed, and the counters of a tax."""

from collections.abc import Callable
from datetime import tzinfo

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from services.day_slip import ALONE, hour
from services.periods import MONTH_NAMES, Month
from services.taxes import MOST_COPIES, Copies, TaxCounts, TaxRecord
from services.texts import counted, number
from services.words import PLURALS, Medium, Modality, Tax, label
from ui.kit import widgets
from ui.kit.tables import Column
from ui.kit.theme import Theme
from ui.kit.titled import titled
from ui.kit.widgets import GRID, Card, column, row, rule

USUAL = {Modality.IN_PERSON: Copies(physical=1), Modality.VIRTUAL: Copies(digital=1)}
"""Who comes leaves with a printed receipt; who writes gets a file."""
FIELD_WIDTH = 84


class CountField(QLineEdit):
    """A small number; every key that is no digit and no editing key goes to the page, also while it is typed."""

    EDITING = frozenset(
        {Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
    )

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setValidator(QIntValidator(0, MOST_COPIES, self))
        self.setMaxLength(len(str(MOST_COPIES)))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(width)

    @property
    def value(self) -> int:
        """The number; nothing written is none."""
        return int(self.text() or 0)

    def event(self, event: QEvent) -> bool:
        """Keep only digits and editing keys from the page's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and not self._is_own(event):
            event.ignore()
            return False
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        return event.text().isdigit() or Qt.Key(event.key()) in self.EDITING

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed first replaces what stands."""
        super().focusInEvent(event)
        self.selectAll()


class CopiesFields(QWidget):
    """How many copies go with the next attention: those that are usual for its modality, or what is typed."""

    def __init__(self, theme: Theme, typed: Callable[[], None]) -> None:
        super().__init__()
        self._modality = Modality.IN_PERSON
        width = theme.px(FIELD_WIDTH)
        self.physical = CountField("Copias físicas", width)
        self.digital = CountField("Copias digitales", width)
        titles = []
        for key, field in (("F", self.physical), ("D", self.digital)):
            field.returnPressed.connect(typed)
            titles.append(titled(field.accessibleName(), key, field))
        self.setLayout(row(*titles, spacing=2 * GRID))
        self.reset()

    @property
    def copies(self) -> Copies:
        """What stands in the fields."""
        return Copies(self.physical.value, self.digital.value)

    def reset(self) -> None:
        """Show what is usual again."""
        usual = USUAL[self._modality]
        self.physical.setText(str(usual.physical))
        self.digital.setText(str(usual.digital))

    def follow(self, modality: Modality) -> None:
        """Show what is usual for another modality, unless something else was typed."""
        is_untouched = self.copies == USUAL[self._modality]
        self._modality = modality
        if is_untouched:
            self.reset()

    def type_digit(self, digit: str) -> None:
        """Start to write the number of the usual medium."""
        field = self.digital if self._modality is Modality.VIRTUAL else self.physical
        field.setFocus()
        field.setText(digit)


class TaxTotalsCard(Card):
    """Attentions by modality and prints by medium, of the day and of the month, for one tax."""

    def __init__(self, *below: QWidget) -> None:
        self._title = widgets.label("", "heading")
        self._columns = [_right("caption"), _right("caption")]
        self.figures: dict[str, tuple[QLabel, QLabel]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._title, 0, 0)
        for place, title in enumerate(self._columns, start=1):
            self._grid.addWidget(title, 0, place)
        for word in Modality:
            self._add_line(word, PLURALS[word])
        self._add_line("attentions", "Atenciones", "strong")
        self._grid.addWidget(rule(), self._grid.rowCount(), 0, 1, 3)
        for medium in Medium:
            self._add_line(medium, PLURALS[medium])
        self._add_line("prints", "Impresiones", "strong")
        super().__init__(column(self._grid, 1, *below))

    def _add_line(self, key: str, title: str, role: str = "") -> None:
        place = self._grid.rowCount()
        self.figures[key] = (_right("strong"), _right(role))
        self._grid.addWidget(widgets.label(title, role), place, 0)
        for column_place, figure in enumerate(self.figures[key], start=1):
            self._grid.addWidget(figure, place, column_place)

    def show_counts(self, tax: Tax, counts: TaxCounts, day_name: str, month: Month) -> None:
        """Show the figures of a tax."""
        self._title.setText(label(tax))
        names = (day_name, MONTH_NAMES[month.number - 1].capitalize())
        cubes = ((counts.attentions, counts.prints), (counts.month_attentions, counts.month_prints))
        for place, (name, (attentions, prints)) in enumerate(zip(names, cubes, strict=True)):
            self._columns[place].setText(name)
            own, printed = attentions.only(service=tax.value), prints.only(tax=tax.value)
            figures: dict[str, int] = {each: own.by("modality")[each] for each in Modality}
            figures |= {each: printed.by("medium")[each] for each in Medium}
            figures |= {"attentions": own.total, "prints": printed.total}
            for key, value in figures.items():
                self.figures[key][place].setText(number(value))


def record_columns(zone: tzinfo | None) -> tuple[Column[TaxRecord], ...]:
    """The columns of the day's list, with hours in a zone."""
    return (
        Column("Hora", lambda record: hour(record, zone)),
        Column("Impuesto", lambda record: label(record.tax)),
        Column("Modalidad", lambda record: label(record.modality) if record.modality else ALONE),
        Column("Género", lambda record: label(record.gender) if record.gender else ""),
        Column("Personas", lambda record: number(record.quantity), is_figure=True),
        Column(PLURALS[Medium.PHYSICAL], lambda record: number(record.copies.physical), is_figure=True),
        Column(PLURALS[Medium.DIGITAL], lambda record: number(record.copies.digital), is_figure=True),
    )


def in_words(record: TaxRecord) -> str:
    """A record as a sentence names it: ``el registro de 1 persona con 2 impresiones de Predial``."""
    copies = counted(record.copies.total, "impresión", "impresiones")
    if record.attendance_id is None:
        return f"el registro de {copies} de {label(record.tax)}"
    people = counted(record.quantity, "persona", "personas")
    return f"el registro de {people} con {copies} de {label(record.tax)}"


def _right(role: str) -> QLabel:
    made = widgets.label("0", role)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
