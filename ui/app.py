"""Starts the window: paints it first, then loads the program and opens the profile."""

import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    QTimer,
    QtMsgType,
    QTranslator,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from resources.files import ICON
from services.crashes import Crashes, without_quotes
from ui.kit.hearing import tell_roles
from ui.kit.theme import Theme, follow_system
from ui.kit.widgets import column, label
from ui.shell import SPANISH, MainWindow

if TYPE_CHECKING:
    from ui.arriving import Arriving
    from ui.opening import Opening

UNSEEN = 1_000
"""Milliseconds after which a window that nobody sees, for it was started as an icon, opens its profile all the same."""
SOON = 500
"""Milliseconds until a window listens to others: its own pages come first."""


def run_window(folder: Path, crashes: Crashes, files: Sequence[Path] = ()) -> int:
    """Show the window on the profile in ``folder``, with ``files`` opened in it, until it is closed.

    If the profile is open in another window, that one gets the files and comes to the front. Returns the exit code.
    """
    application = make_application()
    theme = Theme(application)
    follow_system(theme)
    window = MainWindow(theme)
    waiting = Waiting()
    window.show_alone(waiting)
    window.appear()

    def open_profile() -> None:
        # Only now: the store's libraries take longer to load than the window to paint.
        from ui.arriving import Arriving
        from ui.opening import Opening

        if _is_taken_by_another(folder, files):
            window.close()
            return
        opening, arriving = Opening(window, folder), Arriving(window)
        opening.held.connect(crashes.watch)
        opening.held.connect(partial(_listen, opening, arriving))
        opening.released.connect(crashes.rest)
        listener.again = opening.begin
        if files:
            arriving.take(files)
        opening.begin()

    listener = Listener(window, crashes, open_profile)
    listener.install()
    waiting.seen.connect(open_profile)
    code = application.exec()
    qInstallMessageHandler(None)
    return code


def _is_taken_by_another(folder: Path, files: Sequence[Path]) -> bool:
    """Whether another window has the profile open, and took the files."""
    from services.holding import is_held

    if not is_held(folder):
        return False
    from ui.handover import hand_over

    return hand_over(folder, files)


def _listen(opening: "Opening", arriving: "Arriving", folder: Path) -> None:
    """Let files be handed in while the profile in ``folder`` is open, once there is time to load what that takes."""

    def begin() -> None:
        from ui.handover import Counter

        counter = Counter(opening)
        counter.came.connect(arriving.take)
        opening.released.connect(counter.shut)
        counter.open_for(folder)

    wait = QTimer(opening)
    wait.setSingleShot(True)
    wait.timeout.connect(begin)
    opening.released.connect(wait.stop)
    wait.start(SOON)


def make_application() -> QApplication:
    """The application, speaking Spanish of Colombia in its own buttons, dates and numbers."""
    QLocale.setDefault(SPANISH)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Bitácora Puntos Digitales")
    application.setWindowIcon(QIcon(str(ICON)))
    tell_roles()
    translator = QTranslator(application)
    application.installTranslator(_MissingWords(application))
    if translator.load("qtbase_es", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    return application


class _MissingWords(QTranslator):
    """What Qt's own Spanish lacks."""

    WORDS: ClassVar = {"&Look in:": "&Buscar en:", "Files of &type:": "&Tipo de archivo:"}

    def translate(self, _context: str, text: str, _comment: str | None = None, _number: int = -1) -> str | None:
        """The Spanish of a text, or None for the other translator to give it."""
        return self.WORDS.get(text)

    def isEmpty(self) -> bool:
        """It has words, though no file of them."""
        return False


class Waiting(QWidget):
    """What is shown until the program is loaded; ``seen`` tells once that it was painted, or will not be for now."""

    seen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setLayout(column(1, label("Abriendo…", "soft"), 1))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.seen)
        self._timer.start(UNSEEN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell it once all of the window is painted."""
        super().paintEvent(event)
        if self._timer.isActive():
            self._timer.start(0)


class Listener(QObject):
    """Hears of the program's own mistakes on whatever thread they happen, and tells them on the page in use.

    ``again`` is what to try while there is no page.
    """

    _met = Signal(object)

    def __init__(self, window: MainWindow, crashes: Crashes, again: Callable[[], None]) -> None:
        super().__init__(window)
        self.again = again
        self._window, self._crashes = window, crashes
        self._met.connect(self.tell)  # From another thread this waits for its turn on the window's.

    def install(self) -> None:
        """Hear everything that nobody else catches."""
        sys.excepthook = lambda _kind, error, _trace: self._met.emit(error)
        threading.excepthook = lambda args: self._met.emit(args.exc_value)
        sys.unraisablehook = self.hear_unraisable
        qInstallMessageHandler(self.hear_qt)

    def tell(self, error: BaseException) -> None:
        """Write a report of a mistake, and say so; a refusal that nobody told is told here."""
        from services.errors import explain

        if isinstance(error, KeyboardInterrupt):
            self._window.close()
            return
        sentence = explain(error)
        if sentence is None:
            self._say(self._crashes.tell(error), self._crashes.latest)
        else:
            self._say(sentence, None)
            self._window.refused.emit(error)

    def hear_unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        """Write a report of what went wrong while something was cleared away; nobody waits for that."""
        if args.exc_value is not None:
            self._crashes.tell(args.exc_value)

    def hear_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Write a report of what Qt stops the program for; the rest goes where it always goes."""
        if kind is QtMsgType.QtFatalMsg:
            self._crashes.tell_places(f"Qt {context.category}: {without_quotes(message)}\n")
        if sys.stderr is not None:  # A windowed program on Windows has none.
            sys.stderr.write(f"{message}\n")

    def _say(self, sentence: str, report: Path | None) -> None:
        from services.troubles import trouble_of_bug
        from ui.kit.clipboard import copy_file
        from ui.kit.widgets import NoticeKind
        from ui.start.trouble import Trouble

        page = self._window.current_page()
        if page is None:
            choices = (("Intentar otra vez", self.again), ("Salir", self._window.close))
            self._window.show_alone(Trouble(trouble_of_bug(sentence, report), choices))
        elif report is None:
            page.notice.say(NoticeKind.ERROR, sentence)
        else:
            page.notice.say(NoticeKind.ERROR, sentence, "Copiar el detalle", lambda: copy_file(report))
