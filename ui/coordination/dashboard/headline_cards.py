"""The headline figures: one is chosen to be broken down below, and each opens down to its origin."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from services.dashboard.headlines import MEASURES, Headline
from services.report.slices import Slice, measure_name
from services.words import Measure
from ui.kit.report_view import shown
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, column, label

FIGURE = 26
NARROWEST = 250
"""The least width of a card, in pixels at the usual text size."""
NOT_ASKED = "no aplica"


class HeadlineCards(QWidget):
    """A card for each measure, as many beside each other as the width allows.

    ``chosen`` is emitted when another one is chosen; ``opened`` carries the slice of the one that is to be opened.
    """

    chosen = Signal()
    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GRID)
        self.cards: dict[Measure, HeadlineCard] = {}
        for place, measure in enumerate(MEASURES):
            card = HeadlineCard(theme, measure)
            card.opened.connect(lambda each=card: self.opened.emit(each.part))
            self._group.addButton(card, place)
            self.cards[measure] = card
        self.setLayout(self._grid)
        self._columns = 0
        self._arrange()
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(lambda _, checked: self.chosen.emit() if checked else None)
        theme.changed.connect(self._arrange)

    @property
    def measure(self) -> Measure:
        """The chosen measure."""
        return MEASURES[self._group.checkedId()]

    def choose(self, measure: Measure) -> None:
        """Choose a measure."""
        self.cards[measure].setChecked(True)

    def show_headlines(self, headlines: Sequence[Headline]) -> None:
        """Show the figures of a period."""
        for each in headlines:
            self.cards[each.measure].show_headline(each)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many beside each other as fit."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        fit = max(1, (self.width() + GRID) // (self._theme.px(NARROWEST) + GRID))
        columns = next(each for each in (4, 2, 1) if each <= fit)
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, place // columns, place % columns)
        for place in range(len(MEASURES)):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)


class HeadlineCard(QPushButton):
    """A figure with its comparisons; a click chooses it, Enter or a double click opens it."""

    opened = Signal()

    def __init__(self, theme: Theme, measure: Measure) -> None:
        super().__init__()
        self._theme = theme
        self.part: Slice | None = None
        self.setCheckable(True)
        self.setProperty("role", "choice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # as high as its neighbours
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Un clic la desglosa abajo; doble clic o Intro muestran de dónde sale.")
        self.name = label(measure_name(measure), "caption", wrap=True)
        self.figure = label()
        self.notes = label("", "small", wrap=True)
        self._inside = column(self.name, self.figure, self.notes, 1, spacing=2)
        self._inside.setContentsMargins(12, GRID, 12, GRID)
        self.setLayout(self._inside)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._fit)
        self._fit()

    def show_headline(self, headline: Headline) -> None:
        """Show another figure."""
        self.part = None if headline.lacks else headline.now.part
        text = NOT_ASKED if headline.lacks else shown(headline.now.total)
        self.figure.setText(text)
        self.notes.setText("\n".join(headline.notes))
        self.setAccessibleName(f"{headline.name}: {text}. {'. '.join(headline.notes)}")
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the figure; the space bar chooses it, as in every button."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.part is not None:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the figure."""
        super().mouseDoubleClickEvent(event)
        if self.part is not None:
            self.opened.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the notes break as the width asks."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.figure.setFont(self._theme.font(FIGURE, bold=True))
        self.setMinimumHeight(self._inside.totalHeightForWidth(max(self.width(), self._theme.px(NARROWEST))))
