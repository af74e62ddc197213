"""The words of a fingerprint without two of them, which only whoever reads them aloud elsewhere can tell."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from services.fingerprints import LINE, asked_places, is_word, words
from ui.kit import widgets
from ui.kit.widgets import GRID, clear

LONGEST_WORD = 20


class HeardWords(QWidget):
    """Two lines of five words; of each line one is asked for, at a place that is the fingerprint's own.

    So nobody says by habit that they are the same: the answer is not on this screen, nor after opening it again.
    ``reader`` is who reads them aloud: «el punto». ``answered`` tells Return in the last field.
    """

    answered = Signal()
    changed = Signal()

    def __init__(self, reader: str) -> None:
        super().__init__()
        self._reader = reader
        self._words: tuple[str, ...] = ()
        self.fields: dict[int, QLineEdit] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(LINE, 1)
        self.setLayout(self._grid)

    def ask(self, fingerprint: str, *, complete: bool) -> None:
        """Show the words of a fingerprint: all of them if it is ``complete``, and nothing is asked."""
        clear(self._grid)
        self._words, self.fields = words(fingerprint), {}
        asked = () if complete else asked_places(fingerprint)
        for place, word in enumerate(self._words):
            part = self._field(place) if place in asked else _word(word)
            self._grid.addWidget(part, place // LINE, place % LINE, Qt.AlignmentFlag.AlignVCenter)

    @property
    def is_answered(self) -> bool:
        """Whether something stands in every field."""
        return all(field.text().strip() for field in self.fields.values())

    @property
    def is_right(self) -> bool:
        """Whether the words that are asked for were heard."""
        return all(is_word(self._words[place], field.text()) for place, field in self.fields.items())

    def _field(self, place: int) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(f"Palabra {place + 1}, la que lee {self._reader}")
        field.setPlaceholderText(f"palabra {place + 1}")
        field.setMaxLength(LONGEST_WORD)
        field.textChanged.connect(self.changed)
        field.returnPressed.connect(self.answered)
        self.fields[place] = field
        return field


def _word(word: str) -> QLabel:
    return widgets.label(word, "title")
