"""The optional card: who the citizen is in general terms, and how satisfied. It empties after each record."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from services.recording import NO_DETAILS, Details
from services.words import AgeBand, ConflictVictim, Disability, Ethnicity, label
from ui.kit import widgets
from ui.kit.wide_list import WideList
from ui.kit.widgets import GRID, Card, button, column

UNTOLD = "Sin dato"
SATISFACTION = ("Muy malo", "Malo", "Regular", "Bueno", "Excelente")
YOUTH, ADULTHOOD, OLD_AGE = 14, 29, 60
SHORTEST = 8


class DetailsCard(Card):
    """Six short lists, folded until they are wanted; what is not told stays «Sin dato»."""

    def __init__(self, communes: Sequence[str]) -> None:
        self.age = _words("Edad", list(AgeBand))
        self.commune = _choice("Comuna", [(each, each) for each in communes])
        self.disability = _words("Discapacidad", list(Disability))
        self.ethnicity = _words("Etnia", list(Ethnicity))
        self.victim = _words("Víctima del conflicto", list(ConflictVictim))
        levels = [(level, name) for level, name in enumerate(SATISFACTION, start=1)]
        self.satisfaction = _choice("Satisfacción", levels[::-1])
        self.fields = {
            "edad": self.age,
            "comuna": self.commune,
            "discapacidad": self.disability,
            "etnia": self.ethnicity,
            "victima": self.victim,
            "satisfaccion": self.satisfaction,
        }
        self._inside = QWidget()
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GRID)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(widgets.label(field.accessibleName(), "small"), place, 0)
            grid.addWidget(field, place, 1)
        grid.setColumnStretch(1, 1)
        self.toggle = button("", self.switch, "plain")
        super().__init__(column(self.toggle, self._inside), GRID)
        self._inside.hide()
        self._name_toggle()

    def switch(self) -> None:
        """Open or fold the lists."""
        self._inside.setVisible(self._inside.isHidden())
        self._name_toggle()

    def unfold(self) -> None:
        """Open the lists if something is told in them."""
        if self.details(None) != NO_DETAILS and self._inside.isHidden():
            self.switch()

    def _name_toggle(self) -> None:
        verb = "Agregar" if self._inside.isHidden() else "Ocultar"
        self.toggle.setText(f"{verb} caracterización y satisfacción")

    def details(self, person_id: int | None) -> Details:
        """What is told now."""
        return Details(
            person_id=person_id,
            age_band=self.age.currentData(),
            disability=self.disability.currentData(),
            ethnicity=self.ethnicity.currentData(),
            conflict_victim=self.victim.currentData(),
            commune=self.commune.currentData(),
            satisfaction=self.satisfaction.currentData(),
        )

    def clear(self) -> None:
        """Tell nothing."""
        for field in self.fields.values():
            field.setCurrentIndex(0)

    def show_age(self, birth_date: date, today: date) -> None:
        """Fill in the age band of a birth date."""
        self.age.setCurrentIndex(self.age.findData(age_band(birth_date, today)))


def age_band(birth_date: date, today: date) -> AgeBand:
    """The age band on a day."""
    age = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    if age < YOUTH:
        return AgeBand.CHILDHOOD
    if age < ADULTHOOD:
        return AgeBand.YOUTH
    return AgeBand.ADULTHOOD if age < OLD_AGE else AgeBand.OLD_AGE


def _words(name: str, words: Sequence[StrEnum]) -> WideList:
    return _choice(name, [(word, label(word)) for word in words])


def _choice(name: str, options: Sequence[tuple[object, str]]) -> WideList:
    field = WideList()
    field.setAccessibleName(name)
    field.addItem(UNTOLD, None)
    for value, text in options:
        field.addItem(text, value)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(SHORTEST)
    return field
