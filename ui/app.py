"""Starts the window: paints it first, then loads the program and opens the profile."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import ClassVar

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.theme import Theme, follow_system
from ui.kit.widgets import column, label
from ui.shell import SPANISH, MainWindow

Report = Callable[[BaseException], str]


def run_window(folder: Path, report_bug: Report) -> int:
    """Show the window on the profile in ``folder`` until it is closed; returns the exit code."""
    application = make_application()
    theme = Theme(application)
    follow_system(theme)
    window = MainWindow(theme)
    window.show_alone(_opening())
    window.appear()

    def open_profile() -> None:
        # Only now: the store's libraries take longer to load than the window to paint.
        from ui.opening import Opening

        Opening(window, folder).begin()

    sys.excepthook = _told_by(window, report_bug, open_profile)
    QTimer.singleShot(0, open_profile)
    return application.exec()


def make_application() -> QApplication:
    """The application, speaking Spanish of Colombia in its own buttons, dates and numbers."""
    QLocale.setDefault(SPANISH)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Bitácora Puntos Digitales")
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


def _opening() -> QWidget:
    waiting = QWidget()
    waiting.setLayout(column(1, label("Abriendo…", "soft"), 1))
    return waiting


def _told_by(
    window: MainWindow, report_bug: Report, again: Callable[[], None]
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """An exception hook that logs a mistake of the program and says so on the page in use."""

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        from services.errors import explain
        from ui.kit.widgets import NoticeKind
        from ui.start.trouble import Trouble

        sentence = explain(error) or report_bug(error)
        page = window.current_page()
        if page is not None:
            page.notice.say(NoticeKind.ERROR, sentence)
        else:
            window.show_alone(Trouble(sentence, again))

    return hook
