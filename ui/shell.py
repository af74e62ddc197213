"""The main window: one page at a time in its frame. Made and painted before all else is loaded."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QWidget
from shiboken6 import isValid

from ui.application import SPANISH
from ui.kit.theme import Theme
from ui.waiting import Waiting

if TYPE_CHECKING:
    from datetime import date

    from ui.cover import Place
    from ui.frame import Frame
    from ui.help.help import Help
    from ui.kit.page import Page, Topic
    from ui.status_bar import StatusBar

SMALLEST = QSize(960, 600)
USUAL = QSize(1366, 768)
TITLE_BAR = 40
"""What a system sets above the window, at most, in pixels."""
MINUTE = 60_000
TITLE = "Bitácora Puntos Digitales"
NEWS = "Hay datos nuevos que esta página aún no muestra, para no borrar lo que usted escribe."


class PageSpec(NamedTuple):
    """A page of the navigation; ``make`` builds it when it is first opened. ``apart`` sets a line above it."""

    name: str
    icon: str
    make: "Callable[[], Page]"
    apart: bool = False


def spoken_day(day: "date") -> str:
    """A day as people say it: ``viernes 20 de noviembre de 2026``."""
    return SPANISH.toString(QDate(day.year, day.month, day.day), "dddd d 'de' MMMM 'de' yyyy")


def _system_day() -> "date":
    from datetime import date

    return date.today()  # noqa: DTZ011 - the wall's


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

    def __init__(self, theme: Theme, today: "Callable[[], date]" = _system_day) -> None:
        super().__init__()
        self.theme = theme
        self._today = today
        self.setWindowTitle(TITLE)
        self.resize(USUAL)
        self.setMinimumSize(SMALLEST)
        self.specs: tuple[PageSpec, ...] = ()
        self._pages: dict[int, Page] = {}
        self._areas: dict[int, QScrollArea] = {}
        self._stale: set[int] = set()
        self._alone: QWidget | None = None
        self._covered: Place | None = None
        self.waiting = Waiting()
        self.setCentralWidget(self.waiting)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.follow_midnight)
        self._session_ends = False
        application = QApplication.instance()
        assert isinstance(application, QGuiApplication)  # noqa: S101 - there is no window without one
        application.commitDataRequest.connect(self._let_session_end)

    @cached_property
    def help(self) -> "Help":
        """The manual, F1."""
        from ui.help.help import Help

        return Help(self)

    @cached_property
    def _frame(self) -> "Frame":
        """All that is in the window, in the place of ``waiting`` as soon as there is something to show."""
        from ui.frame import Frame

        frame = Frame(self.theme, self.help)
        frame.side.chosen.connect(self.open)
        frame.status.refused.connect(self.refused)
        self._shown_day = self._today()
        frame.show_day(self._shown_day)
        self._clock.start(MINUTE)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 - there is no window without one
        application.focusChanged.connect(self._keep_focus)
        frame.hide()  # Or the window would show it in its own time, when it may be covered.
        self.setCentralWidget(frame)
        frame.show()
        return frame

    @property
    def status(self) -> "StatusBar":
        """The line below the pages."""
        return self._frame.status

    def appear(self) -> None:
        """Show the window at its usual size, or as large as the screen if that is no larger."""
        self.waiting.await_paint()
        if has_room(self.screen().availableGeometry().size()):
            self.show()
        else:
            self.showMaximized()

    def show_alone(self, widget: QWidget) -> None:
        """Show one thing without navigation: the start assistant, the passphrase, a failure."""
        self._frame.leave_pages()
        self._frame.stack.addWidget(widget)
        self._frame.stack.setCurrentWidget(widget)
        self._leave_alone(widget)

    def _leave_alone(self, widget: QWidget | None) -> None:
        """Let go of what was shown alone before, with all that was typed in it."""
        if self._alone is not None and self._alone is not widget:
            self._frame.stack.removeWidget(self._alone)
            self._alone.deleteLater()
        self._alone = widget

    def show_user(self, widget: QWidget) -> None:
        """Show who works, at the end of the bar."""
        self._frame.show_user(widget)

    def show_pages(self, where: str, specs: Sequence[PageSpec], start: int, *, is_sample: bool = False) -> None:
        """Show the pages of a profile and open the one numbered ``start``; nobody takes those of a sample for real."""
        self.specs = tuple(specs)
        self.setWindowTitle(f"MUESTRA · {TITLE}" if is_sample else TITLE)
        self._frame.offer_pages(where, specs, is_sample=is_sample)
        self.open(start)
        self._leave_alone(None)
        self.ready.emit()

    def drop_pages(self) -> None:
        """Take the pages away for those of somebody else, each having kept what is typed; if one cannot, all stay."""
        for page in self._pages.values():
            page.leaving()
        self.forget_pages()

    def forget_pages(self) -> None:
        """Take the pages away, and who works in them, whatever is typed."""
        self.emptied.emit()
        self._frame.leave_user()
        self.status.show_from(tuple)
        for area in self._areas.values():
            self._frame.stack.removeWidget(area)
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
            from ui.cover import Place, close_what_is_above

            self._covered = Place.of(self._frame)
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
        self.setCentralWidget(self._frame)
        self._frame.show()
        page = self.current_page()
        if not place.take_again() and page is not None:
            page.setFocus()
        self._outdate(())
        self.ready.emit()

    def page(self, place: int) -> "Page":
        """A page by its place, made if it is not there yet."""
        if place not in self._pages:
            page = self.specs[place].make()
            page.changed.connect(partial(self.spread, writer=page))
            page.refused.connect(self.refused)
            page.setAccessibleName(self.specs[place].name)
            self._pages[place] = page
            self._stale.add(place)
            self._areas[place] = self._frame.add_page(page)
        return self._pages[place]

    def _keep_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """When what had the focus goes, Qt hands it to the navigation; the keys of the page are what people use."""
        page = self.current_page()
        if page is None or old is None or new is None or not self._frame.side.isAncestorOf(new):
            return
        if page.isAncestorOf(old) and not old.isVisibleTo(page):
            page.setFocus()

    def open(self, place: int) -> None:
        """Show a page, with what it shows up to date."""
        leaving = self.current_page()
        page = self.page(place)
        if leaving is not None and leaving is not page:
            leaving.turned_from()
            leaving.leaving()
            leaving.notice.let_go()
            self._areas[place].verticalScrollBar().setValue(0)
        self._frame.side.mark(place)
        self._frame.stack.setCurrentWidget(self._areas[place])
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

    def current_page(self) -> "Page | None":
        """The page that is shown, if one is."""
        shown = self._frame.stack.currentWidget() if self._pages else None
        return next((page for place, page in self._pages.items() if self._areas[place] is shown), None)

    def spread(self, topic: "Topic", writer: "Page | None" = None) -> None:
        """Tell a change to the pages that it concerns, except to its writer: a page shows what it wrote itself."""
        self._outdate([place for place, page in self._pages.items() if topic in page.concerns and page is not writer])
        self.status.saved(topic)

    def follow_midnight(self) -> None:
        """Show the day; when another one begins, all that is shown may depend on it."""
        if self._today() == self._shown_day:
            return
        self._shown_day = self._today()
        self._frame.show_day(self._shown_day)
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
            from ui.kit.widgets import NoticeKind

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

    def _let_session_end(self) -> None:
        """The system shuts down: from now on nothing is asked."""
        self._session_ends = True

    def _asks_first(self) -> bool:
        """Ask in place before what no page keeps is lost; only once, and only where it can be seen."""
        if self._session_ends or self.is_covered:
            return False
        unsaved = [place for place, page in self._pages.items() if page.has_unsaved]
        shown = self.current_page()
        if not unsaved or (shown is not None and shown.losing.isVisible()):
            return False
        first = next((place for place in unsaved if self._pages[place] is shown), unsaved[0])
        if self._pages[first] is not shown:
            self.open(first)
        if self.isMinimized():
            self.showNormal()
        self._pages[first].losing.ask([self.specs[place].name for place in unsaved], self.close)
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask who closes it and would lose something; else let pages keep what is typed, and the profile be closed.

        A close of the program's own is no question, and what a page says then does not stop it.
        """
        if event.spontaneous() and self._asks_first():
            event.ignore()
            return
        try:
            for page in self._pages.values():
                with page.telling():
                    page.leaving()
        finally:
            self.hide()  # What is left to do takes a moment, and nobody has to look at it.
            self.uncover()
            self.closing.emit()
        super().closeEvent(event)
