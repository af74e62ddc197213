"""The main window: a bar that says where one is, the pages on the left, one page at a time, and the state below."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QMainWindow, QScrollArea, QStackedWidget, QWidget
from shiboken6 import isValid

from ui.cover import Place, close_what_is_above
from ui.help.help import Help
from ui.help.menu import HelpButton
from ui.kit.elided_label import ElidedLabel
from ui.kit.page import Page, Topic
from ui.kit.theme import Theme
from ui.kit.widgets import GRID, NoticeKind, clear, column, label, row
from ui.navigation import Navigation, PageSpec
from ui.status_bar import StatusBar

__all__ = ["MainWindow", "PageSpec", "has_room", "spoken_day"]

SMALLEST = QSize(960, 600)
USUAL = QSize(1366, 768)
TITLE_BAR = 40
"""What a system sets above the window, at most, in pixels."""
AHEAD = 700
"""Milliseconds between pages that are made ahead, which leaves the keyboard to who types."""
SPANISH = QLocale(QLocale.Language.Spanish, QLocale.Country.Colombia)
NEWS = "Hay datos nuevos que esta página aún no muestra, para no borrar lo que usted escribe."


def spoken_day(day: date) -> str:
    """A day as people say it: ``viernes 20 de noviembre de 2026``."""
    return SPANISH.toString(QDate(day.year, day.month, day.day), "dddd d 'de' MMMM 'de' yyyy")


def has_room(available: QSize) -> bool:
    """Whether the usual window and its title bar are smaller than what a screen leaves free."""
    return available.width() > USUAL.width() and available.height() > USUAL.height() + TITLE_BAR


class MainWindow(QMainWindow):
    """Bar, navigation, page and state. ``closing`` is emitted once, when the window goes; ``today`` is the wall's.

    ``ready`` tells that there are pages to work in, ``emptied`` that they were taken away for those of somebody else,
    ``refused`` carries each error that a page told.
    """

    closing = Signal()
    ready = Signal()
    emptied = Signal()
    refused = Signal(object)

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
        self._where = ElidedLabel("soft")
        self._day = ElidedLabel("soft")
        self._user = row()
        self.help = Help(self)
        self._side = Navigation(theme, HelpButton(theme, self.help))
        self._side.chosen.connect(self.open)
        self._stack = QStackedWidget()
        self._alone: QWidget | None = None
        self.status = StatusBar()
        self.status.refused.connect(self.refused)
        self._content = self._assemble()
        self._covered: Place | None = None
        self.setCentralWidget(self._content)
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
        top = row(label("Bitácora", "strong"), self._where, 1, self._day, self._user, spacing=12)
        top.setContentsMargins(2 * GRID, 12, 2 * GRID, 12)
        bar = _frame("bar", top)
        middle = row(self._side, self._stack, spacing=0)
        middle.setStretch(1, 1)
        whole = column(bar, middle, self.status, spacing=0)
        whole.setStretch(1, 1)
        central = QWidget()
        central.setProperty("role", "ground")
        central.setLayout(whole)
        self._side.hide()
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
        self._side.hide()
        self.status.hide()
        self._where.setText("")
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._leave_alone(widget)

    def _leave_alone(self, widget: QWidget | None) -> None:
        """Let go of what was shown alone before, with all that was typed in it."""
        if self._alone is not None and self._alone is not widget:
            self._stack.removeWidget(self._alone)
            self._alone.deleteLater()
        self._alone = widget

    def show_user(self, widget: QWidget) -> None:
        """Show who works, at the end of the bar."""
        clear(self._user)
        self._user.addWidget(widget)

    def show_pages(self, where: str, specs: Sequence[PageSpec], start: int) -> None:
        """Show the pages of a profile and open the one numbered ``start``."""
        self._where.setText(where)
        self.specs = tuple(specs)
        self._side.offer(specs)
        self._side.show()
        self.status.show()
        self.open(start)
        self._leave_alone(None)
        self._ahead.start()
        self.ready.emit()

    def drop_pages(self) -> None:
        """Take the pages away for those of somebody else, each having kept what is typed; if one cannot, all stay."""
        for page in self._pages.values():
            page.leaving()
        self.forget_pages()

    def forget_pages(self) -> None:
        """Take the pages away, and who works in them, whatever is typed."""
        self._ahead.stop()
        self.emptied.emit()
        clear(self._user)
        self.status.show_from(tuple)
        for area in self._areas.values():
            self._stack.removeWidget(area)
            area.deleteLater()
        for kept in (self._pages, self._areas, self._stale):
            kept.clear()
        self.specs = ()

    # --- locking

    @property
    def is_covered(self) -> bool:
        """Whether something stands in the place of all that is in the window."""
        return self._covered is not None

    def cover(self, widget: QWidget) -> None:
        """Put something in the place of all that is in the window, until it is uncovered.

        What was there is taken out of the window, not hidden behind: no key, no reader of the screen and no thumbnail
        finds it. It goes on living, keeps every letter, and the work that it began goes on.
        """
        if self._covered is None:
            self._covered = Place.of(self._content)
            close_what_is_above()
            self.takeCentralWidget()
        self.setCentralWidget(widget)
        widget.show()
        if self.isMinimized():  # Its thumbnail was drawn before.
            self.hide()
            self.showMinimized()

    def uncover(self) -> None:
        """Put everything back as it was, and let pages read what changed meanwhile."""
        if self._covered is None:
            return
        place, self._covered = self._covered, None
        self.setCentralWidget(self._content)
        self._content.show()
        page = self.current_page()
        if not place.take_again() and page is not None:
            page.setFocus()
        self._outdate(())
        self.ready.emit()

    def page(self, place: int) -> Page:
        """A page by its place, made if it is not there yet."""
        if place not in self._pages:
            page = self.specs[place].make()
            page.changed.connect(partial(self.spread, writer=page))
            page.refused.connect(self.refused)
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
        if page is None or old is None or new is None or not self._side.isAncestorOf(new):
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
        self._side.mark(place)
        self._stack.setCurrentWidget(self._areas[place])
        if place in self._stale:
            self._read(place)
        page.setFocus()

    def open_named(self, name: str, part: str = "") -> None:
        """Show a page by its name, and one of its parts."""
        place = next(place for place, spec in enumerate(self.specs) if spec.name == name)
        self.open(place)
        if part:
            self.page(place).show_named(part)

    def stale(self, place: int) -> None:
        """Let a page read again when it is next opened."""
        self._stale.add(place)

    @property
    def alone(self) -> QWidget | None:
        """What is shown without navigation, if something is."""
        return self._alone

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
        if self.is_covered:  # What is written in a page cannot be told from here: it is done when it is back.
            return
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
            self.uncover()
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
