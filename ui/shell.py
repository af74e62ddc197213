"""The main window: a bar that says where one is, the pages on the left, one page at a time, and the state below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QLabel,
    QLayout,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.kit import icons
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, column, label, restyle, row, rule

SIDE_WIDTH = 208
SMALLEST = QSize(960, 600)
USUAL = QSize(1366, 768)
AHEAD = 700
"""Milliseconds between pages that are made ahead, which leaves the keyboard to who types."""
FIRST_KEY = 2  # F1 is the help.
SPANISH = QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia)


@dataclass(frozen=True)
class PageSpec:
    """A page of the navigation; ``make`` builds it when it is first opened. ``apart`` sets a line above it."""

    name: str
    icon: str
    make: Callable[[], Page]
    apart: bool = False


def spoken_day(day: date) -> str:
    """A day as people say it: ``viernes 20 de noviembre de 2026``."""
    return SPANISH.toString(QDate(day.year, day.month, day.day), "dddd d 'de' MMMM 'de' yyyy")


class MainWindow(QMainWindow):
    """Bar, navigation, page and state. ``closing`` is emitted once, when the window goes."""

    closing = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setWindowTitle("Bitácora Puntos Digitales")
        self.resize(USUAL)
        self.setMinimumSize(SMALLEST)
        self.specs: tuple[PageSpec, ...] = ()
        self._pages: dict[int, Page] = {}
        self._areas: dict[int, QScrollArea] = {}
        self._stale: set[int] = set()
        self._group = QButtonGroup(self)
        self._shortcuts: list[QShortcut] = []
        self._where = label("", "soft")
        self._day = label("", "soft")
        self._side = QVBoxLayout()
        self._stack = QStackedWidget()
        self.status = StatusBar()
        self._side_frame = _frame("side", self._side)
        self.setCentralWidget(self._assemble())
        self._group.idClicked.connect(self.open)
        theme.changed.connect(self._fit_to_theme)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - there is no window without one
        application.focusChanged.connect(self._keep_focus)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._show_day)
        self._clock.start(60_000)
        self._ahead = QTimer(self)
        self._ahead.setInterval(AHEAD)
        self._ahead.timeout.connect(self._make_ahead)
        self._show_day()

    def _assemble(self) -> QWidget:
        top = row(label("Bitácora", "strong"), self._where, 1, self._day, spacing=12)
        top.setContentsMargins(2 * GRID, 12, 2 * GRID, 12)
        bar = _frame("bar", top)
        self._side.setContentsMargins(GRID, GRID, GRID, GRID)
        self._side.setSpacing(GRID // 4)
        middle = row(self._side_frame, self._stack, spacing=0)
        middle.setStretch(1, 1)
        whole = column(bar, middle, self.status, spacing=0)
        whole.setStretch(1, 1)
        central = QWidget()
        central.setProperty("role", "ground")
        central.setLayout(whole)
        self._side_frame.hide()
        self.status.hide()
        return central

    def show_alone(self, widget: QWidget) -> None:
        """Show one thing without navigation: the start assistant, the passphrase, a failure."""
        self._side_frame.hide()
        self.status.hide()
        self._where.setText("")
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)

    def show_pages(self, where: str, specs: Sequence[PageSpec], start: int) -> None:
        """Show the pages of a profile and open the one numbered ``start``."""
        self._where.setText(where)
        self.specs = tuple(specs)
        for place, spec in enumerate(specs):
            self._add_to_navigation(place, spec)
        self._side.addStretch(1)
        self._fit_to_theme()
        self._side_frame.show()
        self.status.show()
        self.open(start)
        self._ahead.start()

    def _add_to_navigation(self, place: int, spec: PageSpec) -> None:
        key = f"F{place + FIRST_KEY}"
        entry = QPushButton(spec.name)
        entry.setCheckable(True)
        entry.setProperty("role", "nav")
        entry.setCursor(Qt.CursorShape.PointingHandCursor)
        entry.setAccessibleName(f"{spec.name}, tecla {key}")
        hint = label(key, "small")
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = row(1, hint)
        inside.setContentsMargins(0, 0, GRID, 0)
        entry.setLayout(inside)
        self._group.addButton(entry, place)
        if spec.apart:
            self._side.addSpacing(GRID)
            self._side.addWidget(rule())
            self._side.addSpacing(GRID)
        self._side.addWidget(entry)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(lambda: self.open(place))
        self._shortcuts.append(shortcut)

    def _fit_to_theme(self) -> None:
        self._side_frame.setFixedWidth(self.theme.px(SIDE_WIDTH))
        size = self.theme.px(18)
        for place, spec in enumerate(self.specs):
            entry = self._group.button(place)
            entry.setIcon(icons.icon(spec.icon, self.theme.colours.soft, self.theme.colours.accent_text, size))
            entry.setIconSize(QSize(size, size))

    def page(self, place: int) -> Page:
        """A page by its place, made if it is not there yet."""
        if place not in self._pages:
            page = self.specs[place].make()
            page.changed.connect(self.spread)
            page.setAccessibleName(self.specs[place].name)
            self._pages[place] = page
            self._stale.add(place)
            area = _scrolling(page)
            self._areas[place] = area
            self._stack.addWidget(area)
        return self._pages[place]

    def _keep_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """When what had the focus goes, Qt hands it to the navigation; the keys of the page are what people use."""
        page = self.current_page()
        if page is None or old is None or new not in self._group.buttons():
            return
        if page.isAncestorOf(old) and not old.isVisibleTo(page):
            page.setFocus()

    def _make_ahead(self) -> None:
        """Make one page that nobody opened yet, so that it is there at once when it is."""
        waiting = [place for place in range(len(self.specs)) if place not in self._pages]
        if not waiting:
            self._ahead.stop()
        elif QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.page(waiting[0])

    def open(self, place: int) -> None:
        """Show a page, with what it shows up to date."""
        leaving = self.current_page()
        page = self.page(place)
        if leaving is not None and leaving is not page:
            leaving.leaving()
        self._group.button(place).setChecked(True)
        self._stack.setCurrentWidget(self._areas[place])
        if place in self._stale:
            self._stale.discard(place)
            page.refresh()
        page.setFocus()

    def open_named(self, name: str) -> None:
        """Show a page by its name."""
        self.open(next(place for place, spec in enumerate(self.specs) if spec.name == name))

    def stale(self, place: int) -> None:
        """Let a page read again when it is next opened."""
        self._stale.add(place)

    def current_page(self) -> Page | None:
        """The page that is shown, if one is."""
        shown = self._stack.currentWidget()
        inside = shown.widget() if isinstance(shown, QScrollArea) else None
        return inside if isinstance(inside, Page) else None

    def spread(self, topic: Topic) -> None:
        """Tell a change to the pages that it concerns: those not shown read again when they are opened.

        A page shows what it wrote itself.
        """
        for place, page in self._pages.items():
            if topic not in page.concerns:
                continue
            if page is not self.current_page():
                self._stale.add(place)
        self.status.saved(topic)

    def _show_day(self) -> None:
        self._day.setText(spoken_day(date.today()))  # noqa: DTZ011 - the wall clock is what people look at

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let every page keep what is typed, and then the profile be closed, whatever a page says."""
        self._ahead.stop()
        try:
            for page in self._pages.values():
                with page.telling():
                    page.leaving()
        finally:
            self.closing.emit()
        super().closeEvent(event)


class StatusBar(QFrame):
    """What people want to be sure of: that all is saved, where the month stands, what waits."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "status")
        self._lines: list[QLabel] = []
        self._read: Callable[[], Sequence[tuple[str, str]]] = tuple
        self._saved = label("Todo guardado", "good")
        self._row = row(self._saved, 1, spacing=3 * GRID)
        self._row.setContentsMargins(2 * GRID, 6, 2 * GRID, 6)
        self.setLayout(self._row)

    def show_from(self, read: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """Show the (role, text) pairs that ``read`` gives, now and after every change."""
        self._read = read
        self.refresh()

    def saved(self, topic: Topic) -> None:
        """Say when the last write was; records alone change nothing else here, and they come by the second."""
        self._saved.setText(f"Guardado {datetime.now().strftime('%H:%M:%S')}")  # noqa: DTZ005 - the wall clock
        if topic is not Topic.RECORDS:
            self.refresh()

    def refresh(self) -> None:
        """Read and show again."""
        pairs = self._read()
        while len(self._lines) < len(pairs):
            made = label()
            self._row.insertWidget(len(self._lines) + 1, made)
            self._lines.append(made)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(pairs))
        for line, (role, text) in zip(self._lines, pairs, strict=False):
            line.setText(text)
            restyle(line, "role", role)


def _frame(role: str, layout: QLayout) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", role)
    frame.setLayout(layout)
    return frame


def _scrolling(page: Page) -> QScrollArea:
    """A page that scrolls when the text is larger than the screen."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
