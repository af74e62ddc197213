"""Tablero: the figures of a period at a glance, compared, filtered, broken down, and open down to their origin."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from services.categories import categories
from services.dashboard.breakdown import breakdown, facets_of
from services.dashboard.headlines import YEAR, Overview, last_month, overview, period_of, short_name
from services.periods import FIRST_YEAR, Month, Period
from services.report.slices import Slice
from services.words import Facet, label
from services.workspace import Workspace
from ui.coordination.dashboard.breakdown_view import BreakdownView
from ui.coordination.dashboard.filters_bar import FiltersBar
from ui.coordination.dashboard.headline_cards import HeadlineCards
from ui.coordination.origin_view import OriginView
from ui.first_steps_card import FirstStepsCard
from ui.kit import widgets
from ui.kit.page import Page, Topic
from ui.kit.sight import bring_into_sight
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, Card, Notice, NoticeKind, button, column, row
from ui.roles import may_open

QUARTER = 3
LENGTHS = {"Trimestre": QUARTER, "Mes": 1, "Semestre": 6, "Año": YEAR}
KEYS, RECEPTION = "Puntos y firmas", "Recepción"
EMPTY = (
    "Todavía no hay cifras. Primero autorice la tarjeta de cada punto; después reciba sus archivos. "
    "Aquí aparecerán apenas consolide el primero."
)


class DashboardPage(Page):
    """Opens at the last quarter of which anything is held; ``go`` carries the name of a page that a button leads to."""

    go = Signal(str)
    concerns = frozenset({Topic.PACKAGES, Topic.HISTORY, Topic.KEYS, Topic.LISTS})

    def __init__(self, workspace: Workspace, theme: Theme) -> None:
        super().__init__("Tablero")
        self._workspace = workspace
        self._month: Month | None = None
        self._before: QWidget | None = None
        self.length = QComboBox()
        self.length.addItems(list(LENGTHS))
        self.length.setAccessibleName("Duración del periodo")
        self.earlier = button("", lambda: self.step(-1))
        self.later = button("", lambda: self.step(1))
        for tool in (self.length, self.earlier, self.later):
            self.tools.addWidget(tool)
        self.gaps = Notice()
        self.cards = HeadlineCards(theme)
        self.by = QComboBox()
        self.by.setAccessibleName("Desglosar por")
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.filter_button = button("", self._switch_filters)
        self.filters = FiltersBar()
        self.filters.hide()
        self.chart = BreakdownView(theme)
        self.not_asked = widgets.label("", "soft", wrap=True)
        self.board = self._board()
        self.steps = FirstStepsCard(self, workspace, theme)
        self.empty = self._empty()
        self.origin = OriginView(workspace)
        for part in (self.steps, self.empty, self.board, self.origin):
            self.add(part)
        self.body.addStretch(1)
        self._connect()

    def _board(self) -> QWidget:
        caption = widgets.label("Desglosar por", "soft")
        hint = widgets.label("Doble clic o Intro en cualquier cifra: de dónde sale.", "small", wrap=True)
        choose = row(caption, self.by, hint, self.filter_button, spacing=2 * GRID)
        choose.setStretch(2, 1)
        board = QWidget()
        board.setLayout(
            column(self.gaps, self.cards, choose, self.filters, self.not_asked, self.chart, spacing=12),
        )
        return board

    def _empty(self) -> Card:
        keys = button("Autorizar tarjetas…", lambda: self.go.emit(KEYS), "primary")
        files = button("Recibir archivos…", lambda: self.go.emit(RECEPTION))
        for made, page in ((keys, KEYS), (files, RECEPTION)):
            made.setEnabled(may_open(self._workspace, page))
        return Card(column(widgets.label(EMPTY, wrap=True), row(keys, files, 1), spacing=2 * GRID))

    def _connect(self) -> None:
        self.length.currentIndexChanged.connect(lambda _: self._show())
        self.by.currentIndexChanged.connect(lambda _: self._show_breakdown())
        self.cards.chosen.connect(self._show_measure)
        self.filters.chosen.connect(self._show)
        for part in (self.cards, self.chart):
            part.opened.connect(self.open)
        self.chart.failed.connect(self.tell)
        for copied in (self.chart, self.origin):
            copied.done.connect(lambda sentence: self.notice.say(NoticeKind.GOOD, sentence))
        self.origin.failed.connect(self.tell)
        self.origin.closed.connect(self._back)
        for keys, by in (("Alt+Left", -1), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self, lambda by=by: self.step(by))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def period(self) -> Period:
        """The period that is shown."""
        return period_of(self._month or Month.of(self._workspace.today) + -1, LENGTHS[self.length.currentText()])

    def refresh(self) -> None:
        """Read the figures again."""
        with self.telling():
            last = last_month(self._workspace)
            self._month = last and (self._month or last)  # What was there can be gone: an earlier total taken out.
            self.empty.setVisible(last is None)
            self.filters.offer(categories(self._workspace))
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """The first steps are taken elsewhere, and told by nobody."""
        super().showEvent(event)
        self.steps.refresh()

    def choose(self, period: Period) -> None:
        """Show a period."""
        self._month = period.months[-1]
        with QSignalBlocker(self.length):
            self.length.setCurrentText(next(text for text, length in LENGTHS.items() if length == period.length))
        self._show()

    def step(self, by: int) -> None:
        """Show the next period of the same length, or the one before, while there can be figures of it."""
        wanted = self.period.earlier(-by * self.period.length)
        if wanted.first.year >= FIRST_YEAR and wanted.first <= Month.of(self._workspace.today):
            self.choose(wanted)

    def open(self, part: Slice) -> None:
        """Show what a figure is made of, in the place of the board."""
        self._before = QApplication.focusWidget()
        with self.telling():
            self.board.hide()
            self.origin.show_slice(part)

    def _back(self) -> None:
        self.board.setVisible(self._month is not None)
        if self._before is not None:
            self._before.setFocus()
            bring_into_sight(self._before)

    def _show(self) -> None:
        """Show the headlines of the period, and the breakdown of the chosen one."""
        self.origin.hide()
        self.board.setVisible(self._month is not None)
        period = self.period
        self.title.setText(f"Tablero: {period.name}")
        now = Month.of(self._workspace.today)
        _name(self.earlier, "‹ {}", "Periodo anterior", period.earlier(period.length))
        _name(self.later, "{} ›", "Periodo siguiente", period.earlier(-period.length))
        self.later.setEnabled(period.months[-1] < now)
        self.earlier.setEnabled(period.first.year > FIRST_YEAR or period.first.number > 1)
        for tool in (self.length, self.earlier, self.later):
            tool.setVisible(self._month is not None)
        if self._month is None:
            return
        with self.telling():
            self._overview = overview(self._workspace, period, self.filters.filters)
            self.cards.show_headlines(self._overview.headlines)
            self._say_gaps(self._overview)
            self._name_filters()
            self._show_measure()

    def _show_measure(self) -> None:
        """Offer what the chosen measure can be broken down by, and keep what it was if that is possible."""
        before = self.by.currentData()
        facets = facets_of(self.cards.measure)
        with QSignalBlocker(self.by):
            self.by.clear()
            for facet in facets:
                self.by.addItem(label(facet), facet)
            self.by.setCurrentIndex(max(0, self.by.findData(before)))
        self._show_breakdown()

    def _show_breakdown(self) -> None:
        measure = self.cards.measure
        headline = next(each for each in self._overview.headlines if each.measure is measure)
        self.not_asked.setText(f"{headline.name}: {' '.join(headline.notes)}" if headline.lacks else "")
        self.not_asked.setVisible(bool(headline.lacks))
        self.chart.setVisible(not headline.lacks)
        if not headline.lacks:
            with self.telling():
                facet = Facet(self.by.currentData())
                self.chart.show_breakdown(breakdown(self._workspace, self.period, measure, facet, self.filters.filters))

    def _say_gaps(self, made: Overview) -> None:
        if made.gaps:
            self.gaps.say(NoticeKind.WARNING, " ".join(made.gaps))
        else:
            self.gaps.clear()

    def _switch_filters(self) -> None:
        self.filters.setVisible(self.filters.isHidden())
        self._name_filters()
        if not self.filters.isHidden():
            self.filters.fields[Facet.POINT].setFocus()

    def _name_filters(self) -> None:
        """Say how many filters there are, also while they are put away."""
        active = len(self.filters.filters)
        verb = "Mostrar los filtros" if self.filters.isHidden() else "Ocultar los filtros"
        self.filter_button.setText(f"{verb} ({active} en uso)" if active else verb)


def _name(made: QPushButton, text: str, what: str, period: Period) -> None:
    made.setText(text.format(short_name(period)))
    made.setAccessibleName(f"{what}: {period.name}")
    made.setToolTip(f"{period.name.capitalize()} (Alt+{'←' if '‹' in text else '→'})")
