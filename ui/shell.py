"""The main window: a bar that says where one is, the pages on the left, one page at a time, and the state below."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QLayout,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.kit import icons
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, NoticeKind, column, label, row, rule
from ui.status_bar import StatusBar

SIDE_WIDTH = 208
SMALLEST = QSize(960, 600)
USUAL = QSize(1366, 768)
TITLE_BAR = 40
"""What a system sets above the window, at most, in pixels."""
AHEAD = 700
"""Milliseconds between pages that are made ahead, which leaves the keyboard to who types."""
FIRST_KEY = 2  # F1 is the help.
SPANISH = QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia)
NEWS = "Hay datos nuevos que esta página aún no muestra, para no borrar lo que usted escribe."


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


def has_room(available: QSize) -> bool:
    """Whether the usual window and its title bar are smaller than what a screen leaves free."""
    return available.width() > USUAL.width() and available.height() > USUAL.height() + TITLE_BAR


class MainWindow(QMainWindow):
    """Bar, navigation, page and state. ``closing`` is emitted once, when the window goes; ``today`` is the wall's."""

    closing = Signal()

    def __init__(self, theme: Theme, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self.theme = theme
        self._today = today
        self._shown_day = today()
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
        self._clock.timeout.connect(self.follow_midnight)
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

    def appear(self) -> None:
        """Show the window at its usual size, or as large as the screen if that is no larger."""
        if has_room(self.screen().availableGeometry().size()):
            self.show()
        else:
            self.showMaximized()

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
            page.changed.connect(partial(self.spread, writer=page))
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
            leaving.notice.let_go()
        self._group.button(place).setChecked(True)
        self._stack.setCurrentWidget(self._areas[place])
        if place in self._stale:
            self._read(place)
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

    def spread(self, topic: Topic, writer: Page | None = None) -> None:
        """Tell a change to the pages that it concerns, except to its writer: a page shows what it wrote itself."""
        self._outdate([place for place, page in self._pages.items() if topic in page.concerns and page is not writer])
        self.status.saved(topic)

    def follow_midnight(self) -> None:
        """Show the day; when another one begins, all that is shown may depend on it."""
        if self._today() == self._shown_day:
            return
        self._show_day()
        self._outdate(self._pages)
        self.status.refresh()

    def _outdate(self, places: Iterable[int]) -> None:
        """Let pages read again: the one that is shown now, unless somebody writes in it, the others when opened."""
        self._stale.update(places)
        shown = self.current_page()
        place = next((place for place in self._stale if self._pages.get(place) is shown), None)
        if shown is None or place is None:
            return
        if shown.is_in_use:
            show = partial(self._show_news, place)
            shown.notice.say(NoticeKind.INFO, NEWS, "Mostrar los datos nuevos", show, can_wait=True)
        else:
            self._read(place)

    def _show_news(self, place: int) -> None:
        self._pages[place].notice.clear()
        self._read(place)

    def _read(self, place: int) -> None:
        """Let a page read again, and leave the focus where it is; a page that could not read is still stale."""
        page, focus = self._pages[place], QApplication.focusWidget()
        with page.telling():
            page.refresh()
            self._stale.discard(place)
        if focus is not None and isValid(focus) and page.isAncestorOf(focus) and focus.isVisible():
            focus.setFocus()

    def _show_day(self) -> None:
        self._shown_day = self._today()
        self._day.setText(spoken_day(self._shown_day))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let every page keep what is typed, and then the profile be closed, whatever a page says."""
        self._ahead.stop()
        try:
            for page in self._pages.values():
                with page.telling():
                    page.leaving()
        finally:
            self.hide()  # What is left to do takes a moment, and nobody has to look at it.
            self.closing.emit()
        super().closeEvent(event)


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
